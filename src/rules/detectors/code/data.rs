//! JSON objects.

use serde::de::IgnoredAny;
use serde_json::Deserializer;

use crate::rules::detectors::code::found::Code;

/// Bytes of the shortest object that counts.
const SHORTEST: usize = 12;

/// All JSON objects with a key, and lists of them.
pub fn find(text: &str) -> Vec<Code> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        at = open + 1;
        if !text[at..].trim_start().starts_with('"') {
            continue;
        }
        let is_list = text[..open].ends_with('[');
        let start = open - usize::from(is_list);
        let mut values = Deserializer::from_str(&text[start..]).into_iter::<IgnoredAny>();
        let is_value = matches!(values.next(), Some(Ok(_)));
        let end = start + values.byte_offset();
        if is_value && end - start >= SHORTEST {
            found.push(Code::block(start..end));
            at = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_whole() {
        let found = |text: &'static str| -> Vec<&str> {
            find(text)
                .into_iter()
                .map(|code| &text[code.span])
                .collect()
        };
        let object = r#"{"@context": "https://schema.org", "a": [1, {"b": "}"}]}"#;
        let text: &'static str = Box::leak(format!("It rained. {object}Then.").into_boxed_str());
        assert_eq!(found(text), [object]);
        assert_eq!(
            found(r#"[{"a": "long enough"}] x"#),
            [r#"[{"a": "long enough"}]"#]
        );
        assert_eq!(found(r#"the set {"a", "b"} and {"broken": "#), [""; 0]);
    }
}
