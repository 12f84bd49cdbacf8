//! A map with at most one value of each type.

use std::any::{Any, TypeId, type_name};

use rustc_hash::FxHashMap;

/// At most one value of each type.
#[derive(Default)]
pub struct TypeMap(FxHashMap<TypeId, Box<dyn Any>>);

impl TypeMap {
    /// The value of this type, if any.
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// Puts a value in, in the place of one of the same type.
    pub fn insert<T: 'static>(&mut self, value: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(value));
    }

    /// Takes the value of this type out, if any.
    pub fn take<T: 'static>(&mut self) -> Option<T> {
        let value = self.0.remove(&TypeId::of::<T>())?.downcast().ok()?;
        Some(*value)
    }
}

impl std::fmt::Debug for TypeMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} with {} values", type_name::<Self>(), self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_by_type() {
        let mut map = TypeMap::default();
        map.insert(1u8);
        map.insert("text");
        map.insert(2u8);
        assert_eq!((map.get::<u8>(), map.get::<u16>()), (Some(&2), None));
        assert_eq!((map.take::<u8>(), map.take::<u8>()), (Some(2), None));
        assert_eq!(map.get::<&str>(), Some(&"text"));
    }
}
