//! The JSON Schema of a rule file, from the types that it is read into.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::rules::detectors::Registry;
use crate::rules::spec::pack::{OverrideSpec, PackSpec};
use crate::rules::spec::rule::RuleSpec;

/// The schema of a rule file: for each kind, the keys of every rule and those of the kind.
pub(crate) fn schema(registry: Registry) -> Schema {
    let mut generator = SchemaGenerator::default();
    let common = RuleSpec::json_schema(&mut generator).to_value();
    let rules: Vec<Value> = registry
        .kinds
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
    let mut tables = Map::new();
    tables.insert("pack".into(), pack.to_value());
    tables.insert(
        "lists".into(),
        json!({
            "description": "Lists of words and phrases that the rules share as @name.",
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        }),
    );
    for table in registry.models {
        tables.insert(table.key.into(), (table.schema)(&mut generator).to_value());
    }
    tables.insert("override".into(), overrides.to_value());
    tables.insert(
        "rule".into(),
        json!({"type": "array", "items": {"oneOf": rules}}),
    );
    let definitions = generator.take_definitions(true);
    schemars::json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A pack of corpus-lint rules",
        "type": "object",
        "properties": tables,
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
