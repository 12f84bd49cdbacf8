//! How a command ended.

/// How a command ended; the number is the program's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No findings are left that count as a failure.
    Clean = 0,
    /// Findings are left, tests of rules failed, or figures became worse.
    Findings = 1,
    /// Something could not be read, written or understood.
    Failed = 2,
    /// The user stopped the command.
    Interrupted = 130,
}
