//! The language that a document is in.

use whatlang::{Lang, detect};

/// Characters of a text that are looked at: more tell no more.
const LOOKED_AT: usize = 2_000;

/// The language of a text: a code of two letters where there is one, else of three; `None` where it
/// cannot be told.
pub fn language_of(text: &str) -> Option<&'static str> {
    let found = detect(crate::text::head(text, LOOKED_AT))?;
    Some(short(found.lang()))
}

/// The two-letter codes of ISO 639-1; the library gives those of 639-3.
fn short(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::language_of;

    #[test]
    fn languages_of_news_are_told() {
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
                "ja",
                "嵐のために船が三日間海にとどまっていましたが、港は今朝再び開かれました。",
            ),
        ];
        for (language, text) in texts {
            assert_eq!(language_of(text), Some(language), "{text}");
        }
        assert_eq!(language_of("12 34"), None);
    }
}
