//! What was read of a document, kept for all the texts that rounds of fixing make of it: most of their
//! lines are the same.

use std::cell::{RefCell, RefMut};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use crate::rules::detectors::{page, story};

/// What the models remember.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub stories: ByModel<story::Model, story::StoryCache>,
    pub furniture: ByModel<page::PageModel, page::PageCache>,
}

/// What a word, a stem or a line is known by. That two of a document share a hash of 64 bits is not to be
/// feared.
#[inline]
pub(super) fn hash_of(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// A memory for each model that asked for one.
#[derive(Debug)]
pub(crate) struct ByModel<M, T>(RefCell<Vec<(Arc<M>, T)>>);

impl<M, T> Default for ByModel<M, T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<M, T: Default> ByModel<M, T> {
    /// The memory of a model.
    pub fn of(&self, model: &Arc<M>) -> RefMut<'_, T> {
        RefMut::map(self.0.borrow_mut(), |all| {
            let known = all.iter().position(|(known, _)| Arc::ptr_eq(known, model));
            let at = known.unwrap_or_else(|| {
                all.push((Arc::clone(model), T::default()));
                all.len() - 1
            });
            &mut all[at].1
        })
    }
}
