//! Plain text and Markdown: the file is the document.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::format::{Input, Parser, Reader, Reading};
use crate::io::formats::options::ReadContext;
use crate::io::formats::origin::Origin;
use crate::io::formats::piece::{Holds, Parsed, Piece};
use crate::io::formats::utf8::utf8;
use crate::text::Document;

/// Opens a text file.
pub fn open(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    let reader = TextReader {
        input: input.content,
        context: Arc::clone(&context),
        is_begun: false,
        is_over: false,
    };
    Ok((Box::new(reader), Arc::new(Whole(context))))
}

struct TextReader {
    input: Box<dyn BufRead + Send>,
    context: Arc<ReadContext>,
    is_begun: bool,
    is_over: bool,
}

impl Reader for TextReader {
    fn next(&mut self) -> io::Result<Option<Piece>> {
        if self.is_over {
            return Ok(None);
        }
        let max = self.context.max_record as u64;
        let mut bytes = Vec::new();
        self.input.by_ref().take(max).read_to_end(&mut bytes)?;
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        self.is_over = self.input.fill_buf()?.is_empty();
        let holds = match (is_first, self.is_over) {
            (true, true) => Holds::Record(None),
            (true, false) => {
                let problem = self.context.too_large(&self.context.path, "the file");
                Holds::Bad(Box::new(problem))
            }
            (false, _) => Holds::Nothing,
        };
        Ok(Some(Piece {
            bytes,
            holds,
            line: 1,
            ..Piece::default()
        }))
    }
}

struct Whole(Arc<ReadContext>);

impl Parser for Whole {
    fn parse(&self, piece: &Piece) -> Parsed {
        let text = match utf8(&piece.bytes, &self.0.path) {
            Ok(text) => text,
            Err(problem) => return problem.into(),
        };
        let document = Document {
            path: self.0.path.clone(),
            id: Some(self.0.file_name.clone()),
            encoding: self.0.encoding,
            text: text.to_owned(),
            ..Document::default()
        };
        Parsed {
            documents: vec![(document, Origin::Plain { start: 0 })],
            problems: Vec::new(),
        }
    }
}
