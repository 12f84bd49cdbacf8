//! CSS rules.

use crate::rules::detectors::code::found::Code;

/// Bytes of the longest block, and of the longest selector.
const LONGEST_BLOCK: usize = 4_000;
const LONGEST_SELECTOR: usize = 300;
/// Blocks inside each other: rules in a media query, and one more.
const DEEPEST: usize = 3;

/// All runs of CSS rules.
pub fn find(text: &str) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        at = open + 1;
        let (Some(start), Some(end)) = (selector(text, open), block(text, open)) else {
            continue;
        };
        if found.last().is_some_and(|last| start < last.span.end) {
            continue;
        }
        at = end;
        match found.last_mut() {
            Some(last) if text[last.span.end..start].trim().is_empty() => last.span.end = end,
            _ => found.push(Code::block(start..end)),
        }
    }
    found
}

/// Where the selector before a brace begins.
fn selector(text: &str, open: usize) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || " .#:>,*-_[]=\"'()@+~^$\t".contains(c);
    let from = text.floor_char_boundary(open.saturating_sub(LONGEST_SELECTOR));
    let head = &text[from..open];
    let start = from
        + head.rfind(|c| !is_part(c)).map_or(0, |at| {
            at + head[at..].chars().next().map_or(1, char::len_utf8)
        });
    // The selector begins with a class, an id, an at-rule or an element; words of a sentence before it do not belong to it.
    let candidate = &text[start..open];
    let mut begin = None;
    for (offset, word) in words(candidate).into_iter().rev() {
        let is_certain = word.starts_with(['.', '#', '@', '*', ':', '[']) && word.len() > 1;
        let bare = word
            .trim_end_matches([',', ':'])
            .split(['.', '#', ':', '['])
            .next()
            .unwrap_or_default();
        let is_element = ELEMENTS.contains(&bare);
        let joins = [">", "+", "~", ",", "and", "(", ")"].contains(&word)
            || word.starts_with('(')
            || word.ends_with(')');
        if is_certain || is_element {
            begin = Some(start + offset);
        } else if !joins {
            break;
        }
    }
    begin
}

/// The words of a text with their offsets.
fn words(text: &str) -> Vec<(usize, &str)> {
    let offset = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace()
        .map(|word| (offset(word), word))
        .collect()
}

/// Elements that style sheets of pages name most.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "button",
    "div",
    "em",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "label",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "small",
    "span",
    "strong",
    "table",
    "td",
    "th",
    "tr",
    "ul",
    "video",
];

/// Where a block of declarations, or of rules, ends.
fn block(text: &str, open: usize) -> Option<usize> {
    let rest = &text[open..];
    let mut depth = 0usize;
    for (at, c) in rest.char_indices() {
        if at > LONGEST_BLOCK {
            return None;
        }
        depth += usize::from(c == '{');
        if depth > DEEPEST {
            return None;
        }
        if c == '}' {
            depth -= 1;
            if depth == 0 {
                return is_declarations(&rest[1..at]).then_some(open + at + 1);
            }
        }
    }
    None
}

/// Whether a text is declarations such as `color: red`, or rules with such declarations inside.
fn is_declarations(text: &str) -> bool {
    if let Some((_, inner)) = text.split_once('{') {
        return is_declarations(inner.split('}').next().unwrap_or_default());
    }
    let mut any = false;
    let all = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .all(|part| {
            any = true;
            part.split_once(':').is_some_and(|(name, value)| {
                let name = name.trim();
                !value.trim().is_empty()
                    && name.starts_with(|c: char| {
                        c.is_ascii_lowercase() || c == '-' || c == '*' || c == '_'
                    })
                    && name.chars().all(|c| {
                        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '*' | '_')
                    })
            })
        });
    any && all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text)
            .into_iter()
            .map(|code| &text[code.span])
            .collect()
    }

    #[test]
    fn rules_are_found_with_their_selectors() {
        assert_eq!(
            found("It rained. .ad-box { margin: 0; padding:0 } Then."),
            [".ad-box { margin: 0; padding:0 }"]
        );
        assert_eq!(
            found("عادت#div-gpt-ad, .x a:hover{display:none}.y{top:1px}"),
            ["#div-gpt-ad, .x a:hover{display:none}.y{top:1px}"]
        );
        assert_eq!(
            found("@media (max-width: 600px) { .a { top: 0 } } x"),
            ["@media (max-width: 600px) { .a { top: 0 } }"]
        );
        assert_eq!(found("the set {a: 1} and f(x) { return 1; }"), [""; 0]);
        assert_eq!(found("He wrote {note: this is prose}"), [""; 0]);
    }
}
