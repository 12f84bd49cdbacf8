//! Checks of the checks, on small crates in memory.

use std::collections::BTreeSet;

use super::checks::{file_cycles, folder_cycles, repeated_types, upward};
use super::graph::{Edge, Graph};
use super::tree::Source;

/// The graph of files given by path and text. `lib.rs` and the other files declare their modules themselves.
fn graph(files: &[(&str, &str)]) -> Graph {
    let sources: Vec<_> = files
        .iter()
        .map(|(path, text)| Source::new(path, text))
        .collect();
    Graph::new(&sources)
}

/// What the files name of each other, as `from -> to: name`; re-exports are left out.
fn edges(files: &[(&str, &str)]) -> BTreeSet<String> {
    let graph = graph(files);
    assert_eq!(graph.unresolved, [""; 0]);
    let path = |file: usize| graph.files[file].path.trim_end_matches(".rs");
    let uses = graph.edges.iter().filter(|edge| !edge.is_re_export);
    uses.map(|edge| format!("{} -> {}: {}", path(edge.from), path(edge.to), edge.name))
        .collect()
}

/// A crate of three files: `a/mod.rs` re-exports what `a/b.rs` defines, and `user.rs` holds `code`.
fn with_user(code: &str) -> Vec<(&'static str, String)> {
    vec![
        ("lib.rs", "mod a; mod user;".to_owned()),
        (
            "a/mod.rs",
            "mod b; pub use b::{B, make as made, LIMIT}; pub struct A;".to_owned(),
        ),
        (
            "a/b.rs",
            "pub enum B { One } pub fn make() {} pub const LIMIT: u8 = 1; pub(crate) struct Inner;"
                .to_owned(),
        ),
        ("user.rs", code.to_owned()),
    ]
}

/// Each piece of code, in `user.rs` of [`with_user`], and what it names.
#[test]
fn paths_lead_to_the_file_that_defines_the_item() {
    for (code, expected) in [
        // Re-exports, renames, groups, globs.
        ("use crate::a::B;", &["user -> a/b: B"][..]),
        (
            "use super::a::B as Other; type T = Other;",
            &["user -> a/b: B"],
        ),
        ("use crate::a::made;", &["user -> a/b: make"]),
        (
            "use crate::{a::{A, B as _}};",
            &["user -> a/mod: A", "user -> a/b: B"],
        ),
        (
            "use crate::a::{self, A}; fn f() { a::made(); }",
            &["user -> a/mod: a", "user -> a/mod: A", "user -> a/b: make"],
        ),
        (
            "use crate::a::*; fn f(_: B) {}",
            &["user -> a/mod: a", "user -> a/b: B"],
        ),
        ("use crate::a::B::*;", &["user -> a/b: B"]),
        // A module alone is the file of the module.
        ("use crate::a;", &["user -> a/mod: a"]),
        (
            "use crate::a as x; fn f() -> x::B { x::B::One }",
            &["user -> a/mod: a", "user -> a/b: B"],
        ),
        // Without an import: types, expressions, patterns, bounds, visibilities.
        ("struct S(Vec<crate::a::B>);", &["user -> a/b: B"]),
        (
            "fn f() { let _ = [0; crate::a::LIMIT as usize]; }",
            &["user -> a/b: LIMIT"],
        ),
        (
            "fn f(x: &dyn Fn() -> bool) { match x() { crate::a::A => {} _ => {} } }",
            &["user -> a/mod: A"],
        ),
        ("pub(crate) fn f() {} pub(super) fn g() {}", &[]),
        // Names in inner modules and in blocks.
        (
            "mod inner { use super::super::a::A; }",
            &["user -> a/mod: A"],
        ),
        (
            "mod inner { pub use crate::a::B; } fn f(_: inner::B) {}",
            &["user -> a/b: B"],
        ),
        (
            "fn f() { use crate::a::made; made(); }",
            &["user -> a/b: make"],
        ),
        ("fn f() { struct A; let _ = A; }", &[]),
        // Names that a local definition or another crate gives are no edges.
        ("struct B; fn f(_: B) {}", &[]),
        ("use std::mem; fn f() { mem::take(&mut 1); ::a::b(); }", &[]),
        ("fn f(a: u8) { let b = a; a.b(); }", &[]),
        // The library by its name, as `main.rs` knows it.
        ("use corpus_lint::a::B;", &["user -> a/b: B"]),
        // Macros and attributes.
        (
            "fn f() { println!(\"{}\", crate::a::LIMIT); }",
            &["user -> a/b: LIMIT"],
        ),
        (
            "fn f() { odd!(x => super::a::B, [y; z]); }",
            &["user -> a/b: B"],
        ),
        (
            "macro_rules! m { () => { $crate::a::made() }; }",
            &["user -> a/b: make"],
        ),
        (
            "macro_rules! m { () => { use $crate::a::{A, B}; }; }",
            &["user -> a/mod: A", "user -> a/b: B"],
        ),
        ("odd! { pub enum Named { A } } fn f(_: Named) {}", &[]),
        (
            "struct S { #[serde(with = \"crate::a\")] x: u8 }",
            &["user -> a/mod: a"],
        ),
        (
            "struct S { #[arg(value_parser = crate::a::made)] x: u8 }",
            &["user -> a/b: make"],
        ),
        // What only tests see.
        ("#[cfg(test)] mod tests { use crate::a::A; }", &[]),
        (
            "#[cfg(test)] use crate::a::A; #[test] fn t() { crate::a::made(); }",
            &[],
        ),
        (
            "struct S; impl S { #[cfg(test)] fn t(_: crate::a::A) {} }",
            &[],
        ),
        ("#[cfg(all(test, unix))] fn t(_: crate::a::A) {}", &[]),
        (
            "#[cfg(not(test))] fn t(_: crate::a::A) {}",
            &["user -> a/mod: A"],
        ),
    ] {
        let files = with_user(code);
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        let expected: BTreeSet<_> = expected.iter().map(|&edge| edge.to_owned()).collect();
        assert_eq!(edges(&files), expected, "{code}");
    }
}

