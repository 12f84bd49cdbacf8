//! What models remember of a document between the rounds of fixing, in which most lines stay the same.

use std::any::Any;
use std::cell::{RefCell, RefMut};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

/// For each model, its cache of a document.
#[derive(Default)]
pub(crate) struct ModelCaches(RefCell<Vec<CacheOfModel>>);

/// A model and its cache.
type CacheOfModel = (Arc<dyn Any + Send + Sync>, Box<dyn Any>);

impl ModelCaches {
    /// The cache of a model, empty at first. Only one cache may be borrowed at a time.
    pub fn of<M: Any + Send + Sync, C: Default + 'static>(&self, model: &Arc<M>) -> RefMut<'_, C> {
        RefMut::map(self.0.borrow_mut(), |all| {
            let is_its = |of: &Arc<dyn Any + Send + Sync>| {
                std::ptr::addr_eq(Arc::as_ptr(of), Arc::as_ptr(model))
            };
            let found = all
                .iter()
                .position(|(of, cache)| is_its(of) && cache.is::<C>());
            let at = found.unwrap_or_else(|| {
                let model: Arc<dyn Any + Send + Sync> = Arc::<M>::clone(model);
                all.push((model, Box::<C>::default()));
                all.len() - 1
            });
            let cache = all[at].1.downcast_mut();
            cache.expect("the type of the cache was compared")
        })
    }
}

/// The hash by which words, stems and lines are remembered. A hash of 64 bits is enough: one document has too
/// few of them for two to share a hash.
#[inline]
pub(super) fn hash_of(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_model_has_its_own_cache() {
        let caches = ModelCaches::default();
        let models = [Arc::new(1), Arc::new(1)];
        caches.of::<_, Vec<u8>>(&models[0]).push(7);
        assert_eq!(*caches.of::<_, Vec<u8>>(&models[0]), [7]);
        assert!(caches.of::<_, Vec<u8>>(&models[1]).is_empty());
        assert!(caches.of::<_, String>(&models[0]).is_empty());
    }
}
