//! The properties of a line: what the page model looks at, in which steps, and how findings name it.

/// What values a property takes.
#[derive(Debug, Clone, Copy)]
pub enum Scale {
    /// Yes or no.
    Flag,
    /// A number up to this one; larger numbers count as this one.
    Count(u8),
    /// A measure, as the number of these bounds that it reaches.
    Steps(&'static [f64]),
    /// One of these names.
    Names(&'static [&'static str]),
}

/// What is known of a property.
#[derive(Debug)]
pub struct PropertyInfo {
    /// The name in weights.
    pub name: &'static str,
    /// The values it takes.
    pub scale: Scale,
    /// What its values mean, for the messages of findings: each phrase holds from a value on.
    pub phrases: &'static [(u8, &'static str)],
}

impl PropertyInfo {
    /// How many values it takes.
    pub const fn len(&self) -> usize {
        match self.scale {
            Scale::Flag => 1,
            Scale::Count(most) => most as usize + 1,
            Scale::Steps(bounds) => bounds.len() + 1,
            Scale::Names(names) => names.len(),
        }
    }

    /// What a value means, in words.
    pub fn phrase(&self, value: usize) -> &'static str {
        let holds = |&&(from, _): &&(u8, &str)| usize::from(from) <= value;
        let phrases = self.phrases.iter();
        phrases
            .take_while(holds)
            .last()
            .map_or("", |&(_, phrase)| phrase)
    }

    /// The name with one of its values.
    pub fn with(&self, value: usize) -> String {
        match self.scale {
            Scale::Flag => self.name.to_owned(),
            Scale::Count(_) | Scale::Steps(_) => format!("{}={value}", self.name),
            Scale::Names(names) => format!("{}={}", self.name, names[value]),
        }
    }
}

