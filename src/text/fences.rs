//! Code fences: the marks that Markdown puts around blocks of code.

use std::ops::Range;

const FENCE: &str = "```";

/// The blocks of a text between code fences, in bytes; ascending. A block without an end goes on to the end of the text.
pub fn fenced(text: &str) -> Vec<Range<usize>> {
    if !text.contains(FENCE) {
        return Vec::new();
    }
    let mut blocks = Vec::new();
    let (mut at, mut open) = (0, None);
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(FENCE) {
            match open.take() {
                None => open = Some(at),
                Some(start) => blocks.push(start..at),
            }
        }
        at += line.len();
    }
    blocks.extend(open.map(|start| start..text.len()));
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_enclose_blocks() {
        assert_eq!(fenced("a\n```\nx()\n```\nb\n```\ny()"), [2..10, 16..23]);
        assert_eq!(fenced("a ``` b"), [] as [Range<usize>; 0]);
    }
}
