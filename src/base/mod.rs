//! What every layer may use: problems with their place and remedy, text made safe for a terminal, closed sets
//! of names, values by type.

pub(crate) mod clip;
pub(crate) mod names;
pub(crate) mod plural;
pub mod problem;
pub mod safe_json;
pub mod sanitise;
pub(crate) mod type_map;
