//! Plain text and Markdown: the file is the document.

use std::io::{self, BufRead, Read};

use super::{Content, Names, Origin, Piece, Reader, utf8};
use crate::document::Document;

pub struct Text {
    input: Option<Box<dyn BufRead + Send>>,
    names: Names,
}

impl Text {
    pub fn new(input: Box<dyn BufRead + Send>, names: Names) -> Self {
        Self {
            input: Some(input),
            names,
        }
    }
}

impl Reader for Text {
    fn next(&mut self) -> io::Result<Option<Piece>> {
        let Some(mut input) = self.input.take() else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        let content = match utf8(&bytes, &self.names.path) {
            Ok(text) => Content::Document(
                Document {
                    path: self.names.path.clone(),
                    record: None,
                    id: Some(self.names.file_name.clone()),
                    text: text.to_owned(),
                    ..Document::default()
                },
                Origin::Plain,
            ),
            Err(problem) => Content::Bad(problem),
        };
        Ok(Some(Piece { bytes, content }))
    }
}
