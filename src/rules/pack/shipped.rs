//! The texts of the packs in the `rules/` folder, which are part of the program.

macro_rules! ship {
    ($name:literal) => {
        (
            concat!("rules/", $name, ".toml"),
            include_str!(concat!("../../../rules/", $name, ".toml")),
        )
    };
}

/// The names and texts of the packs. If two rules find the same, the first is reported. So the packs of single
/// languages are before the one for all. A test compares this list with the folder.
pub(crate) const SHIPPED: &[(&str, &str)] = &[
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
    ship!("lines"),
    ship!("inline"),
    ship!("corpus"),
    ship!("any"),
    ship!("furniture"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Pack;

    #[test]
    fn every_shipped_pattern_compiles() {
        let mut packs: Vec<Pack> = Vec::new();
        for (name, text) in SHIPPED {
            // The patterns of packs that are not shipped are compiled at once.
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
