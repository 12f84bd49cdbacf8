//! Invented words, and sentences of them.

use super::random::Random;

/// The words of a language, the commonest first, and how it ends sentences.
pub struct Vocabulary {
    words: Vec<String>,
    /// For a share of all words in text, how many of the first words make it up.
    upto: Vec<f64>,
    comma: &'static str,
    stop: &'static str,
    is_arabic: bool,
}

/// The commonest words of Arabic news: what makes a text Arabic to whoever tells languages apart. Those at the end
/// are the words that residue is made of, too.
const ARABIC: &str = "في من على أن إلى التي عن مع الذي ما بعد لا إن أو هذا هذه كان بين لم عام كما كل خلال قبل هو ذلك كانت \
    أنه وهو لكن أي حتى غير منذ أكثر حيث وكان بعض وقد ثم الذين هي هناك قال له مثل يمكن فيها عندما بسبب إلا ولكن يكون \
    عليه جميع عدد تلك إذا بشكل أمام يوم حول دون نحو أحد أنها ضد لها فيه ولم عبر بها وأضاف فإن تم أيضا اليوم أخرى ليس \
    مجلس العمل مدينة الوقت وزير الأمر الأول عند منها لن مما خاصة بينما تحت داخل لدى مرة أما كبير الكثير المدينة \
    المزيد الموقع الأخبار الصور شارك تابع اقرأ الأكثر آخر أهم أخبار تعليق صفحة مقال المصدر النشر الجميع متابعة";

/// A language: its commonest words, its letters, comma and stop.
type Language = (&'static str, &'static str, &'static str, &'static str);

/// Those that a few documents among Arabic ones are in.
pub const OTHERS: [Language; 4] = [
    (
        "the of and to in a is that for it was on are as with his they at be this from have or by one had not but what \
         all were when we there can an your which their said if do will each about how up out them then she many some so",
        "eeeeeetttttaaaaooooiiiinnnnsssshhhhrrrrdddlllccuummwwffggyyppbbvk",
        ", ",
        ".",
    ),
    (
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son mais \
         comme ou si leur y dont elle été cette ses nous aux deux tout après aussi fait sans",
        "eeeeeeeaaaasssiiittttnnnnrrrruuullloooddcccmmppéévqfbghj",
        ", ",
        ".",
    ),
    (
        "и в не на что с он как по это но из у за от так о же для до бы было только его к или мы еще если их уже при \
         чтобы все она они был были когда где есть",
        "ооооооеееееаааааиииинннтттссслллвввррркккмммдддпппуууяяыыьбгзчйхжш",
        ", ",
        ".",
    ),
    CHINESE,
];

const CHINESE: Language = (
    "的 是 在 了 和 有 他 这 我们 中国 一个 不 人 也 上 到 说 就 年 会 对 地 后 以 与 为 将 被 从 等",
    "大小多少高低东西南北山水火木金土日月天地人口手心力工业农商学校医院道路车船飞机城市国家政府经济文化社会历史新旧长短",
    "，",
    "。",
);

/// Those many of whose letters are of three bytes: Chinese, Japanese, Korean, Hindi, Thai and Vietnamese.
pub const OF_THREE_BYTES: [Language; 6] = [
    CHINESE,
    (
        "の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その あっ よう",
        "あいうえおかきくけこさしすせそたちつてとなにのはひまみめもやゆよらりるれろんアイウエオカキクコサシスタテトニノフマミメラリルレロン\
         日本東京大阪政府会社人年月経済社会学生新聞報道車駅電話",
        "、",
        "。",
    ),
    (
        "이 그 저 것 수 등 및 더 또 한 할 중 위해 대한 있는 있다 했다 하는 이번 지난 가장 우리 통해 따라 함께 현재 때문",
        "가나다라마바사아자하고노도로모보소오조호구누두루무부수우주후기니디리미비시이지은는을를한국정부사회경제학생신문",
        ", ",
        ".",
    ),
    (
        "के में की है और से को का एक पर ने यह भी कि हैं इस लिए कर था नहीं तो ही हो गया किया साथ बाद कहा अपने जा थे",
        "अआइईउकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहािीुूेैोौं्ाािीेकरनसतम",
        ", ",
        "।",
    ),
    (
        "ที่ และ ใน ของ มี ได้ เป็น การ ว่า จะ ให้ ไม่ จาก กับ โดย นี้ แต่ หรือ ซึ่ง แล้ว ยัง ถึง เมื่อ อยู่ คน ปี วัน ทำ ไป มา",
        "กขคงจชซญดตถทนบปผพฟมยรลวศสหอาิีึืุูเแโไ่้ำ์กนรมสตาเ",
        " ",
        ".",
    ),
    (
        "của và là có cho được trong một các với không người này đã những khi từ đến để về tại cũng năm như ra trên sau theo",
        "aăâbcdđeêghiklmnoôơpqrstuưvxyảạấầếềệịọốồộớờợụủứừựnhtingc",
        ", ",
        ".",
    ),
];

