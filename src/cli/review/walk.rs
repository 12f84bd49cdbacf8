//! Where a person is among the findings, and what their keys do there.

use std::collections::HashMap;

use crate::base::problem::Problem;
use crate::cli::review::items::{Item, Items};
use crate::cli::review::keys::{Action, action_of};
use crate::cli::review::progress::Progress;
use crate::cli::review::verdict::{Key, Row, Verdict};

/// What follows on a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Stay,
    Leave,
    /// Leave, and apply what was accepted.
    Apply,
}

/// A walk under way.
pub struct Walk {
    pub items: Items,
    pub progress: Progress,
    /// The finding at hand; `None` once all are judged.
    at: Option<usize>,
    places: HashMap<Key, usize>,
    /// Whether whole lines and more of them are shown, and how far down.
    pub is_wide: bool,
    pub down: usize,
    pub shows_help: bool,
    /// What the last key did.
    pub note: String,
}

impl Walk {
    /// Begins at the first finding that is still to be judged.
    pub fn new(items: Items, progress: Progress) -> Self {
        let keys = items.list.iter().map(|item| item.key.clone());
        let mut walk = Self {
            places: keys.zip(0..).collect(),
            items,
            progress,
            at: None,
            is_wide: false,
            down: 0,
            shows_help: false,
            note: String::new(),
        };
        walk.go_on();
        walk
    }

    /// The finding at hand.
    pub fn item(&self) -> Option<&Item> {
        self.items.list.get(self.at?)
    }

    /// Goes to the next finding that is still to be judged; from the last one to the first.
    fn go_on(&mut self) {
        let is_open = |at: &usize| self.progress.of(&self.items.list[*at].key).is_none();
        let here = self.at.map_or(0, |at| at + 1);
        self.at = (here..self.items.list.len()).chain(0..here).find(is_open);
        self.down = 0;
    }

    /// Does what a key asks for.
    ///
    /// # Errors
    /// When what was said cannot be kept.
    pub fn press(&mut self, c: char) -> Result<Turn, Problem> {
        let Some(action) = action_of(c) else {
            return Ok(Turn::Stay);
        };
        if action != Action::Help && std::mem::take(&mut self.shows_help) {
            // Whoever reads the help does not see what a verdict would be about.
            return Ok(match action {
                Action::Quit => Turn::Leave,
                _ => Turn::Stay,
            });
        }
        self.note.clear();
        match action {
            Action::Accept => self.say(Verdict::Accept)?,
            Action::Skip => self.say(Verdict::Skip)?,
            Action::Reject => self.say(Verdict::Reject)?,
            Action::Always => self.say(Verdict::Always)?,
            Action::Never => self.say(Verdict::Never)?,
            Action::Back => self.back()?,
            Action::More => {
                self.is_wide = !self.is_wide;
                self.down = 0;
            }
            Action::Down => self.down = if self.is_wide { self.down + 1 } else { 0 },
            Action::Up => self.down = self.down.saturating_sub(1),
            Action::Help => self.shows_help = !self.shows_help,
            Action::Apply if self.at.is_none() => return Ok(Turn::Apply),
            Action::Apply => self.note = "y is for the end, when all is judged".into(),
            Action::Quit => return Ok(Turn::Leave),
        }
        Ok(Turn::Stay)
    }

    fn say(&mut self, verdict: Verdict) -> Result<(), Problem> {
        let Some(item) = self.item() else {
            self.note = "all is judged".into();
            return Ok(());
        };
        let fix = item.finding.fix.as_ref();
        let row = Row {
            verdict,
            key: item.key.clone(),
            edits: fix.map_or_else(Vec::new, |fix| fix.edits.clone()),
        };
        self.note = said(&row);
        self.progress.say(row)?;
        self.go_on();
        Ok(())
    }

    fn back(&mut self) -> Result<(), Problem> {
        let places = &self.places;
        let is_of_rule = |row: &Row| matches!(row.verdict, Verdict::Always | Verdict::Never);
        let is_here = |row: &Row| is_of_rule(row) || places.contains_key(&row.key);
        match self.progress.undo(is_here)? {
            None => self.note = "nothing to take back".into(),
            Some(row) => {
                self.note = format!("taken back: {}", said(&row));
                match self.places.get(&row.key) {
                    Some(&at) => self.at = Some(at),
                    None => self.go_on(),
                }
                self.down = 0;
            }
        }
        Ok(())
    }
}

/// What was said, in a line.
fn said(row: &Row) -> String {
    format!("{}: {}", row.verdict, row.key.rule)
}
