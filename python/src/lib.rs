//! The Python extension: the library and the program for Python, over Arrow.
//!
//! - `ruleset`: the class that users hold. `recipe`: what its rules are made of, to be pickled.
//! - `capsule`: Arrow arrays from Python and tables to it, without copies.
//! - `column`, `fields`: texts and what stands beside them, as Arrow has them.
//! - `rows`: judges rows in parallel. `evidence`: the survey that they are judged by.
//! - `findings`, `cleaned`, `counts`: what came of it, as tables. `arrays`: what these are made of.

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

/// As the program has it; Python's own memory is Python's.
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
        // Python would keep Ctrl-C to itself until the program has ended.
        let signal = py.import("signal")?;
        signal.call_method1(
            "signal",
            (signal.getattr("SIGINT")?, signal.getattr("SIG_DFL")?),
        )?;
        let args: Vec<OsString> = py.import("sys")?.getattr("argv")?.extract()?;
        Ok(py.detach(|| corpus_lint::program::program(&args)))
    }
}