/// How often letters stand in Arabic news, per mille, apart from the article and the conjunction.
const LETTERS: [(char, usize); 36] = [
    ('ا', 150),
    ('ل', 90),
    ('ي', 90),
    ('م', 75),
    ('و', 60),
    ('ن', 62),
    ('ت', 56),
    ('ر', 56),
    ('ب', 42),
    ('ع', 39),
    ('د', 35),
    ('ف', 30),
    ('س', 29),
    ('ه', 20),
    ('ق', 26),
    ('أ', 18),
    ('ك', 23),
    ('ح', 21),
    ('ج', 16),
    ('ش', 11),
    ('ص', 11),
    ('ط', 11),
    ('إ', 6),
    ('خ', 10),
    ('ض', 8),
    ('ذ', 7),
    ('ز', 7),
    ('ث', 7),
    ('غ', 5),
    ('ئ', 5),
    ('ء', 4),
    ('ظ', 3),
    ('ؤ', 1),
    ('آ', 1),
    ('ة', 1),
    ('ى', 1),
];

/// Different words of a language.
const WORDS: usize = 60_000;

impl Vocabulary {
    pub fn arabic(random: &mut Random) -> Self {
        let letters: Vec<char> = LETTERS
            .iter()
            .flat_map(|&(letter, times)| std::iter::repeat_n(letter, times))
            .collect();
        let word = |random: &mut Random| {
            let mut word = String::from(match random.share() {
                share if share < 0.28 => "ال",
                share if share < 0.40 => "و",
                share if share < 0.48 => "ب",
                _ => "",
            });
            for _ in 0..random.between(2, 6) {
                word.push(*random.one_of(&letters));
            }
            word.push_str(match random.share() {
                share if share < 0.16 => "ة",
                share if share < 0.20 => "ى",
                share if share < 0.26 => "ات",
                share if share < 0.30 => "اً",
                share if share < 0.31 => "ّ",
                _ => "",
            });
            word
        };
        let words = ARABIC.split_whitespace().map(str::to_owned);
        Self::new(words.collect(), word, random, "، ", ".", true)
    }

    /// Of each of these languages.
    pub fn of(languages: &[Language], random: &mut Random) -> Vec<Self> {
        let languages = languages.iter();
        languages
            .map(|&(common, letters, comma, stop)| {
                let letters: Vec<char> = letters.chars().collect();
                let longest = if stop == "。" { 3 } else { 11 };
                let word = |random: &mut Random| {
                    let length = random.between(2, longest);
                    (0..length).map(|_| *random.one_of(&letters)).collect()
                };
                let words = common.split_whitespace().map(str::to_owned);
                Self::new(words.collect(), word, random, comma, stop, false)
            })
            .collect()
    }

    fn new(
        mut words: Vec<String>,
        mut word: impl FnMut(&mut Random) -> String,
        random: &mut Random,
        comma: &'static str,
        stop: &'static str,
        is_arabic: bool,
    ) -> Self {
        while words.len() < WORDS {
            words.push(word(random));
        }
        let mut sum = 0.0;
        let mut upto: Vec<f64> = (0..WORDS)
            .map(|rank| {
                sum += 1.0 / (rank as f64 + 2.0).powf(0.9);
                sum
            })
            .collect();
        upto.iter_mut().for_each(|share| *share /= sum);
        Self {
            words,
            upto,
            comma,
            stop,
            is_arabic,
        }
    }