#[test]
fn a_module_and_a_function_may_share_a_name() {
    let files = [
        ("lib.rs", "mod rule; mod user;"),
        ("rule/mod.rs", "mod lint; pub use lint::lint;"),
        ("rule/lint.rs", "pub fn lint() {}"),
        ("user.rs", "use crate::rule; fn f() { rule::lint(); }"),
    ];
    let expected = ["user -> rule/mod: rule", "user -> rule/lint: lint"];
    assert_eq!(edges(&files), expected.map(str::to_owned).into());
}

#[test]
fn re_exports_are_followed_through_several_modules() {
    let files = [
        ("lib.rs", "mod a; mod user;"),
        ("a/mod.rs", "mod b; pub use self::b::*;"),
        (
            "a/b/mod.rs",
            "mod c; mod d; pub(crate) use c::C as D; pub use d::*; use self::c::Hidden;",
        ),
        (
            "a/b/c.rs",
            "use super::super::a_user; pub struct C; pub struct Hidden;",
        ),
        ("a/b/d.rs", "pub struct E; use super::D;"),
        ("user.rs", "use crate::a::{D, E};"),
    ];
    let graph = graph(&files);
    assert_eq!(graph.unresolved, ["src/a/b/c.rs:1: super::super::a_user"]);
    let uses = graph.edges.iter().filter(|edge| !edge.is_re_export);
    let place = |edge: &Edge| {
        (
            graph.place(edge.from),
            graph.place(edge.to),
            edge.name.clone(),
        )
    };
    let found: BTreeSet<_> = uses.map(place).collect();
    let expected = [
        ("src/user.rs", "src/a/b/c.rs", "C"),
        ("src/user.rs", "src/a/b/d.rs", "E"),
        ("src/a/b/d.rs", "src/a/b/c.rs", "C"),
        ("src/a/b/mod.rs", "src/a/b/c.rs", "Hidden"),
    ];
    let owned = expected.map(|(from, to, name)| (from.to_owned(), to.to_owned(), name.to_owned()));
    assert_eq!(found, BTreeSet::from(owned));
}

#[test]
fn a_file_that_nothing_declares_is_found_and_tests_are_not() {
    let files = [
        ("lib.rs", "#[cfg(test)] mod tests; mod a;"),
        ("a.rs", ""),
        ("tests.rs", "mod deep;"),
        ("tests/deep.rs", "use crate::a;"),
        ("lost.rs", ""),
    ];
    let graph = graph(&files);
    assert_eq!(graph.undeclared, ["src/lost.rs"]);
    assert!(graph.edges.is_empty());
}

