//! Configuration, scopes, packs that extend others, trust: what the user settles about rules.

mod common;

use std::fs;
use std::path::Path;

use common::{err, rows, run, texts};

const ROWS: &str = "{\"id\":1,\"outlet\":\"Harbour Times\",\"url\":\"https://www.harbour.example/a\",\"lang\":\"en\",\"text\":\"Ships are back.\\nBuy the print edition\\n\"}
{\"id\":2,\"outlet\":\"River Post\",\"url\":\"https://river.example/b\",\"lang\":\"ar\",\"text\":\"Ships are back.\\nBuy the print edition\\n\"}
";

fn pack(extra: &str) -> String {
    format!(
        "[pack]\nname = \"mine\"\nabout = \"x\"\n[[rule]]\nid = \"mine-buy\"\nkind = \"line\"\ncategory = \"ad\"\n\
         summary = \"an invitation to buy\"\nwhy = \"It tells the reader to buy.\"\nfix = \"safe\"\n\
         phrases = [\"Buy the print edition\"]\n{extra}\n\
         [[rule.test]]\nflag = [\"⟦Buy the print edition⟧\\n\"]\nclean = [\"They buy the print edition.\\n\"]\n"
    )
}

/// The ids of the records that a rule flags.
fn flagged(folder: &Path, args: &[&str]) -> Vec<String> {
    let output = run(
        folder,
        &[&["rows.jsonl", "--output-format", "json-lines"], args].concat(),
    );
    assert_ne!(output.status.code(), Some(2), "{}", err(&output));
    let rows = rows(&output);
    let ids = rows
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned());
    ids.collect()
}

#[test]
fn a_rule_is_for_the_documents_that_its_scope_names() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["1", "2"]),
        (
            "when = { field = \"outlet\", equals = \"Harbour Times\" }",
            &["1"],
        ),
        (
            "when = { field = \"outlet\", equals = [\"Harbour Times\", \"River Post\"] }",
            &["1", "2"],
        ),
        ("when = { field = \"outlet\", matches = '^R' }", &["2"]),
        (
            "when = { field = \"url\", host = \"harbour.example\" }",
            &["1"],
        ),
        ("when = { field = \"none\", equals = \"x\" }", &[]),
        (
            "when = { not = { field = \"url\", host = \"harbour.example\" } }",
            &["2"],
        ),
        (
            "when = { any = [{ field = \"outlet\", equals = \"x\" }, { path = [\"*.jsonl\"] }] }",
            &["1", "2"],
        ),
        ("when = { path = [\"other/**\"] }", &[]),
        ("when = { language = \"en\" }", &["1", "2"]),
    ];
    for (when, expected) in cases {
        let folder = texts(&[("rows.jsonl", ROWS), ("p.toml", &pack(when))]);
        assert_eq!(
            flagged(folder.path(), &["--rules", "p.toml"]),
            *expected,
            "{when}"
        );
    }
    let by_field = texts(&[
        ("rows.jsonl", ROWS),
        ("p.toml", &pack("when = { language = \"ar\" }")),
    ]);
    assert_eq!(
        flagged(
            by_field.path(),
            &["--rules", "p.toml", "--language-field", "lang"]
        ),
        ["2"]
    );
}

#[test]
fn the_fixes_of_a_pack_are_unsafe_until_it_is_trusted() {
    let text = "Ships are back.\nBuy the print edition\n";
    let cases = [
        ("packs = [\"p.toml\"]", false),
        ("packs = [\"p.toml\"]\ntrust = [\"mine\"]", true),
        (
            "packs = [\"p.toml\"]\n[rules.mine-buy]\nfix = \"safe\"",
            true,
        ),
        (
            "packs = [\"p.toml\"]\ntrust = [\"mine\"]\n[rules.ad]\nfix = \"none\"",
            false,
        ),
    ];
    for (config, is_fixed) in cases {
        let folder = texts(&[
            ("news/a.txt", text),
            ("p.toml", &pack("")),
            ("corpus-lint.toml", config),
        ]);
        // From a folder below: the configuration is found upwards, and its paths count from there.
        let output = run(&folder.path().join("news"), &["--fix", "a.txt"]);
        assert_eq!(
            output.status.code(),
            Some(i32::from(!is_fixed)),
            "{config}: {}",
            err(&output)
        );
        let left = fs::read_to_string(folder.path().join("news/a.txt")).unwrap();
        assert_eq!(left == "Ships are back.\n", is_fixed, "{config}");
    }
}

