//! A test text of a rule, and what it must give.

use std::collections::BTreeMap;

/// What a test text must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// Exactly these spans (bytes of the text without its marks), and this text after the fix.
    Flag {
        spans: Vec<std::ops::Range<usize>>,
        fixed: Option<String>,
    },
    Clean,
}

/// One test text of a rule, ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub text: String,
    pub expect: Expectation,
    /// Where the text is in the rule file, in bytes.
    pub place: std::ops::Range<usize>,
    /// Where the text after the fix is in the rule file, in bytes.
    pub fixed_place: Option<std::ops::Range<usize>>,
    /// Why it may fail for now.
    pub todo: Option<String>,
    /// The fields of its record, its path and its encoding, if the test gives them.
    pub record: BTreeMap<String, String>,
    pub path: Option<String>,
    pub encoding: Option<String>,
    /// Other documents of its source.
    pub others: Vec<String>,
}
