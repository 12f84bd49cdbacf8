//! Numbers together with what they count.

/// A number and what it counts, in the plural unless it is one: "1 finding", "2 findings".
pub fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
