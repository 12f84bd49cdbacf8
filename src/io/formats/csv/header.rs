//! The header: the meaning of each column, and the delimiter.

use crate::base::names::nearest;
use crate::base::problem::Problem;
use crate::io::formats::csv::fields::{RowFields, without_break};
use crate::io::formats::csv::rows::State;
use crate::io::formats::options::ReadContext;
use crate::io::formats::utf8::utf8;

/// The largest size of a header, in bytes.
pub(super) const HEADER: usize = 1 << 20;
/// The largest number of columns that a problem lists.
const NAMED: usize = 12;

/// The header. Columns are counted from 0.
#[derive(Debug, Default)]
pub(super) struct CsvHeader {
    pub(super) delimiter: u8,
    /// The number of columns.
    pub(super) count: usize,
    /// The columns that hold text with their names, in the order of the row.
    pub(super) texts: Vec<(usize, String)>,
    pub(super) id: Option<usize>,
    pub(super) language: Option<usize>,
    pub(super) source: Option<usize>,
    pub(super) title: Option<usize>,
    /// The columns that the scopes of rules need.
    pub(super) wanted: Vec<(usize, String)>,
}

/// Reads the header. `state` is the state of the reader at its end.
pub(super) fn columns(
    header: &[u8],
    delimiters: &[u8],
    state: State,
    context: &ReadContext,
) -> Result<CsvHeader, Problem> {
    let place = format!("{}:1", context.path);
    let broken = |message: &str| {
        Problem::new(&place, message).help("correct the header; the file was left as it was")
    };
    if state == State::Quoted {
        return Err(broken("a quote in the header never closes"));
    }
    if header.len() >= context.max_record.min(HEADER) {
        return Err(broken("the header is larger than 1 MiB"));
    }
    let all = utf8(header, &place)?.trim_start_matches('\u{feff}');
    let row = without_break(all);
    let delimiter = delimiter(row, delimiters);
    let names: Vec<String> = RowFields::new(row, delimiter)
        .map(|field| field.map(|field| field.text(row).into_owned()))
        .collect::<Result<_, _>>()
        .map_err(|_| broken("there is text after a closing quote in the header"))?;
    let fields = &context.fields;
    let place_of = |name: &str| names.iter().position(|column| column == name);
    let places_of = |wanted: &[String]| {
        let is_wanted = |(_, name): &(usize, &String)| wanted.contains(name);
        let found = names.iter().enumerate().filter(is_wanted);
        found.map(|(n, name)| (n, name.clone())).collect::<Vec<_>>()
    };
    let texts = places_of(&fields.texts);
    if texts.is_empty() {
        return Err(no_text(&place, &fields.texts[0], &names));
    }
    if let Some((_, name)) = texts
        .iter()
        .find(|(n, name)| place_of(name).is_some_and(|first| first < *n))
    {
        return Err(broken(&format!(
            "the column `{name}` occurs more than once in the header"
        )));
    }
    Ok(CsvHeader {
        delimiter,
        count: names.len(),
        texts,
        id: place_of(&fields.id),
        language: fields.language.as_deref().and_then(place_of),
        source: place_of(&fields.source),
        title: place_of(&fields.title),
        wanted: places_of(&fields.wanted),
    })
}

/// The most frequent delimiter outside quotes. If several are equally frequent, it is the first in
/// `delimiters`.
fn delimiter(header: &str, delimiters: &[u8]) -> u8 {
    let mut state = State::Start;
    let mut counts = vec![0; delimiters.len()];
    for byte in header.bytes() {
        let which = delimiters.iter().position(|&delimiter| delimiter == byte);
        if let (Some(n), true) = (which, state != State::Quoted) {
            counts[n] += 1;
        }
        state = state.after(byte, delimiters);
    }
    let most = (0..delimiters.len()).rev().max_by_key(|&n| counts[n]);
    delimiters[most.unwrap_or(0)]
}

fn no_text(place: &str, name: &str, names: &[String]) -> Problem {
    let near = nearest(name, names.iter().map(String::as_str));
    let hint = match near {
        Some(near) => format!("did you mean --text-field {near}? "),
        None => "name the column that holds the text with --text-field; ".to_owned(),
    };
    let more = if names.len() > NAMED { ", …" } else { "" };
    let listed = names[..names.len().min(NAMED)].join(", ");
    Problem::new(place, format!("the header has no column `{name}`")).help(format!(
        "{hint}the header has: {listed}{more}; the file was left as it was"
    ))
}