#[test]
fn configuration_settles_fields_selection_and_paths() {
    let rows = ROWS.replace("\"text\"", "\"body\"");
    let config =
        "packs = [\"p.toml\"]\ntext_field = \"body\"\n[per_path_ignores]\n\"old/**\" = [\"ad\"]\n";
    let folder = texts(&[
        ("rows.jsonl", &rows),
        ("old/rows.jsonl", &rows),
        ("p.toml", &pack("")),
        ("corpus-lint.toml", config),
    ]);
    assert_eq!(flagged(folder.path(), &[]), ["1", "2"]);
    let output = run(folder.path(), &["old", "--output-format", "concise"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(flagged(folder.path(), &["--ignore", "mine-buy"]).is_empty());
    // Without the configuration there is neither the pack nor the field.
    assert_eq!(
        run(folder.path(), &["rows.jsonl", "--isolated"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn a_rule_that_is_off_reports_when_asked_for() {
    let folder = texts(&[("rows.jsonl", ROWS), ("p.toml", &pack("enabled = false"))]);
    assert!(flagged(folder.path(), &["--rules", "p.toml"]).is_empty());
    assert_eq!(
        flagged(
            folder.path(),
            &["--rules", "p.toml", "--extend-select", "mine-buy"]
        ),
        ["1", "2"]
    );
    assert_eq!(
        flagged(folder.path(), &["--rules", "p.toml", "--select", "ad"]),
        ["1", "2"]
    );
}

#[test]
fn a_pack_extends_another_and_changes_its_rules() {
    let text = "أعيد فتح الميناء.\nتعليقات الزوار\n";
    let extending = |overrides: &str| {
        format!(
            "[pack]\nname = \"desk\"\nabout = \"x\"\nextends = [\"ar\"]\n{overrides}\n[[rule]]\nid = \"desk-latest\"\nkind = \"line\"\n\
             category = \"most-read\"\nsummary = \"s\"\nwhy = \"w\"\nphrases = [\"@ar/latest-headers\"]\n\
             [[rule.test]]\nflag = [\"⟦الأكثر قراءة⟧\\n\"]\nclean = [\"x\\n\"]\n"
        )
    };
    let off = extending("[[override]]\nrule = \"comments\"\nenabled = false");
    let folder_off = texts(&[("a.txt", text), ("p.toml", &off)]);
    let output = run(folder_off.path(), &["a.txt", "--rules", "p.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(
        run(folder_off.path(), &["test", "p.toml"]).status.code(),
        Some(0)
    );
    let wrong = extending("[[override]]\nrule = \"ar-coments\"\nenabled = false");
    let folder_wrong = texts(&[("a.txt", text), ("p.toml", &wrong)]);
    let output = run(folder_wrong.path(), &["a.txt", "--rules", "p.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("did you mean `ar-comments`?"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_broken_configuration_is_told_with_its_place() {
    let cases = [
        (
            "text-field = \"x\"",
            "unknown key `text-field`",
            "did you mean `text_field`?",
        ),
        (
            "[rules.ar-more]\nfix = \"save\"",
            "unknown fix `save`",
            "did you mean `safe`?",
        ),
        (
            "[rules.ar-mor]\nfix = \"safe\"",
            "`ar-mor`",
            "did you mean `ar-more`?",
        ),
        ("trust = [\"arr\"]", "`arr`", "did you mean `ar`?"),
        (
            "packs = [\"none.toml\"]",
            "none.toml: cannot read the rules",
            "check the path",
        ),
        (
            "format = \"yaml\"",
            "unknown format `yaml`",
            "one of: text, jsonl",
        ),
    ];
    for (config, message, help) in cases {
        let folder = texts(&[("a.txt", "x\n"), ("corpus-lint.toml", config)]);
        let output = run(folder.path(), &["a.txt"]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(
            err(&output).contains(message) && err(&output).contains(help),
            "{config}\n{}",
            err(&output)
        );
    }
}

#[test]
fn fixed_texts_are_updated_and_todo_tests_may_fail() {
    let with_fixed = pack("").replace(
        "flag = [\"⟦Buy the print edition⟧\\n\"]\n",
        "flag = [\"a\\n⟦Buy the print edition⟧\\n\"]\nfixed = \"wrong\" # kept\n",
    );
    let folder = texts(&[("p.toml", &with_fixed)]);
    assert_eq!(
        run(folder.path(), &["test", "p.toml"]).status.code(),
        Some(1)
    );
    assert_eq!(
        run(folder.path(), &["test", "p.toml", "--update"])
            .status
            .code(),
        Some(0)
    );
    let updated = fs::read_to_string(folder.path().join("p.toml")).unwrap();
    assert_eq!(
        updated,
        with_fixed.replace("\"wrong\"", "\"\"\"\na\n\"\"\"")
    );
    assert_eq!(
        run(folder.path(), &["test", "p.toml"]).status.code(),
        Some(0)
    );
    let todo = "[[rule.test]]\nflag = [\"⟦Buy it⟧\\n\"]\ntodo = \"other words\"\n";
    fs::write(folder.path().join("p.toml"), format!("{updated}{todo}")).unwrap();
    let output = run(folder.path(), &["test", "p.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 to do"));
    let passing = "[[rule.test]]\nclean = [\"Buy it\\n\"]\ntodo = \"other words\"\n";
    fs::write(folder.path().join("p.toml"), format!("{updated}{passing}")).unwrap();
    let output = run(folder.path(), &["test", "p.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("passes this test now"));
}

#[test]
fn the_lint_of_rules_says_what_is_slow_endless_or_doubled() {
    let cases = [
        ("patterns = ['[0-9]+']", "is tried on every line"),
        ("patterns = ['(?:sale)?']", "also matches an empty text"),
        ("patterns = ['sale .*']", "removes text of any length"),
        (
            "openings = [\"Buy\", \"Buy now\"]",
            "a shorter opening finds all",
        ),
    ];
    for (extra, message) in cases {
        let folder = texts(&[("p.toml", &pack(extra))]);
        let output = run(folder.path(), &["test", "--lint", "p.toml"]);
        assert_eq!(output.status.code(), Some(1), "{extra}");
        assert!(err(&output).contains(message), "{extra}\n{}", err(&output));
    }
    let clean = texts(&[("p.toml", &pack(""))]);
    assert_eq!(
        run(clean.path(), &["test", "--lint", "p.toml"])
            .status
            .code(),
        Some(0)
    );
}

#[test]
fn matches_are_replaced_grown_and_counted() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "kind = \"span\"\npatterns = ['(\\d+)([a-z]+)']\nreplace = \"$1 ${2}\"",
            "In 12may and 3June\n",
            "In 12 may and 3 June\n",
        ),
        (
            "kind = \"span\"\nphrases = [\"…\"]\nreplace = \"$$\"\nfold = \"none\"",
            "a … b\n",
            "a $ b\n",
        ),
        (
            "kind = \"line\"\npatterns = ['(?<word>\\w+) only']\nreplace = \"$word${word}\"",
            "this only\n",
            "$wordthis\n",
        ),
        (
            "kind = \"line\"\npatterns = ['by (?<name>\\w+)']\nreplace = \"${name}\"",
            "x y z\nBy Sálim\n",
            "x y z\nSálim\n",
        ),
        (
            "kind = \"line\"\nphrases = [\"Tags\"]\nexpand = { down = { line = { max_words = 1 } }, max = 2 }",
            "some text\nTags\na\nb\nc\n",
            "some text\nc\n",
        ),
        (
            "kind = \"line\"\nphrases = [\"end\"]\nexpand = { up = { line = { bullet = true } } }",
            "some text\n- a\n- b\nend\n",
            "some text\n",
        ),
        (
            "kind = \"line\"\nphrases = [\"x\"]\nmin_findings = 2",
            "a b\nx\n",
            "a b\nx\n",
        ),
        (
            "kind = \"line\"\nphrases = [\"x\"]\nmax_findings = 1",
            "a b\nx\nc d\nx\n",
            "a b\nx\nc d\nx\n",
        ),
        (
            "kind = \"line\"\nphrases = [\"x\"]\nmin_left = 10",
            "a b\nx\n",
            "a b\nx\n",
        ),
        (
            "kind = \"line\"\nphrases = [\"Sale\"]\nfold = \"case\"",
            "a b\nSALE\nsále\n",
            "a b\nsále\n",
        ),
    ];
    for (keys, text, expected) in cases {
        let rule = format!(
            "[pack]\nname = \"mine\"\nabout = \"x\"\n[[rule]]\nid = \"mine-a\"\ncategory = \"other\"\nsummary = \"s\"\nwhy = \"w\"\nfix = \"safe\"\n{keys}\n\
             [[rule.test]]\nflag = [\"⟦\\u2400⟧\"]\nclean = [\"x\"]\n"
        );
        let folder = texts(&[("a.txt", text), ("p.toml", &rule)]);
        let output = run(
            folder.path(),
            &[
                "--fix",
                "--unsafe-fixes",
                "a.txt",
                "--rules",
                "p.toml",
                "--select",
                "mine-a",
            ],
        );
        assert_ne!(output.status.code(), Some(2), "{keys}\n{}", err(&output));
        assert_eq!(
            fs::read_to_string(folder.path().join("a.txt")).unwrap(),
            *expected,
            "{keys}"
        );
    }
}

#[test]
fn a_hundred_thousand_phrases_are_compiled_and_found() {
    let phrases: Vec<String> = (0..100_000)
        .map(|n| format!("\"residue number {n} of many\""))
        .collect();
    let pack = pack("").replace(
        "phrases = [\"Buy the print edition\"]",
        &format!(
            "phrases = [\"Buy the print edition\", {}]",
            phrases.join(", ")
        ),
    );
    let folder = texts(&[("rows.jsonl", ROWS), ("p.toml", &pack)]);
    assert_eq!(flagged(folder.path(), &["--rules", "p.toml"]), ["1", "2"]);
}

#[test]
fn init_looks_at_the_corpus_and_writes_what_is_read_again() {
    let rows: String = (0..3)
        .map(|n| format!("{{\"url\":\"u{n}\",\"body\":\"The harbour reopened today after the storm had kept every ship at sea.\\nLeave a comment\"}}\n"))
        .collect();
    let folder = texts(&[("rows.jsonl", &rows)]);
    let output = run(folder.path(), &["init", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let config = fs::read_to_string(folder.path().join("corpus-lint.toml")).unwrap();
    for line in [
        "formats jsonl (1); languages en (3)",
        "text_field = \"body\"",
        "id_field = \"url\"",
    ] {
        assert!(config.contains(line), "{line}\n{config}");
    }
    assert_eq!(flagged(folder.path(), &[]), ["u0", "u1", "u2"]);
    let output = run(folder.path(), &["init", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("a configuration stands here already"));
}

#[test]
fn a_scoped_pack_can_be_tested() {
    let scoped = pack("when = { field = \"url\", host = \"harbour.example\" }");
    let folder = texts(&[("p.toml", &scoped)]);
    assert_eq!(
        run(folder.path(), &["test", "p.toml"]).status.code(),
        Some(0)
    );
    let other = "[[rule.test]]\nclean = [\"Buy the print edition\\n\"]\nrecord = { url = \"https://river.example/\" }\n";
    fs::write(folder.path().join("p.toml"), format!("{scoped}{other}")).unwrap();
    let output = run(folder.path(), &["test", "p.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let broken = scoped.replace("host = \"harbour.example\"", "host = \"*.harbour.example\"");
    fs::write(folder.path().join("p.toml"), broken).unwrap();
    assert!(err(&run(folder.path(), &["test", "p.toml"])).contains("is not a host"));
}
