//! HTML tags and comments.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::detectors::code::found::Code;

/// What an element is for a reader of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    /// Its content is text, and words on both sides of its tags may be one word.
    Inline,
    /// Its tags separate texts.
    Block,
    /// It has no content.
    Void,
    /// Its content is no text for readers.
    Hidden,
}

const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var",
];
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "audio",
    "blockquote",
    "body",
    "button",
    "canvas",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
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
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "picture",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
const HIDDEN: &[&str] = &[
    "head", "iframe", "ins", "noscript", "object", "script", "style", "svg", "template", "title",
];

/// Bytes of the longest tag.
const LONGEST_TAG: usize = 8_000;

/// A tag in a text.
struct Tag<'t> {
    span: Range<usize>,
    name: &'t str,
    is_end: bool,
    has_attributes: bool,
    element: Element,
}

/// What is known of the tags of a text, by name: a text may have very many.
#[derive(Default)]
struct KnownTags {
    /// Whether the other tag of a pair is in the text.
    has_partner: FxHashMap<String, bool>,
    /// Hidden elements that do not end.
    endless: FxHashSet<String>,
}

/// All tags and comments: those next to each other are one finding.
pub fn find(text: &str) -> Vec<Code> {
    let mut found: Vec<(Code, bool)> = Vec::new();
    let mut known = KnownTags::default();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|open| at + open) {
        let Some((span, element, is_certain)) = piece(text, open, &mut known) else {
            at = open + 1;
            continue;
        };
        at = span.end;
        let is_inline = element == Element::Inline;
        match found.last_mut() {
            Some((last, certain))
                if text[last.span.end..span.start].trim().is_empty()
                    && !text[last.span.end..span.start].contains('\n') =>
            {
                last.span.end = span.end;
                last.is_inline &= is_inline;
                *certain |= is_certain;
            }
            _ => found.push((
                Code {
                    is_inline,
                    ..Code::block(span)
                },
                is_certain,
            )),
        }
    }
    found
        .into_iter()
        .map(|(code, is_certain)| Code {
            is_mention: !is_certain,
            ..code
        })
        .collect()
}

/// The comment, tag or hidden element that begins here, and whether it is certainly more than a mention.
fn piece(text: &str, at: usize, known: &mut KnownTags) -> Option<(Range<usize>, Element, bool)> {
    let rest = &text[at..];
    for (open, close) in [
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
        ("<!DOCTYPE", ">"),
        ("<!doctype", ">"),
    ] {
        if let Some(inner) = rest.strip_prefix(open) {
            let end = inner.find(close)?;
            return Some((
                at..at + open.len() + end + close.len(),
                Element::Block,
                true,
            ));
        }
    }
    let tag = tag(text, at)?;
    if tag.element == Element::Hidden && !tag.is_end {
        let end = known.end_of_hidden(text, &tag);
        let is_certain = end.is_some() || tag.has_attributes;
        return Some((at..end.unwrap_or(tag.span.end), Element::Block, is_certain));
    }
    let is_certain = tag.has_attributes
        || known.has_partner(text, &tag)
        || tag.element != Element::Inline && !is_between_words(text, &tag.span);
    Some((tag.span.clone(), tag.element, is_certain))
}

/// The tag that begins here.
fn tag(text: &str, at: usize) -> Option<Tag<'_>> {
    let rest = &text[at + 1..];
    let is_end = rest.starts_with('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ':'))?;
    let name = &rest[..length];
    let element = element_of(&name.to_ascii_lowercase())?;
    let mut quote = None;
    for (offset, c) in rest[length..].char_indices() {
        if offset > LONGEST_TAG {
            return None;
        }
        match (quote, c) {
            (None, '>') => {
                let inner = rest[length..length + offset].trim().trim_end_matches('/');
                let start_of_rest = text.len() - rest.len();
                return Some(Tag {
                    span: at..start_of_rest + length + offset + 1,
                    name,
                    is_end,
                    has_attributes: inner.contains('='),
                    element,
                });
            }
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

fn element_of(name: &str) -> Option<Element> {
    [
        (HIDDEN, Element::Hidden),
        (INLINE, Element::Inline),
        (BLOCK, Element::Block),
        (VOID, Element::Void),
    ]
    .into_iter()
    .find(|(names, _)| names.contains(&name))
    .map(|(_, element)| element)
}

impl KnownTags {
    /// Where a hidden element ends, after its end tag.
    fn end_of_hidden(&mut self, text: &str, tag: &Tag) -> Option<usize> {
        let name = tag.name.to_ascii_lowercase();
        if self.endless.contains(&name) {
            return None;
        }
        let end = format!("</{name}");
        let rest = &text[tag.span.end..];
        let is_end = |at: &usize| {
            let here = rest.as_bytes()[*at..].get(..end.len());
            here.is_some_and(|here| here.eq_ignore_ascii_case(end.as_bytes()))
        };
        let start = memchr::memchr_iter(b'<', rest.as_bytes()).find(is_end);
        let close = start.and_then(|start| Some(start + rest[start..].find('>')?));
        if close.is_none() {
            self.endless.insert(name);
        }
        Some(tag.span.end + close? + 1)
    }

    /// Whether the text has the other tag of a pair.
    fn has_partner(&mut self, text: &str, tag: &Tag) -> bool {
        let partner = match tag.is_end {
            true => format!("<{}", tag.name),
            false => format!("</{}", tag.name),
        };
        if let Some(&known) = self.has_partner.get(&partner) {
            return known;
        }
        let ends = |at: usize| text[at + partner.len()..].starts_with(['>', ' ', '\t', '\n', '/']);
        let has = text.match_indices(&partner).any(|(at, _)| ends(at));
        self.has_partner.insert(partner, has);
        has
    }
}

/// Whether a tag is between two words of a sentence, as in "the <br> tag".
fn is_between_words(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start]
        .strip_suffix(' ')
        .and_then(|before| before.chars().next_back());
    let after = text[span.end..]
        .strip_prefix(' ')
        .and_then(|after| after.chars().next());
    let goes_on = |c: char| c.is_alphabetic() && !c.is_uppercase();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, bool)> {
        find(text)
            .into_iter()
            .map(|code| (&text[code.span], code.is_mention))
            .collect()
    }

    #[test]
    fn tags_and_comments_are_found() {
        assert_eq!(found("a <b>c</b> d"), [("<b>", false), ("</b>", false)]);
        assert_eq!(
            found("<a href=\"x>y\"><img src='z'/></a>Text"),
            [("<a href=\"x>y\"><img src='z'/></a>", false)]
        );
        assert_eq!(found("a<!-- b -->c"), [("<!-- b -->", false)]);
        assert_eq!(
            found("a <script>if (x < 1) {}</SCRIPT> c"),
            [("<script>if (x < 1) {}</SCRIPT>", false)]
        );
        assert_eq!(
            found("the <b> tag and the <br> tag"),
            [("<b>", true), ("<br>", true)]
        );
        assert_eq!(found("1 < 2 and <name> or <3"), []);
    }
}
