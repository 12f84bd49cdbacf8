//! How a rule's phrases and patterns match text, and what may replace a match.

pub mod matcher;
pub mod pattern;
pub mod replace;
