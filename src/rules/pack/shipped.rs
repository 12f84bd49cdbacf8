//! The packs of the `rules/` folder, which are compiled into the program.

use crate::rules::RuleErrors;
use crate::rules::pack::Pack;

macro_rules! ship {
    ($name:literal) => {
        (
            concat!("rules/", $name, ".toml"),
            include_str!(concat!("../../../rules/", $name, ".toml")),
        )
    };
}

/// Of two rules that say the same, the first is reported, so that the packs of languages stand before
/// the one for all. A test holds this list against the folder.
const SHIPPED: &[(&str, &str)] = &[
    ship!("ar-stories"),
    ship!("ar"),
    ship!("en"),
    ship!("fr"),
    ship!("es"),
    ship!("de"),
    ship!("pt"),
    ship!("ru"),
    ship!("tr"),
    ship!("fa"),
    ship!("ur"),
    ship!("id"),
    ship!("hi"),
    ship!("zh"),
    ship!("ja"),
    ship!("any"),
    ship!("furniture"),
];

/// Reads the shipped packs.
///
/// # Errors
/// None in a released build: the tests load every shipped pack.
pub fn shipped_packs() -> Result<Vec<Pack>, RuleErrors> {
    let mut packs: Vec<Pack> = Vec::new();
    for (name, text) in SHIPPED {
        let before: Vec<&Pack> = packs.iter().collect();
        packs.push(Pack::read(name, text, &before, true)?);
    }
    Ok(packs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_pattern_compiles() {
        let mut packs: Vec<Pack> = Vec::new();
        for (name, text) in SHIPPED {
            // As a pack of somebody else, whose patterns are compiled at once.
            let before: Vec<&Pack> = packs.iter().collect();
            packs.push(Pack::parse(name, text, &before).unwrap());
        }
    }

    #[test]
    fn every_file_of_the_rules_folder_is_shipped() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("rules/{}", entry.unwrap().file_name().to_str().unwrap()))
            .collect();
        files.sort();
        let mut shipped: Vec<_> = SHIPPED.iter().map(|(name, _)| name.to_string()).collect();
        shipped.sort();
        assert_eq!(files, shipped);
    }
}
