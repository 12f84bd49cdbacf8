//! How many threads the program has.

/// Makes as many threads as the user asked for.
pub fn use_threads(jobs: Option<u16>) {
    if let Some(jobs) = jobs {
        // Fails only where a pool stands already, as under tests of the library.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.into())
            .build_global();
    }
}
