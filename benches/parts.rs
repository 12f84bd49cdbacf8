//! `cargo bench`: how fast each part of a run is, on generated text. A name chooses among them: `cargo bench judge`. What whole runs cost beside other programs: `benches/compare/`.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, Divan, black_box};

use corpus_lint::io::formats::{Fields, Layers, Origin, Parsed, Piece, ReadOptions, open};
use corpus_lint::io::formats::{Found, InputFile};
use corpus_lint::io::walk::walk;
use corpus_lint::report::{CheckedDocument, OutputFormat, Site};
use corpus_lint::rules::detectors::KINDS;
use corpus_lint::rules::fixing::{FixPolicy, check_and_fix};
use corpus_lint::rules::{Applicability, RuleSet, Selection, shipped_packs};
use corpus_lint::text::{Document, TextAnalysis};

mod corpus;

use corpus::{Article, Kind};

fn main() {
    Divan::default()
        .max_time(Duration::from_secs(2))
        .config_with_args()
        .main();
    let _ = fs::remove_dir_all(&*FILES);
}

/// Documents that parts are measured on.
const DOCUMENTS: usize = 100;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| rules(|_| true));

/// A text file for each article with residue, and a file of rows with them all.
static FILES: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("corpus-lint-bench-{}", std::process::id()));
    let articles: Vec<Article> = articles(Kind::Residue).collect();
    fs::create_dir_all(folder.join("texts")).expect("a folder for the corpus");
    for article in &articles {
        let path = folder.join("texts").join(&article.id).with_extension("txt");
        fs::write(path, &article.text).expect("a file of the corpus");
    }
    let rows: String = articles.iter().map(Article::to_row).collect();
    fs::write(folder.join("news.jsonl"), rows).expect("the rows of the corpus");
    folder
});

fn articles(kind: Kind) -> impl Iterator<Item = Article> {
    corpus::articles(kind).take(DOCUMENTS)
}

fn documents(kind: Kind) -> Vec<Document> {
    let document = |article: Article| Document {
        title: Some(article.title),
        ..Document::new(article.text)
    };
    articles(kind).map(document).collect()
}

/// The shipped packs, of which the rules of these kinds report.
fn rules(reports: impl Fn(&str) -> bool) -> RuleSet {
    let packs = shipped_packs().expect("the shipped packs are whole");
    let mut rules = RuleSet::new(packs).expect("the shipped packs go together");
    let others = rules.rules().iter().filter(|rule| !reports(rule.kind));
    let selection = Selection {
        ignore: others.map(|rule| rule.id.clone()).collect(),
        ..Selection::default()
    };
    rules.select(&selection).expect("names of rules");
    rules
}

/// Measures what is done with each document.
fn each<R>(bencher: Bencher, kind: Kind, part: impl Fn(&Document) -> R + Sync) {
    let documents = documents(kind);
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    let all = || {
        for document in &documents {
            black_box(part(black_box(document)));
        }
    };
    // What is made when it is first asked for is made before.
    all();
    bencher.counter(BytesCount::new(bytes)).bench(all);
}

fn files(path: PathBuf) -> impl Iterator<Item = InputFile> {
    walk(&[path], None, &[])
        .collect::<Vec<_>>()
        .into_iter()
        .map(|found| match found {
            Found::File(file) => file,
            Found::Problem(_) => panic!("the corpus can be read"),
        })
}

/// The documents of a file, each with the piece that it stands in.
fn parsed(path: PathBuf) -> Vec<(Piece, Parsed)> {
    let options = ReadOptions {
        fields: Arc::new(Fields {
            texts: vec!["text".into()],
            id: "id".into(),
            source: "url".into(),
            title: "title".into(),
            ..Fields::default()
        }),
        max_record: 32 << 20,
        ..ReadOptions::default()
    };
    let mut all = Vec::new();
    for file in files(path) {
        let opened = open(&file, &options);
        let Ok(Some(mut opened)) = opened else {
            panic!("the corpus can be opened")
        };
        while let Some(piece) = opened.reader.next().expect("the corpus can be read") {
            let parsed = opened.parser.parse(&piece);
            all.push((piece, parsed));
        }
    }
    all
}

#[divan::bench]
fn packs() -> RuleSet {
    rules(|_| true)
}

#[divan::bench]
fn walk_folder(bencher: Bencher) {
    let folder = FILES.join("texts");
    bencher
        .counter(ItemsCount::new(DOCUMENTS))
        .bench(|| files(folder.clone()).count());
}

#[divan::bench]
fn parse_jsonl(bencher: Bencher) {
    let path = FILES.join("news.jsonl");
    let bytes = fs::metadata(&path).expect("the rows").len();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| parsed(path.clone()));
}

#[divan::bench]
fn parse_folder(bencher: Bencher) {
    let path = FILES.join("texts");
    let bytes: usize = articles(Kind::Residue)
        .map(|article| article.text.len())
        .sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| parsed(path.clone()));
}

#[divan::bench]
fn segment_and_fold(bencher: Bencher) {
    each(bencher, Kind::Residue, |document| {
        TextAnalysis::new(&document.text).lines.len()
    });
}

mod judge {
    use super::*;

    /// TextAnalysis, folding, the gate: what every document costs though no rule reports.
    #[divan::bench]
    fn gate(bencher: Bencher) {
        let rules = rules(|_| false);
        each(bencher, Kind::Residue, |document| rules.check(document));
    }

    /// As above, and the rules of one kind.
    #[divan::bench(args = KINDS.iter().map(|kind| kind.name))]
    fn kind(bencher: Bencher, kind: &str) {
        let rules = rules(|of| of == kind);
        each(bencher, Kind::Residue, |document| rules.check(document));
    }

    #[divan::bench]
    fn all_clean(bencher: Bencher) {
        each(bencher, Kind::Clean, |document| RULES.check(document));
    }

    #[divan::bench]
    fn all_residue(bencher: Bencher) {
        each(bencher, Kind::Residue, |document| RULES.check(document));
    }
}

/// Judging is part of it.
#[divan::bench(args = [Applicability::Safe, Applicability::Unsafe])]
fn fixes(bencher: Bencher, applicability: Applicability) {
    each(bencher, Kind::Residue, |document| {
        let policy = FixPolicy::at_least(applicability);
        check_and_fix(&RULES, document, &policy).text.into_owned()
    });
}

/// The findings of documents that were judged.
#[divan::bench]
fn report_json_lines(bencher: Bencher) {
    let parsed = parsed(FILES.join("news.jsonl"));
    let documents = |(piece, parsed): &'static (Piece, Parsed)| {
        let judge = move |(document, origin): &'static (Document, Origin)| {
            (piece, document, origin, RULES.check(document))
        };
        parsed.documents.iter().map(judge)
    };
    let judged: Vec<_> = parsed.leak().iter().flat_map(documents).collect();
    let findings: usize = judged.iter().map(|(.., findings)| findings.len()).sum();
    bencher.counter(ItemsCount::new(findings)).bench(|| {
        let mut reporter = OutputFormat::from_name("json-lines")
            .unwrap()
            .reporter(false);
        let mut out = Vec::new();
        for (piece, document, origin, findings) in &judged {
            let site = Site {
                layers: Layers::default(),
                piece,
                origin,
            };
            let judged = CheckedDocument::new(&RULES, document, findings, site);
            reporter.document(&mut out, &judged).expect("written");
        }
        out
    });
}
