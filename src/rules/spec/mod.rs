//! The TOML shapes of rule files, before they are compiled.

pub(crate) mod conditions;
pub(crate) mod fix;
pub(crate) mod guards;
pub(crate) mod keys;
pub(crate) mod pack;
pub(crate) mod rule;
pub(crate) mod shape;
pub(crate) mod when;
