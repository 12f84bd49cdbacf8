//! Which finding is shown, and what keys do.

use std::collections::HashMap;

use crate::base::problem::Problem;
use crate::cli::review::items::{Items, ReviewItem};
use crate::cli::review::keys::{KeyAction, action_of};
use crate::cli::review::progress::ReviewProgress;
use crate::cli::review::verdict::{ReviewKey, Verdict, VerdictRow};

/// What happens after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The review goes on.
    Stay,
    /// The review ends.
    Leave,
    /// The review ends, and the accepted fixes are applied.
    Apply,
}

/// A review in progress.
pub struct Walk {
    /// The findings that are shown.
    pub items: Items,
    /// The decisions.
    pub progress: ReviewProgress,
    /// The finding that is shown now; `None` once all are decided.
    at: Option<usize>,
    places: HashMap<ReviewKey, usize>,
    /// Whether whole lines and more text are shown.
    pub is_wide: bool,
    /// How many rows the text is scrolled down.
    pub down: usize,
    /// Whether the help is shown.
    pub shows_help: bool,
    /// A note about what the last key did.
    pub note: String,
}

impl Walk {
    /// Starts at the first undecided finding.
    pub fn new(items: Items, progress: ReviewProgress) -> Self {
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

    /// The finding that is shown now.
    pub fn item(&self) -> Option<&ReviewItem> {
        self.items.list.get(self.at?)
    }

    /// Goes to the next undecided finding; after the last one, to the first.
    fn go_on(&mut self) {
        let is_open = |at: &usize| self.progress.of(&self.items.list[*at].key).is_none();
        let here = self.at.map_or(0, |at| at + 1);
        self.at = (here..self.items.list.len()).chain(0..here).find(is_open);
        self.down = 0;
    }

    /// Does what a key means.
    ///
    /// # Errors
    /// The decision cannot be saved.
    pub fn press(&mut self, c: char) -> Result<Turn, Problem> {
        let Some(action) = action_of(c) else {
            return Ok(Turn::Stay);
        };
        if action != KeyAction::Help && std::mem::take(&mut self.shows_help) {
            // The finding is hidden by the help, so nothing is decided about it.
            return Ok(match action {
                KeyAction::Quit => Turn::Leave,
                _ => Turn::Stay,
            });
        }
        self.note.clear();
        match action {
            KeyAction::Accept => self.decide(Verdict::Accept)?,
            KeyAction::Skip => self.decide(Verdict::Skip)?,
            KeyAction::Reject => self.decide(Verdict::Reject)?,
            KeyAction::Always => self.decide(Verdict::Always)?,
            KeyAction::Never => self.decide(Verdict::Never)?,
            KeyAction::Back => self.back()?,
            KeyAction::More => {
                self.is_wide = !self.is_wide;
                self.down = 0;
            }
            KeyAction::Down => self.down = if self.is_wide { self.down + 1 } else { 0 },
            KeyAction::Up => self.down = self.down.saturating_sub(1),
            KeyAction::Help => self.shows_help = !self.shows_help,
            KeyAction::Apply if self.at.is_none() => return Ok(Turn::Apply),
            KeyAction::Apply => {
                self.note = "y works only at the end, when all findings are reviewed".into()
            }
            KeyAction::Quit => return Ok(Turn::Leave),
        }
        Ok(Turn::Stay)
    }

    fn decide(&mut self, verdict: Verdict) -> Result<(), Problem> {
        let Some(item) = self.item() else {
            self.note = "all findings are reviewed".into();
            return Ok(());
        };
        let fix = item.finding.fix.as_ref();
        let row = VerdictRow {
            verdict,
            key: item.key.clone(),
            edits: fix.map_or_else(Vec::new, |fix| fix.edits.clone()),
        };
        self.note = described(&row);
        self.progress.add(row)?;
        self.go_on();
        Ok(())
    }

    fn back(&mut self) -> Result<(), Problem> {
        let places = &self.places;
        let is_of_rule = |row: &VerdictRow| matches!(row.verdict, Verdict::Always | Verdict::Never);
        let is_here = |row: &VerdictRow| is_of_rule(row) || places.contains_key(&row.key);
        match self.progress.undo(is_here)? {
            None => self.note = "nothing to take back".into(),
            Some(row) => {
                self.note = format!("taken back: {}", described(&row));
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

/// A decision in one line.
fn described(row: &VerdictRow) -> String {
    format!("{}: {}", row.verdict, row.key.rule)
}
