//! The screens of the review: a finding with the text around it, the help, the end.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::base::plural::counted;
use crate::base::sanitise;
use crate::cli::review::clip::{ScreenCell, cells, clip, painted, wrap};
use crate::cli::review::items::ReviewItem;
use crate::cli::review::keys::{KEYS, KeyBinding};
use crate::cli::review::style::{ScreenSize, ScreenStyle};
use crate::cli::review::verdict::Verdict;
use crate::cli::review::walk::Walk;
use crate::report::LineIndex;
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::text::Edit;

/// Lines shown before and after the finding; the second number is for the view of more text.
const AROUND: usize = 3;
const AROUND_WIDE: usize = 200;
/// Rows for the message and for the reason, except in the view of more text.
const MESSAGE_ROWS: usize = 2;
const WHY_ROWS: usize = 3;
/// Characters shown of the text that a fix inserts.
const INSERTED_CHARS: usize = 40;

/// The rows of the screen, which fit the size of the terminal.
pub fn screen(walk: &Walk, rules: &RuleSet, size: ScreenSize, style: ScreenStyle) -> Vec<String> {
    let mut rows = match (walk.shows_help, walk.item()) {
        (true, _) => help(size),
        (false, Some(item)) => finding(walk, item, rules, size, style),
        (false, None) => end(walk, size),
    };
    rows.truncate(size.rows);
    rows
}

fn help(size: ScreenSize) -> Vec<String> {
    let row = |key: &KeyBinding| fit(&format!("  {}  {}", key.shown, key.about), size);
    let mut rows = vec![fit(
        "Keys (on an Arabic keyboard, the keys in the same places):",
        size,
    )];
    rows.extend(KEYS.iter().map(row));
    rows
}

fn end(walk: &Walk, size: ScreenSize) -> Vec<String> {
    let mut rows = vec![match walk.items.total {
        0 => "Nothing to review.".to_owned(),
        total => format!("All done: {} reviewed.", counted(total, "finding")),
    }];
    if walk.items.waiting > 0 {
        let waiting = counted(walk.items.waiting, "finding");
        rows[0] = format!("{waiting} left: run the command again to review them.");
    }
    rows.push(counts(walk));
    rows.push(String::new());
    rows.push("y apply what was accepted   b back   q quit".into());
    rows.push(walk.note.clone());
    rows.iter().map(|row| fit(row, size)).collect()
}

/// How many findings were accepted, rejected and skipped.
pub fn counts(walk: &Walk) -> String {
    let items = walk.items.list.iter();
    let verdicts: Vec<Verdict> = items
        .filter_map(|item| walk.progress.of(&item.key))
        .collect();
    let count =
        |is: &dyn Fn(Verdict) -> bool| verdicts.iter().filter(|verdict| is(**verdict)).count();
    let accepted = count(&Verdict::is_boilerplate);
    let (rejected, skipped) = (
        count(&|verdict| verdict == Verdict::Reject),
        count(&|verdict| verdict == Verdict::Skip),
    );
    let mut always: Vec<&str> = walk.progress.always().collect();
    always.sort_unstable();
    let always = match always.is_empty() {
        true => String::new(),
        false => format!(", always {}", sanitise::line(&always.join(" "))),
    };
    format!("{accepted} accepted, {rejected} rejected, {skipped} skipped{always}")
}

