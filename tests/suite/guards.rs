//! Text that only looks like boilerplate: no fix may touch a line of the articles in `tests/guards.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;

use corpus_lint::rules::Applicability;
use corpus_lint::rules::finding::Finding;
use corpus_lint::rules::fixing::{FixPolicy, check_and_fix};
use corpus_lint::text::Document;
use serde::Deserialize;

use super::support::{repository_root, shipped_rules};

/// The number of guards that the rules do not pass yet. It must only become smaller.
const TODO: usize = 8;
/// The number of guards, without those to do, that lose a line under unsafe fixes with a copyright line below them, and with the
/// lines of a page around them: there, the page model takes some short lines. They must only become smaller.
const LOST_ABOVE_COPYRIGHT: usize = 1;
const LOST_ON_PAGE: usize = 13;

/// The guards by the kind of boilerplate that they look like.
type Guards = BTreeMap<String, Vec<Guard>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Guard {
    /// What looks like boilerplate, and why it is not.
    trap: String,
    /// An article. Whole lines between `⟦` and `⟧` are real boilerplate.
    text: String,
    /// Why the rules do not pass this guard yet.
    todo: Option<String>,
}

fn guards() -> Guards {
    let file = repository_root().join("tests/guards.toml");
    toml::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// A text without its marks, the numbers of the marked lines, and those of the others. Lines count from
/// 0, and blank lines are left out.
fn unmark(marked: &str) -> (String, BTreeSet<usize>, BTreeSet<usize>) {
    let (mut boilerplate, mut article) = (BTreeSet::new(), BTreeSet::new());
    let mut is_boilerplate = false;
    for (n, line) in marked.lines().enumerate() {
        let (opens, closes) = (line.starts_with('⟦'), line.ends_with('⟧'));
        assert!(!(opens && is_boilerplate), "opened twice: {line}");
        is_boilerplate |= opens;
        assert!(
            is_boilerplate || !line.contains(['⟦', '⟧']),
            "not a whole line: {line}"
        );
        if !line.is_empty() {
            let lines = if is_boilerplate {
                &mut boilerplate
            } else {
                &mut article
            };
            lines.insert(n);
        }
        is_boilerplate &= !closes;
    }
    assert!(!is_boilerplate, "not closed: {marked}");
    (marked.replace(['⟦', '⟧'], ""), boilerplate, article)
}

/// The lines that a finding flags or that its fix edits.
fn touched_lines(text: &str, finding: &Finding) -> BTreeSet<usize> {
    let spans = finding.edits().iter().map(|edit| edit.span.clone());
    let reaches = |span: Range<usize>, line: &Range<usize>| {
        span.start < line.end && line.start < span.end.max(span.start + 1)
    };
    let mut lines = BTreeSet::new();
    for span in spans.chain([finding.span.clone()]) {
        let mut start = 0;
        for (n, line) in text.split('\n').enumerate() {
            let content = start..start + line.len();
            if !line.trim().is_empty() && reaches(span.clone(), &content) {
                lines.insert(n);
            }
            start = content.end + 1;
        }
    }
    lines
}

/// What the rules do wrong in the text of a guard.
fn faults_of(guard: &Guard) -> Vec<String> {
    let rules = shipped_rules();
    let (text, mut boilerplate, article) = unmark(guard.text.trim_start());
    let lines: Vec<&str> = text.split('\n').collect();
    let document = Document::new(&text);
    let mut faults = Vec::new();
    for finding in rules.check(&document) {
        let Some(fix) = &finding.fix else { continue };
        if fix.applicability < Applicability::Unsafe {
            continue;
        }
        for line in touched_lines(&text, &finding) {
            boilerplate.remove(&line);
            if article.contains(&line) {
                let rule = &rules.rules()[finding.rule].id;
                faults.push(format!(
                    "{rule} ({}) takes: {}",
                    fix.applicability, lines[line]
                ));
            }
        }
    }
    faults.extend(
        boilerplate
            .iter()
            .map(|&line| format!("not found: {}", lines[line])),
    );
    if faults.is_empty() {
        let policy = FixPolicy::at_least(Applicability::Unsafe);
        let fixed = check_and_fix(rules, &document, &policy).text;
        let left: Vec<&str> = fixed.lines().filter(|line| !line.is_empty()).collect();
        let kept: Vec<&str> = article.iter().map(|&line| lines[line]).collect();
        if left != kept {
            faults.push(format!("a later round takes more; what is left:\n{fixed}"));
        }
    }
    faults
}

#[test]
fn no_fix_touches_text_that_only_looks_like_boilerplate() {
    let (mut wrong, mut todo) = (Vec::new(), 0);
    for (kind, guard) in guards()
        .iter()
        .flat_map(|(kind, all)| all.iter().map(move |g| (kind, g)))
    {
        let faults = faults_of(guard).join("\n  ");
        let trap = format!("{kind}: {}", guard.trap);
        match &guard.todo {
            None if faults.is_empty() => {}
            None => wrong.push(format!("{trap}\n  {faults}")),
            Some(_) if faults.is_empty() => {
                wrong.push(format!("{trap}\n  passes now: remove its `todo`"))
            }
            Some(reason) => {
                todo += 1;
                eprintln!("to do: {trap}\n  {reason}\n  {faults}");
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert_eq!(todo, TODO, "guards to do");
}

/// The kinds are those of the table in `docs/arabic-coverage.md`.
#[test]
fn every_kind_has_a_guard() {
    let root = repository_root();
    let table = fs::read_to_string(root.join("docs/arabic-coverage.md")).unwrap();
    let kinds = table
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.split_once(" |"));
    let kinds: BTreeSet<_> = kinds
        .map(|(kind, _)| kind)
        .filter(|&kind| kind != "kind")
        .collect();
    let guards = guards();
    let guarded: BTreeSet<_> = guards.keys().map(String::as_str).collect();
    assert_eq!(kinds, guarded);
}

#[test]
fn every_guard_is_a_small_article_and_none_occurs_twice() {
    let mut traps = BTreeSet::new();
    for guard in guards().into_values().flatten() {
        let lines = guard.text.lines().filter(|line| !line.is_empty()).count();
        assert!((4..=12).contains(&lines), "{lines} lines: {}", guard.trap);
        assert!(traps.insert(guard.trap.clone()), "twice: {}", guard.trap);
    }
}

/// The lines of a page around an article, by language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    above: Vec<String>,
    below: Vec<String>,
    copyright: String,
}

/// The guards that lose a line of their article under fixes, with these lines above and below.
fn losers(around: fn(&Page) -> [Vec<&str>; 2], least: Applicability) -> Vec<String> {
    let file = repository_root().join("tests/guards.pages.toml");
    let pages: BTreeMap<String, Page> = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let loses = |guard: &&Guard| {
        let (text, _, article) = unmark(guard.text.trim_start());
        let is_arabic = text.contains(|c: char| ('\u{600}'..'\u{700}').contains(&c));
        let [above, below] = around(&pages[if is_arabic { "ar" } else { "en" }]);
        let lines: Vec<&str> = text.lines().collect();
        let whole = [above, lines.clone(), below].concat().join("\n") + "\n";
        let document = Document::new(&whole);
        let fixed = check_and_fix(shipped_rules(), &document, &FixPolicy::at_least(least)).text;
        let mut left = fixed.lines();
        let is_left = |&line: &usize| left.any(|one| one == lines[line]);
        !article.iter().all(is_left)
    };
    let guards = guards();
    let all = guards
        .values()
        .flatten()
        .filter(|guard| guard.todo.is_none());
    all.filter(loses).map(|guard| guard.trap.clone()).collect()
}

#[test]
fn guards_hold_on_pages_with_boilerplate() {
    for (around, most) in [
        (
            above_copyright as fn(&Page) -> [Vec<&str>; 2],
            LOST_ABOVE_COPYRIGHT,
        ),
        (on_page, LOST_ON_PAGE),
    ] {
        assert_eq!(losers(around, Applicability::Safe), Vec::<String>::new());
        let lost = losers(around, Applicability::Unsafe);
        assert_eq!(lost.len(), most, "{lost:#?}");
    }
}

fn above_copyright(page: &Page) -> [Vec<&str>; 2] {
    [Vec::new(), vec![&page.copyright]]
}

fn on_page(page: &Page) -> [Vec<&str>; 2] {
    let above = page.above.iter().map(String::as_str).collect();
    let below = page.below.iter().map(String::as_str);
    [above, below.chain([page.copyright.as_str()]).collect()]
}
