//! How a command ended.

/// How a command ended; the number is the program's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing of error or warning severity is left.
    Clean = 0,
    /// Findings are left, tests of rules failed, or figures fell.
    Findings = 1,
    /// Something could not be read, written or understood.
    Failed = 2,
    /// The user ended the run before its end.
    Interrupted = 130,
}
