//! The language of a text, and the codes of languages.

use whatlang::{Lang, detect};

/// The language is found from this many characters of a text. More do not make it surer.
const LOOKED_AT: usize = 2_000;

/// The language of a text, as a code of two letters (ISO 639-1); `None` if it cannot be recognised.
pub fn language_of(text: &str) -> Option<&'static str> {
    let found = detect(crate::text::head(text, LOOKED_AT))?;
    Some(two_letters(found.lang()))
}

/// The code of two letters for a language that is given by a code of three (ISO 639-3). Other codes stay as
/// they are.
pub fn short_language_code(code: &str) -> &str {
    let found = (code.len() == 3).then(|| Lang::from_code(code)).flatten();
    found.map_or(code, |language| two_letters(language))
}

/// The code of ISO 639-1. All languages that the library knows have one.
fn two_letters(language: Lang) -> &'static str {
    match language {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn languages_of_news_are_recognised() {
        let texts = [
            (
                "ar",
                "أعيد فتح الميناء صباح اليوم بعد عاصفة أبقت السفن في عرض البحر ثلاثة أيام كاملة.",
            ),
            (
                "fa",
                "بندر امروز صبح پس از طوفانی که کشتی‌ها را سه روز در دریا نگه داشت دوباره باز شد.",
            ),
            (
                "en",
                "The harbour reopened today after the storm had kept every ship at sea for three days.",
            ),
            (
                "ru",
                "Порт снова открылся сегодня утром после шторма, который три дня держал корабли в море.",
            ),
            (
                "vi",
                "Cảng đã mở cửa trở lại vào sáng nay sau khi cơn bão giữ mọi con tàu ngoài khơi suốt ba ngày.",
            ),
            (
                "ja",
                "嵐のために船が三日間海にとどまっていましたが、港は今朝再び開かれました。",
            ),
        ];
        for (language, text) in texts {
            assert_eq!(language_of(text), Some(language), "{text}");
        }
        assert_eq!(language_of("12 34"), None);
    }

    #[test]
    fn every_language_has_its_own_code_of_two_letters() {
        let codes: BTreeSet<&str> = Lang::all().iter().map(|&lang| two_letters(lang)).collect();
        assert_eq!(codes.len(), Lang::all().len());
        for lang in Lang::all() {
            let code = two_letters(*lang);
            assert!(
                code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase()),
                "{lang:?}: {code}"
            );
            assert_eq!(short_language_code(lang.code()), code);
            assert_eq!(short_language_code(code), code);
        }
        for (long, short) in [("vie", "vi"), ("ces", "cs"), ("ell", "el"), ("xyz", "xyz")] {
            assert_eq!(short_language_code(long), short);
        }
    }
}