fn finding(
    walk: &Walk,
    item: &ReviewItem,
    rules: &RuleSet,
    size: ScreenSize,
    style: ScreenStyle,
) -> Vec<String> {
    let text = item.document.text.as_str();
    let places = LineIndex::new(text);
    let rule = &rules.rules()[item.finding.rule];
    let grade = item.finding.fix.as_ref().map_or_else(
        || "no fix".to_owned(),
        |fix| format!("{} fix", fix.applicability),
    );
    let bold = |row: String| format!("{}{row}{}", style.bold(), style.plain());
    let dim = |row: String| format!("{}{row}{}", style.dim(), style.plain());
    let line = places.line_of(item.finding.span.start) + 1;
    let of = format!("{} of {}  {}", item.number, walk.items.total, counts(walk));
    let place = format!("line {line} of {}", item.document.display_name_and_id());
    let what = format!(
        "{} ({}, {}; {grade})",
        rule.id, rule.category, rule.severity
    );
    let in_rows = |text: &str, most: usize| {
        let mut rows = wrapped(text, size);
        if rows.len() > most && !walk.is_wide {
            rows.truncate(most);
            // Rows are wrapped so that the ellipsis fits.
            rows[most - 1].push('…');
        }
        rows
    };
    let why = rule.why.replace('\n', " ");
    let mut head = vec![
        dim(fit(&of, size)),
        bold(fit(&place, size)),
        bold(fit(&what, size)),
    ];
    head.extend(in_rows(&item.finding.full_message(), MESSAGE_ROWS));
    head.extend(in_rows(&why, WHY_ROWS).into_iter().map(dim));
    let foot = [
        fit(&fix_sentence(&item.finding, &places), size),
        dim(fit(&key_row(size), size)),
        fit(&walk.note, size),
    ];
    // On a small screen, the text and its place are more important than the reason.
    head.truncate((size.rows.saturating_sub(foot.len()) / 2).max(2));
    let gaps = usize::from(size.rows > head.len() + foot.len() + 8);
    let room = size.rows.saturating_sub(head.len() + foot.len() + 2 * gaps);
    let body = Body {
        finding: &item.finding,
        places: &places,
        size,
        style,
    };
    let body = match walk.is_wide {
        true => body.wide(room, walk.down),
        false => body.clipped(room),
    };
    let gap = || std::iter::repeat_n(String::new(), gaps);
    head.into_iter()
        .chain(gap())
        .chain(body)
        .chain(gap())
        .chain(foot)
        .collect()
}

/// The keys in one row, with their names if they fit.
fn key_row(size: ScreenSize) -> String {
    let on_row = |key: &&KeyBinding| !matches!(key.shown, "j" | "k" | "y");
    let keys = || KEYS.iter().filter(on_row);
    let words: Vec<String> = keys()
        .map(|key| format!("{} {}", key.shown, key.word))
        .collect();
    let words = words.join("  ");
    match words.width() <= size.columns {
        true => words,
        false => keys().map(|key| key.shown).collect::<Vec<_>>().join(" "),
    }
}

/// A sentence about what the fix would do.
fn fix_sentence(finding: &Finding, places: &LineIndex) -> String {
    let edits = finding.edits();
    if edits.is_empty() {
        return "no fix: nothing will be removed; your decision is used only as a label (--gold)"
            .into();
    }
    let removed: usize = edits.iter().map(|edit| edit.span.len()).sum();
    let first = edits.first().map_or(0, |edit| edit.span.start);
    let last = edits
        .iter()
        .map(|edit| edit.span.end)
        .max()
        .unwrap_or(first);
    let from = places.line_of(first) + 1;
    let to = places.line_of(last.max(first + 1) - 1).max(from - 1) + 1;
    let lines = match from == to {
        true => format!("line {from}"),
        false => format!("lines {from} to {to}"),
    };
    let mut sentence = match removed {
        0 => format!("the fix in {lines}"),
        _ => format!("the fix removes {} in {lines}", counted(removed, "byte")),
    };
    let inserted: String = edits.iter().map(|edit| edit.text.as_str()).collect();
    if !inserted.is_empty() {
        let inserted = sanitise::clipped(&inserted, INSERTED_CHARS);
        let and = if removed > 0 { "and " } else { "" };
        sentence = format!("{sentence} {and}inserts ⟦{inserted}⟧");
    }
    sentence
}

/// The text around a finding.
struct Body<'a> {
    finding: &'a Finding,
    places: &'a LineIndex<'a>,
    size: ScreenSize,
    style: ScreenStyle,
}

