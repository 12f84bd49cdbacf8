//! Closed sets of names, each defined once for TOML, the command line and reports.

/// Defines an enum whose variants have a name and a description.
///
/// The enum gets `ALL`, `name`, `about`, `from_name` and `Display`. Serde reads and writes it by name, and an
/// error lists the valid names.
macro_rules! named {
    ($(#[$meta:meta])* $vis:vis enum $type:ident { $($variant:ident = $name:literal, $about:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $type { $(#[doc = $about] $variant,)+ }

        impl $type {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            const NAMES: &'static [&'static str] = &[$($name,)+];

            /// The name, as TOML, the command line and reports write it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the value means, as a sentence without its full stop.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)+ }
            }

            /// The value with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.name())
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                crate::base::names::choice(&[$(($name, $about),)+])
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let name = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                Self::from_name(&name)
                    .ok_or_else(|| serde::de::Error::unknown_variant(&name, Self::NAMES))
            }
        }
    };
}

pub(crate) use named;

/// Defines an enum with a list of its variants, so that tables by variant cannot miss one that is added later.
macro_rules! variants {
    ($(#[$meta:meta])* $vis:vis enum $type:ident { $($(#[$about:meta])* $variant:ident,)+ }) => {
        $(#[$meta])*
        $vis enum $type { $($(#[$about])* $variant,)+ }

        impl $type {
            /// Every variant, in order: the one at index `n` is `n` as a number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
        }
    };
}

pub(crate) use variants;

/// The JSON Schema of a closed set: each name with its description.
pub fn choice(names: &[(&str, &str)]) -> schemars::Schema {
    let one =
        |(name, about): &(&str, &str)| serde_json::json!({"const": name, "description": about});
    schemars::json_schema!({"oneOf": names.iter().map(one).collect::<Vec<_>>()})
}

/// The word that is nearest to a misspelt one, if any is similar enough.
pub fn nearest<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    words
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|&(distance, candidate)| {
            let is_stem = word.starts_with(candidate) || candidate.starts_with(word);
            distance <= 1 + candidate.chars().count() / 3 || (is_stem && distance <= 2)
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_word_and_noise_finds_none() {
        assert_eq!(nearest("phrase", ["phrases", "patterns"]), Some("phrases"));
        assert_eq!(
            nearest("coments", ["comments", "counter"]),
            Some("comments")
        );
        assert_eq!(nearest("adds", ["ad", "share"]), Some("ad"));
        assert_eq!(nearest("zzzzzz", ["comments", "counter"]), None);
    }
}