#[test]
fn an_upward_name_is_found_with_its_line() {
    let low = "use crate::high::deep::Item;\n\nfn f() { crate::high::deep::Item; crate::high::deep::make(); }";
    let files = [
        ("lib.rs", "mod low; mod high;"),
        ("low.rs", low),
        ("high/mod.rs", "pub mod deep; mod sub;"),
        ("high/deep.rs", "pub struct Item; pub fn make() {}"),
        ("high/sub/mod.rs", "use super::deep::Item; mod part;"),
        ("high/sub/part.rs", ""),
    ];
    let graph = graph(&files);
    let faults = upward(&graph, &["low", "high"], &[]);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].starts_with("src/low.rs:1: `low` names `crate::high::deep::Item` of `high`"));
    assert!(faults[1].starts_with("src/low.rs:3:") && faults[1].contains("src/high/deep.rs"));
    assert!(upward(&graph, &["high", "low"], &[]).is_empty());
    let within = |order| upward(&graph, &["high", "low"], &[("high", order)]);
    assert!(within(&["deep", "sub"]).is_empty());
    assert!(within(&["sub", "deep"])[0].starts_with("src/high/sub/mod.rs:1:"));
    assert!(within(&["deep"])[0].contains("`sub/` has no place"));
    assert!(within(&["deep", "sub", "gone"])[0].contains("`gone` is in the list"));
    assert!(upward(&graph, &["high"], &[])[0].contains("`low.rs` has no place"));
}

#[test]
fn the_library_root_is_above_all_layers() {
    let files = [
        ("lib.rs", "mod a; pub struct Top;"),
        ("a.rs", "use crate::Top;"),
    ];
    let faults = upward(&graph(&files), &["a"], &[]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("`lib.rs`"), "{faults:?}");
}

#[test]
fn a_cycle_of_folders_is_found_at_every_depth() {
    let files = |back: &'static str| {
        [
            ("lib.rs", "mod top;"),
            ("top/mod.rs", "mod one; mod two;"),
            ("top/one/mod.rs", "mod x; pub struct One;"),
            ("top/one/x.rs", "use crate::top::two::Two;"),
            ("top/two.rs", back),
        ]
    };
    assert!(folder_cycles(&graph(&files("pub struct Two;"))).is_empty());
    let faults = folder_cycles(&graph(&files("pub struct Two; use super::one::One;")));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with("src/top: one/, two.rs form a cycle"),
        "{faults:?}"
    );
    assert!(
        faults[0].contains("one/ -> two.rs: Two (src/top/one/x.rs:1)"),
        "{faults:?}"
    );
}

#[test]
fn files_that_import_each_other_are_found_unless_allowed() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::a::A; pub struct B;"),
        ("c.rs", "use crate::a::A;"),
    ];
    let graph = graph(&files);
    let faults = file_cycles(&graph, &[]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].contains("src/a.rs -> src/b.rs: B (src/a.rs:1)"),
        "{faults:?}"
    );
    assert!(
        file_cycles(
            &graph,
            &[(&["a.rs", "b.rs"], "one definition needs the other")]
        )
        .is_empty()
    );
    let stale = [
        (&["a.rs", "b.rs"][..], "as above"),
        (&["a.rs", "c.rs"], "no cycle"),
    ];
    assert!(file_cycles(&graph, &stale)[0].contains("no cycle"));
}

/// A module may show what a module below it defines, and that module may use the first one's items.
#[test]
fn a_re_export_of_a_module_below_makes_no_cycle() {
    let child = ("a/b.rs", "use super::A; pub struct B;");
    let cycles = |parent| {
        file_cycles(
            &graph(&[("lib.rs", "mod a;"), ("a/mod.rs", parent), child]),
            &[],
        )
    };
    assert!(cycles("mod b; pub use b::B; pub struct A;").is_empty());
    assert_eq!(cycles("mod b; pub use b::B; pub struct A(B);").len(), 1);
    assert_eq!(cycles("mod b; use b::B; pub struct A;").len(), 1);
}

#[test]
fn repeated_type_names_are_found_with_their_places() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        (
            "a.rs",
            "struct Row;\nfn f() { enum Inner {} }\n#[cfg(test)] mod tests { struct Once; }",
        ),
        (
            "b.rs",
            "mod deep { type Row = u8; }\nnamed! { pub enum Inner { A } }\nstruct Once;",
        ),
    ];
    let graph = graph(&files);
    let repeated = repeated_types(&graph);
    assert_eq!(repeated["Row"], ["src/a.rs:1", "src/b.rs:1"]);
    assert_eq!(repeated["Inner"], ["src/a.rs:2", "src/b.rs:2"]);
    assert_eq!(repeated.len(), 2, "{repeated:?}");
}
