//! The properties of a line: what the model of page furniture looks at, and in which steps.

/// What values a property takes.
#[derive(Debug, Clone, Copy)]
pub enum Scale {
    /// It is there or not.
    Flag,
    /// A number up to this; larger ones count as this.
    Count(u8),
    /// How many of these bounds a measure reaches.
    Steps(&'static [f64]),
    Names(&'static [&'static str]),
}

/// A property of a line, as the registry lists it.
#[derive(Debug)]
pub struct Row {
    /// The name in weights.
    pub name: &'static str,
    pub scale: Scale,
    /// What it looks at, for the messages of findings.
    pub about: &'static str,
}

impl Row {
    /// How many values it takes.
    pub const fn len(&self) -> usize {
        match self.scale {
            Scale::Flag => 1,
            Scale::Count(most) => most as usize + 1,
            Scale::Steps(bounds) => bounds.len() + 1,
            Scale::Names(names) => names.len(),
        }
    }

    /// The name with a value of it.
    pub fn with(&self, value: usize) -> String {
        match self.scale {
            Scale::Flag => self.name.to_owned(),
            Scale::Count(_) | Scale::Steps(_) => format!("{}={value}", self.name),
            Scale::Names(names) => format!("{}={}", self.name, names[value]),
        }
    }
}

macro_rules! properties {
    ($($property:ident = $name:literal, $scale:expr, $about:literal;)+) => {
        /// A property of a line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Property { $($property,)+ }

        impl Property {
            /// How many there are.
            pub const COUNT: usize = PROPERTIES.len();
        }

        /// All properties, in the order of [`Property`].
        pub static PROPERTIES: &[Row] = &[$(Row { name: $name, scale: $scale, about: $about },)+];
    };
}

const CLASSES: Scale = Scale::Names(&["P", "S", "M", "H", "T"]);
const NEIGHBOURS: Scale = Scale::Names(&["P", "S", "M", "H", "T", "none"]);
const LINES: Scale = Scale::Steps(&[1., 2., 3., 5., 9., 17.]);
const BLOCK_LINES: Scale = Scale::Steps(&[1., 2., 3., 5.]);
const CHARS_AWAY: Scale = Scale::Steps(&[1., 60., 150., 400., 1000., 3000.]);
const DENSITY: Scale = Scale::Steps(&[0.05, 0.3, 0.55, 0.75, 0.9]);
const MEAN_CHARS: Scale = Scale::Steps(&[15., 25., 40., 60., 90., 140., 220.]);
const SHARE_OF_TEXT: Scale = Scale::Steps(&[0.001, 0.1, 0.3, 0.6, 0.9, 0.999]);

