//! The five seed articles: what is found in them, what fixes remove, and what they leave.
//!
//! The tables were made when the project started. The numbers are those of the lines in the files.

use std::collections::BTreeSet;

use corpus_lint::report::LineIndex;
use corpus_lint::rules::fixing::{FixPolicy, check_and_fix};
use corpus_lint::rules::{Applicability, Category, Severity};
use corpus_lint::text::Document;

use super::support::{read_text, repository_root, shipped_rules};

use Category::*;

/// A seed's findings: category, first line, last line.
type Expected = &'static [(Category, usize, usize)];

struct Seed {
    file: &'static str,
    /// Removed by `--fix`.
    safe: Expected,
    /// Removed or corrected with `--unsafe-fixes` only.
    not_safe: Expected,
    /// Reported as `info` and kept.
    info: Expected,
}

const SEEDS: &[Seed] = &[
    Seed {
        file: "000_7c8b6daef1288dcc.txt",
        safe: &[
            (SiteName, 1, 1),
            (Template, 6, 6),
            (More, 33, 33),
            (Comments, 35, 35),
            (Related, 37, 47),
            (More, 48, 48),
            (MostRead, 49, 49),
        ],
        not_safe: &[(Related, 17, 18)],
        info: &[(Metadata, 5, 5)],
    },
    Seed {
        file: "001_6e47a6734b8438c4.txt",
        safe: &[
            (Ad, 15, 15),
            (Tags, 16, 16),
            (ReadAlso, 17, 17),
            (AppendedStory, 18, 23),
        ],
        not_safe: &[(MissingBreak, 6, 6), (MissingBreak, 10, 10)],
        info: &[(Metadata, 2, 2)],
    },
    Seed {
        file: "002_7a2117ec49111d8f.txt",
        safe: &[(Comments, 22, 22), (Comments, 23, 23)],
        not_safe: &[],
        info: &[],
    },
    Seed {
        file: "003_c86fdf232e123c24.txt",
        safe: &[(Duplicate, 48, 48), (Counter, 62, 62)],
        not_safe: &[],
        info: &[
            (Caption, 3, 3),
            (Metadata, 4, 4),
            (Caption, 5, 5),
            (Caption, 47, 47),
        ],
    },
    Seed {
        file: "004_c01cade3ba56d3ec.txt",
        safe: &[
            (Duplicate, 8, 8),
            (ReadAlso, 35, 35),
            (AppendedStory, 37, 61),
            (AppendedStory, 63, 87),
            (Related, 89, 100),
        ],
        not_safe: &[],
        info: &[
            (Source, 1, 1),
            (Metadata, 2, 2),
            (Metadata, 6, 6),
            (Source, 33, 33),
        ],
    },
];

fn read_seed(name: &str) -> String {
    read_text(&repository_root().join("seeds"), name)
}

#[test]
fn each_seed_has_exactly_its_findings() {
    let rules = shipped_rules();
    for seed in SEEDS {
        let text = read_seed(seed.file);
        let places = LineIndex::new(&text);
        let found: BTreeSet<_> = rules
            .check(&Document::new(&text))
            .into_iter()
            .map(|finding| {
                let rule = &rules.rules()[finding.rule];
                let way = match (rule.severity, finding.fix.map(|fix| fix.applicability)) {
                    (Severity::Info, None) => "info",
                    (_, Some(Applicability::Safe)) => "safe",
                    (_, Some(Applicability::Unsafe)) => "unsafe",
                    _ => "other",
                };
                let (first, last) = (
                    places.of(finding.span.start).0,
                    places.of(finding.span.end).0,
                );
                (way, rule.category, first, last)
            })
            .collect();
        let row = |way, expected: Expected| {
            expected
                .iter()
                .map(move |&(category, first, last)| (way, category, first, last))
        };
        let expected: BTreeSet<_> = row("safe", seed.safe)
            .chain(row("unsafe", seed.not_safe))
            .chain(row("info", seed.info))
            .collect();
        assert_eq!(found, expected, "{}", seed.file);
    }
}

#[test]
fn a_fix_leaves_every_other_line_as_it_is() {
    let rules = shipped_rules();
    for seed in SEEDS {
        let text = read_seed(seed.file);
        for (applicability, gone) in [
            (Applicability::Safe, vec![seed.safe]),
            (Applicability::Unsafe, vec![seed.safe, seed.not_safe]),
        ] {
            let is_gone = |line: usize| {
                gone.iter()
                    .copied()
                    .flatten()
                    .any(|&(category, first, last)| {
                        category != MissingBreak && (first..=last).contains(&line)
                    })
            };
            let policy = FixPolicy::at_least(applicability);
            let document = Document::new(&text);
            let fixed = check_and_fix(rules, &document, &policy);
            let kept: String = text
                .split('\n')
                .enumerate()
                .filter(|&(n, line)| !is_gone(n + 1) && !line.trim().is_empty())
                .flat_map(|(_, line)| line.chars())
                .collect();
            let left: String = fixed
                .text
                .split('\n')
                .filter(|line| !line.trim().is_empty())
                .collect();
            assert_eq!(left, kept, "{} {applicability}", seed.file);
            assert!(
                !fixed.text.contains("\n\n\n") || text.contains("\n\n\n"),
                "{}",
                seed.file
            );
            assert_eq!(
                fixed.text.ends_with('\n'),
                text.ends_with('\n'),
                "{}",
                seed.file
            );
            let again = Document::new(&*fixed.text);
            let again = check_and_fix(rules, &again, &policy);
            assert_eq!(again.text, fixed.text, "{} changes again", seed.file);
        }
    }
}

/// Without the marker lines the model still finds the stories.
#[test]
fn appended_stories_are_found_without_their_markers() {
    let rules = shipped_rules();
    for (file, gone, headline, last) in [
        ("001_6e47a6734b8438c4.txt", 16..=17, 18, 23),
        ("004_c01cade3ba56d3ec.txt", 35..=35, 63, 87),
    ] {
        let text = read_seed(file);
        let lines: Vec<&str> = text.split('\n').collect();
        let kept: Vec<&str> = (1..)
            .zip(&lines)
            .filter(|(n, _)| !gone.contains(n))
            .map(|(_, line)| *line)
            .collect();
        let kept = kept.join("\n");
        let stories: Vec<&str> = rules
            .check(&Document::new(&kept))
            .into_iter()
            .filter(|finding| rules.rules()[finding.rule].category == AppendedStory)
            .map(|finding| &kept[finding.span])
            .collect();
        let story = lines[headline - 1..last].join("\n");
        assert!(
            stories.contains(&story.trim_end_matches('\n')),
            "{file}: {stories:#?}"
        );
    }
}
