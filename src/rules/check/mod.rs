//! Checks a document with a set of rules. Only rules that may find something in the document take time.

mod candidates;
mod contained;
mod corroborate;
mod document_check;
mod document_scope;
mod evidence;
mod habit;
mod run;
mod training_data;
