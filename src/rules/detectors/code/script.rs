//! JavaScript statements.
//!
//! A statement is read from its beginning: operands and operators in turn, with balanced brackets and closed strings. Two
//! words in a row, as in prose, end it. Only statements with a sign that prose does not have count.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::detectors::code::found::Code;

/// Texts of which one is in every line with a statement.
pub const SIGNS: &[&str] = &[
    ");", "()", "('", "(\"", "function", "};", "] = ", "= {", "= [", "\";", "';", "=>", "|| ",
];

/// Bytes of the longest statement.
const LONGEST: usize = 10_000;
/// Characters of the longest bracket before the first sign of a statement.
const LONGEST_BRACKET: usize = 500;

/// What prose does not have: a call on a dotted name, an assignment to a variable, a function.
static SIGN: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"[A-Za-z_$][A-Za-z0-9_$]*";
    let signs = [
        format!(r"(?:{name}\.)+{name}\s*\("),
        format!(r"(?:{name}\.)+{name}(?:\[[^\]\n]*\])?\s*=[^=]"),
        format!(r"\b(?:var|let|const)\s+{name}\s*(?:=|;|,)"),
        format!(r"\bfunction\s*(?:{name})?\s*\("),
        format!(r"{name}\((?:'[^'\n]*'|\x22[^\x22\n]*\x22|\s*)\)\s*;"),
        format!(r"{name}\((?:'[^'\n]*'\s*,|\x22[^\x22\n]*\x22\s*,|function|\{{)"),
        format!(r"\(\s*{name}\s*=\s*(?:window|self|document)\b"),
        r"\)\s*=>\s*[{(]".to_owned(),
    ];
    Regex::new(&signs.join("|")).expect("a valid pattern")
});

/// Words after which an operand follows.
const BEFORE_OPERAND: &[&str] = &[
    "var",
    "let",
    "const",
    "new",
    "return",
    "typeof",
    "function",
    "if",
    "else",
    "for",
    "while",
    "do",
    "try",
    "catch",
    "finally",
    "in",
    "of",
    "throw",
    "delete",
    "void",
    "async",
    "await",
    "instanceof",
];

/// All runs of statements.
pub fn find(text: &str) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    let mut at = 0;
    while let Some(sign) = SIGN.find_at(text, at) {
        let floor = found.last().map_or(0, |last| last.span.end).max(at);
        let start = beginning(text, floor, sign.start() + glued_word(sign.as_str()));
        let end = program(text, start);
        match end.filter(|&end| end >= sign.end()) {
            Some(end) => {
                found.push(Code::block(start..end));
                at = end;
            }
            None => at = sign.end(),
        }
    }
    found
}

/// Objects of advertisements, counters and embedded players: only pages use them.
const PAGE_GLOBALS: &[&str] = &[
    "OneSignal",
    "Taboola",
    "_comscore",
    "_gaq",
    "_taboola",
    "adsbygoogle",
    "apstag",
    "dataLayer",
    "fbq",
    "ga",
    "googletag",
    "gtag",
    "twttr",
];

/// How surely code belongs to the page and not to an article about programming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It names an object that only pages use.
    Page,
    /// It names an object of browsers.
    Browser,
    /// It may be any program.
    Unknown,
}

/// What the names in a run of statements say about its origin.
pub fn origin_of(code: &str) -> Origin {
    let names = |known: &[&str]| {
        code.split(|c| !is_name_char(c))
            .any(|name| known.contains(&name))
    };
    match (names(PAGE_GLOBALS), names(GLOBALS)) {
        (true, _) => Origin::Page,
        (false, true) => Origin::Browser,
        (false, false) => Origin::Unknown,
    }
}

/// Objects that scripts of pages use most. A word with a full stop before one of them is the end of a sentence.
const GLOBALS: &[&str] = &[
    "$",
    "OneSignal",
    "Taboola",
    "_gaq",
    "_taboola",
    "adsbygoogle",
    "apstag",
    "console",
    "dataLayer",
    "document",
    "fbq",
    "ga",
    "googletag",
    "gtag",
    "jQuery",
    "location",
    "navigator",
    "self",
    "top",
    "twttr",
    "window",
];

/// Bytes of the word of a sentence that is glued to the beginning of a sign.
fn glued_word(sign: &str) -> usize {
    let after = sign.find('.').map_or(0, |stop| stop + 1);
    let rest = &sign[after..];
    let name = &rest[..rest.find(|c| !is_name_char(c)).unwrap_or(rest.len())];
    if after > 1 && GLOBALS.contains(&name) && !GLOBALS.contains(&&sign[..after - 1]) {
        after
    } else {
        0
    }
}

/// Where the statement with a sign begins: before opening brackets, operators and keywords.
fn beginning(text: &str, floor: usize, sign: usize) -> usize {
    let mut start = sign;
    loop {
        let head = text[floor..start].trim_end_matches([' ', '\t']);
        let word_start = head.rfind(|c| !is_name_char(c)).map_or(0, |at| {
            at + head[at..].chars().next().map_or(1, char::len_utf8)
        });
        let word = &head[word_start..];
        if let Some(open) = start_of_bracket(head.trim_end_matches(['.', '{', ' '])) {
            let name = head[..open].trim_end_matches(is_name_char).len();
            start = floor + name;
        } else if BEFORE_OPERAND.contains(&word) {
            start = floor + word_start;
        } else if word.is_empty() && head.ends_with(['(', '!', ';', '+', '{', '}']) {
            start = floor + head.len() - 1;
        } else {
            return start;
        }
    }
}

