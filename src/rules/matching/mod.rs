//! How a rule's phrases and patterns match text, what a line must have to match, and what may replace a match.

pub mod edge_chars;
pub mod line_needs;
pub mod literal;
pub mod matcher;
pub mod pattern;
pub mod pattern_literals;
pub mod replace;
