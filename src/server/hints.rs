//! Inlay hints: after the heading of each rule, how often the rule matches in the folder.

use serde_json::{Value, json};

use crate::server::counts::HitCounts;
use crate::server::positions::EditorText;
use crate::server::protocol;
use crate::server::protocol::Client;
use crate::server::rule_file::blocks;

/// The hints in a range.
pub fn hints(counts: &HitCounts, text: &EditorText, params: &Value, client: &Client) -> Vec<Value> {
    let range = serde_json::from_value::<protocol::Range>(params["range"].clone());
    let span = match range {
        Ok(range) => text.span(range, client.encoding),
        Err(_) => 0..text.as_str().len(),
    };
    let blocks = blocks(text.as_str());
    let here = blocks
        .iter()
        .filter(|block| span.start <= block.heading.end && block.heading.end <= span.end);
    here.filter_map(|block| {
        let count = counts.of(block.text)?;
        Some(json!({
            "position": text.position(block.heading.end, client.encoding),
            "label": counts.label(count),
            "tooltip": counts.about,
            "paddingLeft": true,
        }))
    })
    .collect()
}