/// Where the round bracket at the end of a text opens.
fn start_of_bracket(text: &str) -> Option<usize> {
    text.strip_suffix(')')?;
    let mut depth = 0usize;
    for (at, c) in text.char_indices().rev().take(LONGEST_BRACKET) {
        depth += usize::from(c == ')');
        depth -= usize::from(c == '(');
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// Where a run of statements ends that begins here.
fn program(text: &str, start: usize) -> Option<usize> {
    let mut end = None;
    let mut at = start;
    while let Some(next) = statement(text, at) {
        let is_sure = end.is_none() || SIGN.is_match(&text[at..next]) || is_closed(&text[at..next]);
        if !is_sure {
            break;
        }
        end = Some(next);
        at = next;
    }
    end
}

/// Whether a statement without a sign surely belongs to the code around it.
fn is_closed(statement: &str) -> bool {
    let statement = statement.trim();
    let first = statement
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    BEFORE_OPERAND.contains(&first)
        || statement.starts_with(['}', ')', ';', '/', '('])
        || statement.ends_with(';') && statement.contains(['=', '('])
}

/// Where a statement ends that begins here.
fn statement(text: &str, start: usize) -> Option<usize> {
    let mut reader = Reader { text, at: start };
    let mut has_operand = false;
    let mut end = None;
    while reader.at - start < LONGEST {
        reader.skip_blank();
        match reader.peek()? {
            ';' => {
                reader.at += 1;
                return Some(reader.at);
            }
            '\'' | '"' | '`' => reader.string()?,
            '(' | '[' | '{' => {
                let is_block = reader.peek() == Some('{');
                reader.bracket()?;
                end = Some(reader.at);
                has_operand = !is_block;
                if reader.at == text.len() {
                    return end;
                }
                continue;
            }
            c if is_name_char(c) => {
                let word = reader.word();
                if BEFORE_OPERAND.contains(&word) {
                    has_operand = false;
                    continue;
                }
                // Two operands in a row: the statement ended before.
                if has_operand {
                    return end;
                }
                has_operand = true;
                continue;
            }
            '=' | '+' | '-' | '*' | '/' | '%' | '&' | '|' | '!' | '?' | ':' | '<' | '>' | '.'
            | ',' | '~' | '^' => {
                reader.at += 1;
                has_operand = false;
                continue;
            }
            // A bracket that an earlier part of the code opened.
            '}' | ')' if reader.at == start => {
                reader.at += 1;
                return Some(reader.at);
            }
            _ => return end,
        }
        if has_operand {
            return end;
        }
        has_operand = true;
        end = Some(reader.at);
        if reader.at == text.len() {
            return end;
        }
    }
    None
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Passes white space and comments.
    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            let comment = self
                .rest()
                .strip_prefix("/*")
                .and_then(|inner| inner.find("*/"));
            match comment {
                Some(length) => self.at += length + 4,
                None => return,
            }
        }
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let word = &rest[..rest.find(|c| !is_name_char(c)).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// Passes a string; `None` if it is not closed.
    fn string(&mut self) -> Option<()> {
        let quote = self.peek()?;
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '\n' if quote != '`' => return None,
                _ if c == quote => {
                    self.at += at + 1;
                    return Some(());
                }
                _ if at > LONGEST => return None,
                _ => {}
            }
        }
        None
    }

    /// Passes a bracket with all that is in it; `None` if it is not closed.
    fn bracket(&mut self) -> Option<()> {
        let start = self.at;
        let mut open = Vec::new();
        while self.at - start < LONGEST {
            self.skip_blank();
            let c = self.peek()?;
            match c {
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' if open.pop() != Some(c) => return None,
                '\'' | '"' | '`' => {
                    self.string()?;
                    continue;
                }
                _ => {}
            }
            self.at += c.len_utf8();
            if open.is_empty() {
                return Some(());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text)
            .into_iter()
            .map(|code| text[code.span].trim())
            .collect()
    }

    #[test]
    fn statements_are_found_whole() {
        for code in [
            "googletag.cmd.push(function() { googletag.display('div-gpt-ad-1'); });",
            "window._taboola = window._taboola || [];",
            "(adsbygoogle = window.adsbygoogle || []).push({});",
            "var x = document.createElement('script'); x.async = true;",
            "document.write(\"<scr\" + \"ipt src='a.js'></script>\");",
            "!function(f,b){ if (f.fbq) return; f.fbq = 1; }(window, document);",
            "(function(d, s, id) { var js = d.getElementById(id); }(document, 'script', 'sdk'));",
            "$(document).ready(function(){ $('.ad').hide(); });",
            "if (window.ga) { ga('send', 'pageview'); } else { load('x'); }",
            "try { OA_show('12'); } catch (e) {}",
        ] {
            assert_eq!(
                found(&format!("It rained. {code} The ships waited.")),
                [code]
            );
            assert_eq!(found(&format!("عادت السفن.{code}وقال المدير")), [code]);
            if code.starts_with("googletag") {
                assert_eq!(found(&format!("The ships waited.{code}")), [code]);
            }
            assert_eq!(found(code), [code]);
        }
    }

    #[test]
    fn prose_is_no_statement() {
        for text in [
            "He said (in a letter): \"We have won.\" Then he left; it rained.",
            "The firm (example.com) said its app (for phones) is free.",
            "Sales = costs; the rest is profit. See section 2.b(iii) of the law.",
            "It costs $5 (about 4 euros); let us see.",
            "The let x be free, var. of (something)",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
