//! The JSON Schema of a rule file, from the types that it is read into.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::rules::detectors::{KINDS, ModelSpec, PageModelSpec};
use crate::rules::pack::spec::{OverrideSpec, PackSpec, RuleSpec};

/// The schema of a rule file: for each kind, the keys of every rule and those of the kind.
pub fn rule_file_schema() -> Schema {
    let mut generator = SchemaGenerator::default();
    let common = RuleSpec::json_schema(&mut generator).to_value();
    let rules: Vec<Value> = KINDS
        .iter()
        .map(|kind| {
            let own = (kind.schema)(&mut generator).to_value();
            let mut properties = object(&common, "properties");
            properties.extend(object(&own, "properties"));
            properties.insert(
                "kind".into(),
                json!({"const": kind.name, "description": kind.about}),
            );
            let required: Vec<Value> = [&common, &own]
                .into_iter()
                .flat_map(|part| list(part, "required"))
                .collect();
            json!({
                "title": kind.name,
                "description": kind.about,
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            })
        })
        .collect();
    let pack = generator.subschema_for::<PackSpec>();
    let overrides = generator.subschema_for::<Vec<OverrideSpec>>();
    let models = generator.subschema_for::<BTreeMap<String, ModelSpec>>();
    let page_models = generator.subschema_for::<BTreeMap<String, PageModelSpec>>();
    let definitions = generator.take_definitions(true);
    schemars::json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A pack of corpus-lint rules",
        "type": "object",
        "properties": {
            "pack": pack,
            "lists": {
                "description": "Lists of words and phrases that the rules share as @name.",
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "models": models,
            "page_models": page_models,
            "override": overrides,
            "rule": {"type": "array", "items": {"oneOf": rules}},
        },
        "required": ["pack"],
        "additionalProperties": false,
        "$defs": definitions,
    })
}

fn object(schema: &Value, key: &str) -> Map<String, Value> {
    schema[key].as_object().cloned().unwrap_or_default()
}

fn list(schema: &Value, key: &str) -> Vec<Value> {
    schema[key].as_array().cloned().unwrap_or_default()
}