    /// What a story is about: words that come again and again in it.
    pub fn topic(&self, random: &mut Random) -> Topic<'_> {
        let rare = |random: &mut Random| self.words[random.between(200, 20_000)].as_str();
        Topic {
            vocabulary: self,
            words: (0..40).map(|_| rare(random)).collect(),
        }
    }

    /// What stands between words: nothing in Chinese.
    fn space(&self) -> &'static str {
        if self.stop == "。" { "" } else { " " }
    }
}

/// The words of one story.
pub struct Topic<'a> {
    vocabulary: &'a Vocabulary,
    words: Vec<&'a str>,
}

impl Topic<'_> {
    pub fn word(&self, random: &mut Random) -> &str {
        self.word_in(0.2, random)
    }

    /// A word of the language, or with this chance one of the topic; a topic has commoner words, too.
    fn word_in(&self, topical: f64, random: &mut Random) -> &str {
        if random.chance(topical) {
            return self.words[random
                .below(self.words.len())
                .min(random.below(self.words.len()))];
        }
        let share = random.share();
        let Vocabulary { words, upto, .. } = self.vocabulary;
        &words[upto.partition_point(|&upto| upto < share)]
    }

    /// A headline: words, and no stop.
    pub fn headline(&self, random: &mut Random) -> String {
        let words = random.between(5, 11);
        let space = self.vocabulary.space();
        let mut headline = String::new();
        for n in 0..words {
            if n == 3 && random.chance(0.25) {
                headline.push_str(if random.chance(0.5) { ":" } else { ".." });
            }
            if n > 0 {
                headline.push_str(space);
            }
            headline.push_str(self.word_in(0.5, random));
        }
        headline
    }

    /// Joins a paragraph to the one before, in a language that writes "and" onto the next word.
    pub fn join(&self, paragraph: &mut String) {
        if self.vocabulary.is_arabic && !paragraph.starts_with('و') {
            paragraph.insert(0, 'و');
        }
    }

    /// Sentences of so many characters in all, with commas, numbers, names in Latin letters, quotations, marks.
    pub fn paragraph(&self, characters: usize, random: &mut Random) -> String {
        let Vocabulary {
            comma,
            stop,
            is_arabic,
            ..
        } = *self.vocabulary;
        let space = self.vocabulary.space();
        let mut text = String::with_capacity(2 * characters + 32);
        let mut length = 0;
        let mut in_sentence = 0;
        let mut sentence = random.between(10, 34);
        let mut quotation: Option<(usize, char)> = None;
        while length < characters {
            let start = text.len();
            if quotation.is_none() && random.chance(0.006) {
                let (open, close) = *random.one_of(&[('"', '"'), ('«', '»'), ('"', '"')]);
                text.push(open);
                quotation = Some((random.between(2, 12), close));
            }
            match random.share() {
                share if share < 0.012 => {
                    let number = match random.between(1, 3) {
                        1 => random.between(2, 99),
                        2 => random.between(1990, 2026),
                        _ => random.between(100, 99_999),
                    };
                    text.push_str(&number.to_string());
                }
                share if share < 0.015 && is_arabic => {
                    text.push_str(
                        random.one_of::<&str>(&["Reuters", "Orbit", "Lumen", "Basalt", "KPI"]),
                    );
                }
                share if share < 0.020 && is_arabic => text.push('-'),
                share if share < 0.022 && is_arabic => vowelled(self.word(random), &mut text),
                _ => text.push_str(self.word(random)),
            }
            if let Some((left, close)) = &mut quotation {
                *left -= 1;
                if *left == 0 {
                    text.push(*close);
                    quotation = None;
                }
            }
            in_sentence += 1;
            if in_sentence >= sentence {
                text.push_str(stop);
                text.push_str(space);
                in_sentence = 0;
                sentence = random.between(10, 34);
            } else if in_sentence > 3 && random.chance(0.05) {
                text.push_str(comma);
            } else {
                text.push_str(space);
            }
            length += text[start..].chars().count();
        }
        text.truncate(
            text.trim_end_matches([' ', '.', '،', ',', '。', '，', '-'])
                .len(),
        );
        if let Some((_, close)) = quotation {
            text.push(close);
        }
        text.push_str(stop);
        text
    }
}

/// A word with the vowels written.
fn vowelled(word: &str, text: &mut String) {
    for (n, letter) in word.chars().enumerate() {
        text.push(letter);
        text.push(['َ', 'ُ', 'ِ', 'ْ'][n % 4]);
    }
}
