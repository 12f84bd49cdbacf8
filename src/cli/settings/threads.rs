//! The number of threads of the program.

/// Creates as many threads as the user asked for; by default, one for each CPU core.
pub fn use_threads(jobs: Option<u16>) {
    if let Some(jobs) = jobs {
        // Fails only if the threads already exist, as in tests of the library.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.into())
            .build_global();
    }
}