macro_rules! properties {
    ($($property:ident = $name:literal, $scale:expr, [$($from:literal => $phrase:literal),+];)+) => {
        /// A property of a line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Property { $($property,)+ }

        /// All properties, in the order of [`Property`].
        pub static PROPERTIES: &[PropertyInfo] = &[$(PropertyInfo {
            name: $name,
            scale: $scale,
            phrases: &[$(($from, $phrase)),+],
        },)+];
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
    Len = "len", Scale::Steps(&[4., 11., 21., 36., 51., 71., 101., 151., 251., 401.]),
        [0 => "short text", 6 => "medium length", 8 => "long text"];
    Words = "words", Scale::Steps(&[2., 3., 4., 6., 9., 15., 26.]),
        [0 => "short text", 6 => "long text"];
    End = "end", Scale::Names(&["ellipsis", "stop", "ask", "colon", "comma", "open", "mark"]),
        [0 => "text cut short", 1 => "a full stop at the end", 2 => "a question or exclamation mark at the end", 3 => "a colon at the end", 4 => "a comma at the end", 5 => "no sentence end", 6 => "a symbol at the end"];
    Start = "start", Scale::Names(&["bullet", "number", "quote", "digit", "upper", "lower", "letter", "mark"]),
        [0 => "a bullet", 1 => "a list number", 2 => "a quotation mark or bracket at the start", 3 => "a digit at the start", 4 => "a capital at the start", 5 => "a small letter at the start", 6 => "a letter at the start", 7 => "a symbol at the start"];
    Class = "class", CLASSES,
        [0 => "long text", 1 => "a short sentence", 2 => "no sentence end", 3 => "short text"];
    Digits = "digits", Scale::Steps(&[0.001, 0.1, 0.3, 0.6]),
        [0 => "no digits", 1 => "digits", 3 => "many digits"];
    Seps = "seps", Scale::Count(3),
        [0 => "no bars or bullets inside", 1 => "bars or bullets inside"];
    Link = "link", Scale::Flag,
        [0 => "a web address"];
    At = "at", Scale::Flag,
        [0 => "an @ sign"];
    Hash = "hash", Scale::Flag,
        [0 => "a # sign"];
    Copy = "copy", Scale::Flag,
        [0 => "a copyright sign"];
    Clock = "clock", Scale::Flag,
        [0 => "a time of day"];
    Year = "year", Scale::Flag,
        [0 => "a year"];
    Date = "date", Scale::Flag,
        [0 => "a date"];
    AllCaps = "allcaps", Scale::Flag,
        [0 => "capitals only"];
    Quote = "quote", Scale::Flag,
        [0 => "quotation marks"];
    Caps = "caps", Scale::Steps(&[0.01, 0.3, 0.6, 0.95]),
        [0 => "few capitalised words", 2 => "many capitalised words"];
    Inner = "inner", Scale::Count(3),
        [0 => "no second sentence", 1 => "several sentences"];
    Commas = "commas", Scale::Count(3),
        [0 => "no commas", 1 => "commas"];
    Glued = "glued", Scale::Count(3),
        [0 => "no joined words", 1 => "words joined without a space"];
    Signs = "signs", Scale::Steps(&[0.001, 0.04, 0.1, 0.2]),
        [0 => "no symbols", 1 => "symbols"];
    Common = "common", Scale::Steps(&[0.001, 0.15, 0.3, 0.45]),
        [0 => "few of the document's common words", 3 => "many of the document's common words"];
    Func = "func", Scale::Steps(&[0.001, 0.12, 0.22, 0.32, 0.45]),
        [0 => "few function words", 4 => "many function words"];
    Func8 = "func8", Scale::Steps(&[0.02, 0.08, 0.14, 0.2, 0.28, 0.36]),
        [0 => "few function words nearby", 4 => "many function words nearby"];
    Repeated = "repeated", Scale::Count(3),
        [0 => "repeated text"];
    IsRepeated = "repeated", Scale::Flag,
        [0 => "repeated text"];
    AfterOpen = "after_open", Scale::Flag,
        [0 => "an unfinished line above"];
    AfterColon = "after_colon", Scale::Flag,
        [0 => "a colon in the line above"];
    Prev = "prev", NEIGHBOURS,
        [0 => "a paragraph above", 1 => "a sentence above", 2 => "a line without a sentence above", 5 => "the top of the document"];
    Next = "next", NEIGHBOURS,
        [0 => "a paragraph below", 1 => "a sentence below", 2 => "a line without a sentence below", 5 => "the end of the document"];
    Prev2 = "prev2", NEIGHBOURS,
        [0 => "a paragraph above", 1 => "a sentence above", 2 => "a line without a sentence above", 5 => "the top of the document"];
    Next2 = "next2", NEIGHBOURS,
        [0 => "a paragraph below", 1 => "a sentence below", 2 => "a line without a sentence below", 5 => "the end of the document"];
    Alike = "alike", Scale::Count(6),
        [0 => "no similar lines nearby", 1 => "similar lines nearby"];
    Alike4 = "alike", Scale::Count(4),
        [0 => "no similar lines nearby", 1 => "similar lines nearby"];
    Dense3 = "dense3", DENSITY,
        [0 => "few paragraphs nearby", 3 => "paragraphs nearby"];
    Dense8 = "dense8", DENSITY,
        [0 => "few paragraphs nearby", 3 => "paragraphs nearby"];
    Mean3 = "mean3", MEAN_CHARS,
        [0 => "short lines nearby", 5 => "long lines nearby"];
    Mean8 = "mean8", MEAN_CHARS,
        [0 => "short lines nearby", 5 => "long lines nearby"];
    Gap = "gap", Scale::Names(&["usual", "none", "blank"]),
        [0 => "blank lines everywhere", 1 => "no blank line above", 2 => "a blank line above"];
    Run = "run", Scale::Steps(&[1., 2., 3., 4., 7., 13., 26.]),
        [0 => "no short lines around it", 1 => "a short line on its own", 2 => "a run of short lines"];
    RunAt = "run_at", Scale::Names(&["first", "last", "inside"]),
        [0 => "a run of short lines"];
    Intro = "intro", Scale::Names(&["none", "top", "colon", "para", "colon_in", "mark"]),
        [0 => "no short lines around it", 1 => "the top of the document", 2 => "a colon above the run of short lines", 3 => "a paragraph above the run of short lines", 4 => "a colon in the run of short lines", 5 => "other boilerplate nearby"];
    RunDigit = "run_digit", Scale::Steps(&[0.1, 0.35, 0.65, 0.9]),
        [0 => "few digits in the lines around it", 2 => "many digits in the lines around it"];
    RunMark = "run_mark", Scale::Steps(&[0.001, 0.1, 0.25]),
        [0 => "no other boilerplate nearby", 1 => "other boilerplate nearby"];
    RunSig = "run_sig", Scale::Steps(&[0.01, 0.3, 0.6]),
        [0 => "no similar lines nearby", 1 => "similar lines nearby"];
    RunStop = "run_stop", Scale::Steps(&[0.01, 0.2, 0.5]),
        [0 => "few sentences nearby", 2 => "sentences nearby"];
    Part = "part", Scale::Names(&["head", "in", "tail"]),
        [0 => "a place before the article", 1 => "a place inside the article", 2 => "a place after the article"];
    Edge = "edge", Scale::Names(&["head", "tail", "body"]),
        [0 => "a place before the first paragraph", 1 => "a place after the last paragraph", 2 => "a place between paragraphs"];
    ToBlock = "to_block", LINES,
        [0 => "a place before the article"];
    ToBlockChars = "to_block_chars", CHARS_AWAY,
        [0 => "a place before the article"];
    FromBlock = "from_block", LINES,
        [0 => "a place after the article"];
    FromBlockChars = "from_block_chars", CHARS_AWAY,
        [0 => "a place after the article"];
    IntoBlock = "into_block", BLOCK_LINES,
        [0 => "a place inside the article"];
    BlockLeft = "block_left", BLOCK_LINES,
        [0 => "a place inside the article"];
    Above = "above", SHARE_OF_TEXT,
        [0 => "no paragraphs above", 1 => "paragraphs above"];
    Below = "below", SHARE_OF_TEXT,
        [0 => "no paragraphs below", 1 => "paragraphs below"];
    BlockShare = "block_share", Scale::Steps(&[0.3, 0.5, 0.7, 0.85, 0.95]),
        [0 => "much text outside the article", 3 => "little text outside the article"];
    Known = "known", Scale::Steps(&[0.001, 0.1, 0.25, 0.5, 0.75]),
        [0 => "no words in common with the article", 1 => "few words in common with the article", 3 => "words in common with the article"];
    Unknown = "known=none", Scale::Flag,
        [0 => "no words to compare with the article"];
    Lead = "lead", Scale::Steps(&[0.001, 0.25, 0.5]),
        [0 => "no words in common with the first paragraphs", 1 => "words in common with the first paragraphs"];
    Marked = "marked", Scale::Flag,
        [0 => "a finding of another rule"];
    DocMarks = "doc_marks", Scale::Steps(&[1., 2., 4., 8.]),
        [0 => "no other boilerplate in the document", 1 => "other boilerplate in the document"];
    MarkUp = "mark_up", LINES,
        [0 => "other boilerplate nearby", 5 => "no other boilerplate nearby"];
    MarkDown = "mark_down", LINES,
        [0 => "other boilerplate nearby", 5 => "no other boilerplate nearby"];
    Marks8 = "marks8", Scale::Count(5),
        [0 => "no other boilerplate nearby", 1 => "other boilerplate nearby"];
    Marks8Of4 = "marks8", Scale::Count(4),
        [0 => "no other boilerplate nearby", 1 => "other boilerplate nearby"];
    MarksSince = "marks_since", Scale::Count(4),
        [0 => "no other boilerplate after the article", 1 => "other boilerplate after the article"];
    Meta = "meta", Scale::Flag,
        [0 => "a date or byline"];
    Metas3 = "metas3", Scale::Count(3),
        [0 => "no dates or bylines nearby", 1 => "dates or bylines nearby"];
}

/// How deep a line is read. Its words are read only if the line may be boilerplate by all else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadDepth {
    /// How it is written, and where it is.
    Form,
    /// Its words, and those of some lines around it.
    WordsAround,
    /// The words of the whole document.
    AllWords,
}