impl Body<'_> {
    /// The first and the last flagged line, counted from 0.
    fn flagged(&self) -> (usize, usize) {
        let span = &self.finding.span;
        let first = self.places.line_of(span.start);
        let last = self.places.line_of(span.end.max(span.start + 1) - 1);
        (first, last.max(first))
    }

    /// One row per line; if there are many flagged lines, those in the middle are left out.
    fn clipped(&self, room: usize) -> Vec<String> {
        let (first, last) = self.flagged();
        let around = AROUND.min(room / 4);
        let flagged_room = room.saturating_sub(2 * around).max(1);
        let row = |line: usize| {
            let marked = self.marked(line)?;
            Some(self.row(line, true, &clip(&marked, self.columns())))
        };
        let rows = |lines: Range<usize>| lines.filter_map(row);
        let before = rows(first.saturating_sub(around)..first);
        let after = rows(last + 1..last + 1 + around);
        let lines = last - first + 1;
        let mut shown: Vec<String> = before.collect();
        if lines <= flagged_room {
            shown.extend(rows(first..last + 1));
        } else {
            // The row that stands for the hidden lines.
            let kept = flagged_room - 1;
            let (head, tail) = (kept.div_ceil(2), kept / 2);
            shown.extend(rows(first..first + head));
            let hidden = counted(lines - kept, "more flagged line");
            shown.push(fit(&format!("… {hidden}; press o to see them"), self.size));
            shown.extend(rows(last + 1 - tail..last + 1));
        }
        shown.extend(after);
        shown.truncate(room);
        shown
    }

    /// Whole lines, as many as fit, from a little before the finding or `down` rows further down.
    fn wide(&self, room: usize, down: usize) -> Vec<String> {
        let (first, last) = self.flagged();
        let from = first.saturating_sub(AROUND_WIDE);
        let mut rows = Vec::new();
        let mut at = 0;
        for line in from..=last + AROUND_WIDE {
            let Some(marked) = self.marked(line) else {
                break;
            };
            if line == first {
                at = rows.len();
            }
            let parts = wrap(marked, self.columns());
            let parts = parts
                .iter()
                .zip(std::iter::once(true).chain(std::iter::repeat(false)));
            rows.extend(parts.map(|(part, is_first)| self.row(line, is_first, part)));
        }
        let from = at.saturating_sub(room / 4) + down;
        let from = from.min(rows.len().saturating_sub(room));
        rows.into_iter().skip(from).take(room).collect()
    }

    /// The cells of a line; `None` after the last line.
    fn marked(&self, line: usize) -> Option<Vec<ScreenCell>> {
        let range = self.places.line(line)?;
        let (first, last) = self.flagged();
        if line > last && range.start == self.places.text().len() {
            // The empty text after the last line break is not a line.
            return None;
        }
        let span = &self.finding.span;
        let inside = |at: usize| at.clamp(range.start, range.end) - range.start;
        let marked = (first..=last)
            .contains(&line)
            .then(|| inside(span.start)..inside(span.end));
        Some(cells(&self.places.text()[range], marked))
    }

    fn row(&self, line: usize, is_first: bool, part: &[ScreenCell]) -> String {
        let number = match is_first {
            true => (line + 1).to_string(),
            false => String::new(),
        };
        let (dim, plain) = (self.style.dim(), self.style.plain());
        let side = self.side(line);
        let text = painted(part, self.style);
        format!(
            "{dim}{number:>width$} {side}{plain} {text}",
            width = self.digits()
        )
    }

    /// The character between the number of a line and its text.
    fn side(&self, line: usize) -> char {
        let (first, last) = self.flagged();
        let goes = |edit: &Edit| {
            let span = &edit.span;
            let holds = |range: Range<usize>| span.start < range.end && range.start < span.end;
            self.places.line(line).is_some_and(holds)
        };
        match (first..=last).contains(&line) {
            true => '┃',
            false if self.finding.edits().iter().any(goes) => '−',
            false => '│',
        }
    }

    fn digits(&self) -> usize {
        let (_, last) = self.flagged();
        (last + 1 + AROUND_WIDE).to_string().len()
    }

    /// The columns left for the text.
    fn columns(&self) -> usize {
        self.size.columns.saturating_sub(self.digits() + 3).max(4)
    }
}

/// A text cut to one row.
fn fit(text: &str, size: ScreenSize) -> String {
    painted(&clip(&cells(text, None), size.columns), ScreenStyle::NONE)
}

/// A text wrapped into rows.
fn wrapped(text: &str, size: ScreenSize) -> Vec<String> {
    let rows = wrap(cells(text, None), size.columns);
    rows.iter()
        .map(|row| painted(row, ScreenStyle::NONE))
        .collect()
}
