//! Abbreviations that end in a full stop and do not end a sentence.

/// Lower case, without the full stop; sorted. Single letters need not be here: none ends a sentence.
const ABBREVIATIONS: &[&str] = &[
    "abb", "abs", "al", "apr", "art", "asst", "aug", "ausg", "av", "ave", "bd", "bros", "bsp",
    "bzw", "ca", "capt", "cent", "cf", "cmdr", "co", "col", "comp", "corp", "dec", "dept", "dez",
    "dipl", "doç", "dr", "dra", "drs", "dsb", "dst", "dt", "dtn", "ed", "eg", "ept", "esq", "est",
    "etc", "evtl", "exc", "feb", "fig", "fr", "gen", "ggf", "gob", "gouv", "gov", "hon", "hr",
    "hrsg", "ie", "im", "inc", "ing", "jan", "jl", "jr", "jul", "jun", "kab", "kap", "kec", "kol",
    "ktr", "lic", "lt", "ltd", "maj", "mar", "max", "mgr", "min", "mio", "mlle", "mln", "mme",
    "mr", "mrd", "mrs", "ms", "mt", "nat", "nov", "nr", "núm", "oct", "okt", "op", "ord", "pág",
    "pct", "ph", "pol", "pp", "pres", "prof", "pte", "rep", "res", "rev", "rp", "rs", "sav", "sen",
    "sep", "sept", "sgt", "sig", "sog", "sr", "sra", "srta", "st", "sta", "ste", "std", "str",
    "supt", "tbk", "tel", "tgl", "ud", "univ", "usw", "uzm", "vgl", "vol", "vs", "yrd", "zb", "гг",
    "гл", "гр", "долл", "др", "им", "кв", "куб", "млн", "млрд", "обл", "пер", "пл", "проф", "пр",
    "р", "рис", "руб", "см", "ст", "стр", "тел", "тыс", "ул", "чел", "шт",
];

/// Whether a word before a full stop is an abbreviation, or a single letter, such as an initial.
pub fn is_abbreviation(word: &str) -> bool {
    let mut chars = word.chars();
    let is_single = chars.next().is_some() && chars.next().is_none();
    // `U.S` and `z.B` are letters with full stops between them.
    let is_dotted = || word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2);
    is_single || is_dotted() || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_and_initials_are_known() {
        for word in ["Dr", "U.S", "z.B", "م", "млн", "etc", "J", "т.е"] {
            assert!(is_abbreviation(word), "{word}");
        }
        for word in ["", "day", "harbour", "المدينة", "example.org"] {
            assert!(!is_abbreviation(word), "{word}");
        }
    }
}
