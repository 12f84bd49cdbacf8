//! Finds the columns of a schema by the names that users know.

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

use crate::base::names::nearest;
use crate::base::problem::Problem;
use crate::io::formats::options::ReadContext;

/// A column that holds texts.
pub struct TextColumn {
    /// The number of the column among all leaves of the schema, counted from 0.
    pub column: usize,
    /// Its name as the user gave it.
    pub name: String,
    /// Whether a record may have several of its values.
    pub is_list: bool,
}

/// The columns of a schema by name. A dot separates a group and its field. The inner groups of a list are not
/// part of the name. The full path of a column is accepted too.
pub struct ColumnNames<'s> {
    schema: &'s SchemaDescriptor,
    names: Vec<String>,
}

impl<'s> ColumnNames<'s> {
    pub fn new(schema: &'s SchemaDescriptor) -> Self {
        let mut names = Vec::new();
        for field in schema.root_schema().get_fields() {
            add(field, field.name().to_owned(), &mut names);
        }
        Self { schema, names }
    }

    /// The number of the column with this name, counted from 0.
    pub fn find(&self, wanted: &str) -> Option<usize> {
        let columns = self.schema.columns().iter();
        let mut named = columns.zip(&self.names);
        named.position(|(column, name)| name == wanted || column.path().string() == wanted)
    }

    /// The columns of the text fields, in the order of the file.
    ///
    /// # Errors
    /// When the file has none of them, or one does not hold text.
    pub fn texts(&self, context: &ReadContext) -> Result<Vec<TextColumn>, Problem> {
        let mut texts = Vec::new();
        for name in &context.fields.texts {
            let Some(column) = self.find(name) else {
                continue;
            };
            let described = &self.schema.columns()[column];
            if !is_text(described) {
                return Err(self.not_text(context, name, described));
            }
            texts.push(TextColumn {
                column,
                name: name.clone(),
                is_list: described.max_rep_level() > 0,
            });
        }
        texts.sort_by_key(|text| text.column);
        texts.dedup_by_key(|text| text.column);
        match texts.is_empty() {
            true => Err(self.no_text(context)),
            false => Ok(texts),
        }
    }

    fn no_text(&self, context: &ReadContext) -> Problem {
        let name = &context.fields.texts[0];
        let problem = Problem::new(&context.path, format!("the file has no column `{name}`"));
        let near = nearest(name, self.names.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| {
            format!("did you mean --text-field {near}? ")
        });
        problem.help(format!(
            "{near}name the column that holds the text with --text-field; the file has: {}",
            self.names.join(", ")
        ))
    }

    fn not_text(&self, context: &ReadContext, name: &str, column: &ColumnDescriptor) -> Problem {
        let texts = self.schema.columns().iter().zip(&self.names);
        let texts: Vec<&str> = texts
            .filter(|(column, _)| is_text(column))
            .map(|(_, name)| name.as_str())
            .collect();
        let held = match column.logical_type_ref() {
            Some(logical) => format!("{logical:?}"),
            None => column.physical_type().to_string(),
        };
        let message = format!("the column `{name}` does not hold text but {held}");
        Problem::new(&context.path, message).help(format!(
            "name a column of text with --text-field; the file has: {}",
            texts.join(", ")
        ))
    }
}

/// Adds the names of the leaves of a node with this name.
fn add(node: &Type, name: String, names: &mut Vec<String>) {
    if node.is_primitive() {
        names.push(name);
        return;
    }
    match inside_list(node) {
        Some(element) => add(element, name, names),
        None => {
            for field in node.get_fields() {
                add(field, format!("{name}.{}", field.name()), names);
            }
        }
    }
}

/// The element of a list, without the groups that make it a list; `None` if the node is not a list.
fn inside_list(node: &Type) -> Option<&Type> {
    let info = node.get_basic_info();
    let is_list = info.converted_type() == ConvertedType::LIST
        || info.logical_type_ref() == Some(&LogicalType::List);
    let [repeated] = node.get_fields() else {
        return None;
    };
    let is_repeated = repeated.get_basic_info().repetition() == Repetition::REPEATED;
    if !is_list || !is_repeated {
        return None;
    }
    match repeated.is_group() {
        true => match repeated.get_fields() {
            [element] => Some(element),
            _ => Some(repeated),
        },
        false => Some(repeated),
    }
}

/// Whether the values of a column may be text.
fn is_text(column: &ColumnDescriptor) -> bool {
    let is_text = match column.logical_type_ref() {
        Some(logical) => matches!(
            logical,
            LogicalType::String | LogicalType::Json | LogicalType::Enum
        ),
        None => matches!(
            column.converted_type(),
            ConvertedType::NONE | ConvertedType::UTF8 | ConvertedType::JSON | ConvertedType::ENUM
        ),
    };
    column.physical_type() == Physical::BYTE_ARRAY && is_text
}