impl ReadDepth {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Form, Self::WordsAround, Self::AllWords];

    /// The properties that depend on words, in rows. A line has at most one property of each row. They are
    /// combined only with the class and the part of the line.
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

    /// How deep a line has to be read for all of these properties.
    pub fn of(properties: &[Property]) -> Self {
        let has = |one: &Property| properties.contains(one);
        let is_read = |depth: &Self| depth.of_words().iter().any(|row| row.iter().any(has));
        let last = Self::ALL.into_iter().rfind(is_read);
        last.unwrap_or(Self::Form)
    }
}

/// The values of a line: `None` for a property that it does not have.
#[derive(Debug, Clone)]
pub struct Values([Option<u8>; PROPERTIES.len()]);

impl Values {
    /// No property yet.
    pub fn none() -> Self {
        Self([None; PROPERTIES.len()])
    }

    /// The value of a property.
    pub fn get(&self, property: Property) -> Option<u8> {
        self.0[property as usize]
    }

    /// Sets a property to one of its names, by its index.
    pub fn name(&mut self, property: Property, name: usize) {
        self.0[property as usize] = Some(name as u8);
    }

    /// Sets or removes a flag.
    pub fn flag(&mut self, property: Property, is_so: bool) {
        self.0[property as usize] = is_so.then_some(0);
    }

    /// Sets a property to a number.
    pub fn count(&mut self, property: Property, count: usize) {
        let Scale::Count(most) = PROPERTIES[property as usize].scale else {
            unreachable!("{property:?} is no count")
        };
        self.0[property as usize] = Some(count.min(usize::from(most)) as u8);
    }

    /// Sets a property to a measure.
    pub fn measure(&mut self, property: Property, measure: f64) {
        let Scale::Steps(bounds) = PROPERTIES[property as usize].scale else {
            unreachable!("{property:?} is no measure")
        };
        self.0[property as usize] =
            Some(bounds.iter().filter(|&&bound| bound <= measure).count() as u8);
    }
}
