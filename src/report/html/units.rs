//! Offsets in UTF-16 code units, which the scripts of the page use, from offsets in bytes.

/// Bytes between two stored offsets.
const STEP: usize = 1024;

/// The UTF-16 offsets of a text.
pub struct Utf16Offsets<'t> {
    text: &'t str,
    /// For each step, the first character that begins at or after it: its offset in bytes and in code units.
    marks: Vec<(usize, usize)>,
}

impl<'t> Utf16Offsets<'t> {
    /// The offsets of this text.
    pub fn new(text: &'t str) -> Self {
        let (mut marks, mut unit) = (Vec::with_capacity(text.len() / STEP + 1), 0);
        for (at, c) in text.char_indices() {
            if at >= marks.len() * STEP {
                marks.push((at, unit));
            }
            unit += c.len_utf16();
        }
        Self { text, marks }
    }

    /// The offset in code units for an offset in bytes, which must be the start of a character or the end of
    /// the text.
    pub fn at(&self, byte: usize) -> usize {
        let next = self.marks.partition_point(|&(at, _)| at <= byte);
        let Some(&(from, unit)) = next.checked_sub(1).and_then(|last| self.marks.get(last)) else {
            return 0;
        };
        unit + self.text[from..byte].encode_utf16().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_where_utf_16_has_it() {
        let text = "aب😀\n".repeat(700);
        let units = Utf16Offsets::new(&text);
        for (at, _) in text.char_indices() {
            assert_eq!(units.at(at), text[..at].encode_utf16().count());
        }
        assert_eq!(units.at(text.len()), text.encode_utf16().count());
        assert_eq!(Utf16Offsets::new("").at(0), 0);
    }
}
