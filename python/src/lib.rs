//! The Python extension: the library and the program for Python, over Arrow.
//!
//! - `ruleset`: the class for users. `recipe`: what its rules are made of, for pickling.
//! - `capsule`: Arrow arrays from Python and tables to it, without copies.
//! - `column`, `fields`: the texts and the other columns, as Arrow data.
//! - `rows`: checks rows in parallel. `evidence`: the survey that they are checked with.
//! - `findings`, `cleaned`, `counts`: the results, as tables. `arrays`: builds these tables.

mod arrays;
mod capsule;
mod cleaned;
mod column;
mod counts;
mod evidence;
mod fields;
mod findings;
mod recipe;
mod rows;
mod ruleset;

/// The allocator of the program. Python's own memory is not affected.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Functions and classes that `corpus_lint/__init__.py` makes public.
#[pyo3::pymodule]
mod _native {
    use std::ffi::OsString;

    use pyo3::prelude::*;

    #[pymodule_export]
    use super::capsule::Table;
    #[pymodule_export]
    use super::ruleset::{LoadError, Ruleset};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let _ = module;
        corpus_lint::program::keep_panics_quiet();
        Ok(())
    }

    /// Runs the program with the arguments of this process and returns its exit code.
    #[pyfunction]
    fn main(py: Python<'_>) -> PyResult<u8> {
        // Python would not pass on Ctrl-C until the program has ended.
        let signal = py.import("signal")?;
        signal.call_method1(
            "signal",
            (signal.getattr("SIGINT")?, signal.getattr("SIG_DFL")?),
        )?;
        let args: Vec<OsString> = py.import("sys")?.getattr("argv")?.extract()?;
        Ok(py.detach(|| corpus_lint::program::program(&args)))
    }
}