properties! {
    Len = "len", Scale::Steps(&[4., 11., 21., 36., 51., 71., 101., 151., 251., 401.]), "its length";
    Words = "words", Scale::Steps(&[2., 3., 4., 6., 9., 15., 26.]), "its length";
    End = "end", Scale::Names(&["ellipsis", "stop", "ask", "colon", "comma", "open", "mark"]), "how it ends";
    Start = "start", Scale::Names(&["bullet", "number", "quote", "digit", "upper", "lower", "letter", "mark"]), "how it begins";
    Class = "class", CLASSES, "its length and end";
    Digits = "digits", Scale::Steps(&[0.001, 0.1, 0.3, 0.6]), "its digits";
    Seps = "seps", Scale::Count(3), "the signs between its parts";
    Link = "link", Scale::Flag, "a web address";
    At = "at", Scale::Flag, "an at sign";
    Hash = "hash", Scale::Flag, "a hash sign";
    Copy = "copy", Scale::Flag, "a copyright sign";
    Clock = "clock", Scale::Flag, "a time of day";
    Year = "year", Scale::Flag, "a year";
    Date = "date", Scale::Flag, "a date";
    AllCaps = "allcaps", Scale::Flag, "capitals only";
    Quote = "quote", Scale::Flag, "quotation marks";
    Caps = "caps", Scale::Steps(&[0.01, 0.3, 0.6, 0.95]), "its capitals";
    Inner = "inner", Scale::Count(3), "its sentences";
    Commas = "commas", Scale::Count(3), "its commas";
    Glued = "glued", Scale::Count(3), "words run together";
    Signs = "signs", Scale::Steps(&[0.001, 0.04, 0.1, 0.2]), "its signs";
    Common = "common", Scale::Steps(&[0.001, 0.15, 0.3, 0.45]), "the document's common words";
    Func = "func", Scale::Steps(&[0.001, 0.12, 0.22, 0.32, 0.45]), "its function words";
    Func8 = "func8", Scale::Steps(&[0.02, 0.08, 0.14, 0.2, 0.28, 0.36]), "the function words around it";
    Repeated = "repeated", Scale::Count(3), "its repetition";
    IsRepeated = "repeated", Scale::Flag, "its repetition";
    AfterOpen = "after_open", Scale::Flag, "the unfinished line above";
    AfterColon = "after_colon", Scale::Flag, "the colon above";
    Prev = "prev", NEIGHBOURS, "the line above";
    Next = "next", NEIGHBOURS, "the line below";
    Prev2 = "prev2", NEIGHBOURS, "the lines above";
    Next2 = "next2", NEIGHBOURS, "the lines below";
    Alike = "alike", Scale::Count(6), "lines like it near by";
    Alike4 = "alike", Scale::Count(4), "lines like it near by";
    Dense3 = "dense3", DENSITY, "few paragraphs near by";
    Dense8 = "dense8", DENSITY, "few paragraphs near by";
    Mean3 = "mean3", MEAN_CHARS, "short lines near by";
    Mean8 = "mean8", MEAN_CHARS, "short lines near by";
    Gap = "gap", Scale::Names(&["usual", "none", "blank"]), "the gap above";
    Run = "run", Scale::Steps(&[1., 2., 3., 4., 7., 13., 26.]), "short lines in a row";
    RunAt = "run_at", Scale::Names(&["first", "last", "inside"]), "its place in a row of short lines";
    Intro = "intro", Scale::Names(&["none", "top", "colon", "para", "colon_in", "mark"]), "what stands above its row";
    RunDigit = "run_digit", Scale::Steps(&[0.1, 0.35, 0.65, 0.9]), "the digits of its row";
    RunMark = "run_mark", Scale::Steps(&[0.001, 0.1, 0.25]), "other residue in its row";
    RunSig = "run_sig", Scale::Steps(&[0.01, 0.3, 0.6]), "the pattern of its row";
    RunStop = "run_stop", Scale::Steps(&[0.01, 0.2, 0.5]), "the sentences in its row";
    Part = "part", Scale::Names(&["head", "in", "tail"]), "its place about the article";
    Edge = "edge", Scale::Names(&["head", "tail", "body"]), "its place about the paragraphs";
    ToBlock = "to_block", LINES, "its distance before the article";
    ToBlockChars = "to_block_chars", CHARS_AWAY, "its distance before the article";
    FromBlock = "from_block", LINES, "its distance after the article";
    FromBlockChars = "from_block_chars", CHARS_AWAY, "its distance after the article";
    IntoBlock = "into_block", BLOCK_LINES, "its place in the article";
    BlockLeft = "block_left", BLOCK_LINES, "its place in the article";
    Above = "above", SHARE_OF_TEXT, "the running text above";
    Below = "below", SHARE_OF_TEXT, "the running text below";
    BlockShare = "block_share", Scale::Steps(&[0.3, 0.5, 0.7, 0.85, 0.95]), "how much stands outside the article";
    Known = "known", Scale::Steps(&[0.001, 0.1, 0.25, 0.5, 0.75]), "words it shares with the article";
    Unknown = "known=none", Scale::Flag, "no words to compare with the article";
    Lead = "lead", Scale::Steps(&[0.001, 0.25, 0.5]), "words it shares with the first paragraphs";
    Marked = "marked", Scale::Flag, "another rule's finding";
    DocMarks = "doc_marks", Scale::Steps(&[1., 2., 4., 8.]), "other residue in the document";
    MarkUp = "mark_up", LINES, "other residue above";
    MarkDown = "mark_down", LINES, "other residue below";
    Marks8 = "marks8", Scale::Count(5), "other residue near by";
    Marks8Of4 = "marks8", Scale::Count(4), "other residue near by";
    MarksSince = "marks_since", Scale::Count(4), "other residue since the article";
    Meta = "meta", Scale::Flag, "a date or byline";
    Metas3 = "metas3", Scale::Count(3), "dates and bylines near by";
}

/// How deep a line is read for its properties: its words only where it may be furniture by the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// How it is written and where it stands.
    Form,
    /// Its words and those of some lines around it.
    WordsAround,
    /// The words of the whole document.
    AllWords,
}

impl Depth {
    pub const ALL: [Self; 3] = [Self::Form, Self::WordsAround, Self::AllWords];

    /// The properties that look at words, in rows of which a line has one at most. None is combined with
    /// others than the class of the line and its part.
    pub const fn of_words(self) -> &'static [&'static [Property]] {
        use Property as P;
        match self {
            Self::Form => &[],
            Self::WordsAround => &[&[P::Func], &[P::Func8]],
            Self::AllWords => &[
                &[P::Common],
                &[P::Repeated],
                &[P::IsRepeated],
                &[P::Known, P::Unknown],
                &[P::Lead],
            ],
        }
    }

    /// How deep a line is read for all of these properties.
    pub fn of(properties: &[Property]) -> Self {
        let has = |one: &Property| properties.contains(one);
        let is_read = |depth: &Self| depth.of_words().iter().any(|row| row.iter().any(has));
        let last = Self::ALL.into_iter().rfind(is_read);
        last.unwrap_or(Self::Form)
    }
}

/// The values that a line has: none for a property that does not apply to it.
#[derive(Debug, Clone)]
pub struct Values([Option<u8>; PROPERTIES.len()]);

impl Values {
    pub fn none() -> Self {
        Self([None; PROPERTIES.len()])
    }

    pub fn get(&self, property: Property) -> Option<u8> {
        self.0[property as usize]
    }

    /// Sets one of the names, by its place among them.
    pub fn name(&mut self, property: Property, name: usize) {
        self.0[property as usize] = Some(name as u8);
    }

    pub fn flag(&mut self, property: Property, is_so: bool) {
        self.0[property as usize] = is_so.then_some(0);
    }

    pub fn count(&mut self, property: Property, count: usize) {
        let Scale::Count(most) = PROPERTIES[property as usize].scale else {
            unreachable!("{property:?} is no count")
        };
        self.0[property as usize] = Some(count.min(usize::from(most)) as u8);
    }

    pub fn measure(&mut self, property: Property, measure: f64) {
        let Scale::Steps(bounds) = PROPERTIES[property as usize].scale else {
            unreachable!("{property:?} is no measure")
        };
        self.0[property as usize] =
            Some(bounds.iter().filter(|&&bound| bound <= measure).count() as u8);
    }
}
