//! Marks of templates and content systems.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::detectors::code::found::Code;

/// Texts of which one is in every line with a mark.
pub const SIGNS: &[&str] = &[
    "{{",
    "{%",
    "${",
    "<%",
    "[/",
    "=",
    "[[",
    "[ad",
    "[gallery]",
    "[embed]",
    "[video]",
    "[audio]",
];

/// Marks in double braces and the like, and codes in square brackets that have attributes or an end.
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    let marks = [
        r"\{\{[^{}\n]+\}\}",
        r"\{%[^%\n]+%\}",
        r"<%[^%\n]+%>",
        r"\$\{[A-Za-z_][A-Za-z0-9_.]*\}",
        r#"\[[a-z][a-z0-9_-]+(?: +[a-z][a-z0-9_-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s\]]+))+ */?\]"#,
        r"\[/[a-z][a-z0-9_-]+\]",
        r"\[(?:ad|ads|adsense|gallery|embed|video|audio)\]",
        r"\[\[[a-z][a-z0-9_-]*\]\]",
    ];
    Regex::new(&marks.join("|")).expect("a valid pattern")
});

/// All marks of templates.
pub fn find(text: &str) -> Vec<Code> {
    MARKS
        .find_iter(text)
        .map(|found| Code::block(found.range()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found() {
        let text =
            "A {{ad.slot}} b [caption id=\"1\" align='x']c[/caption] {% if x %} ${name} [[ads]]";
        let found: Vec<_> = find(text)
            .into_iter()
            .map(|code| &text[code.span])
            .collect();
        let expected = [
            "{{ad.slot}}",
            "[caption id=\"1\" align='x']",
            "[/caption]",
            "{% if x %}",
            "${name}",
            "[[ads]]",
        ];
        assert_eq!(found, expected);
        assert_eq!(
            find("a [sic] b [1] [Read also: this] {x} [[The Wiki Page]]"),
            []
        );
    }
}
