//! What users decide about rules: configuration, scopes, packs that extend others, trust.

use std::path::Path;

use super::support::{
    Rule, folder_with_texts, json_lines_of, pack, pack_with, read_text, run_program, stderr_of,
    write_file,
};

const ROWS: &str = "{\"id\":1,\"outlet\":\"Harbour Times\",\"url\":\"https://www.harbour.example/a\",\"lang\":\"en\",\"text\":\"Ships are back.\\nBuy the print edition\\n\"}
{\"id\":2,\"outlet\":\"River Post\",\"url\":\"https://river.example/b\",\"lang\":\"ar\",\"text\":\"Ships are back.\\nBuy the print edition\\n\"}
";

/// A pack with a rule about the print edition and these keys.
fn print_edition_pack(keys: &str) -> String {
    pack(&[Rule {
        id: "mine-buy",
        category: "ad",
        keys: &format!("fix = \"safe\"\nphrases = [\"Buy the print edition\"]\n{keys}"),
        flag: "⟦Buy the print edition⟧\n",
        clean: "They buy the print edition.\n",
        ..Rule::default()
    }])
}

/// The ids of the records with findings.
fn flagged_ids(folder: &Path, args: &[&str]) -> Vec<String> {
    let output = run_program(
        folder,
        &[&["rows.jsonl", "--output-format", "json-lines"], args].concat(),
    );
    assert_ne!(output.status.code(), Some(2), "{}", stderr_of(&output));
    let rows = json_lines_of(&output);
    let ids = rows
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned());
    ids.collect()
}

#[test]
fn a_rule_checks_only_the_documents_in_its_scope() {
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
        let folder =
            folder_with_texts(&[("rows.jsonl", ROWS), ("p.toml", &print_edition_pack(when))]);
        assert_eq!(
            flagged_ids(folder.path(), &["--rules", "p.toml"]),
            *expected,
            "{when}"
        );
    }
    let by_field = folder_with_texts(&[
        ("rows.jsonl", ROWS),
        (
            "p.toml",
            &print_edition_pack("when = { language = \"ar\" }"),
        ),
    ]);
    assert_eq!(
        flagged_ids(
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
        let folder = folder_with_texts(&[
            ("news/a.txt", text),
            ("p.toml", &print_edition_pack("")),
            ("corpus-lint.toml", config),
        ]);
        // From a folder below: the configuration is found in a folder above, and its paths start there.
        let output = run_program(&folder.path().join("news"), &["--fix", "a.txt"]);
        assert_eq!(
            output.status.code(),
            Some(i32::from(!is_fixed)),
            "{config}: {}",
            stderr_of(&output)
        );
        let left = read_text(folder.path(), "news/a.txt");
        assert_eq!(left == "Ships are back.\n", is_fixed, "{config}");
    }
}

#[test]
fn the_configuration_sets_fields_rules_and_paths() {
    let rows = ROWS.replace("\"text\"", "\"body\"");
    let config =
        "packs = [\"p.toml\"]\ntext_field = \"body\"\n[per_path_ignores]\n\"old/**\" = [\"ad\"]\n";
    let folder = folder_with_texts(&[
        ("rows.jsonl", &rows),
        ("old/rows.jsonl", &rows),
        ("p.toml", &print_edition_pack("")),
        ("corpus-lint.toml", config),
    ]);
    assert_eq!(flagged_ids(folder.path(), &[]), ["1", "2"]);
    let output = run_program(folder.path(), &["old", "--output-format", "concise"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr_of(&output));
    assert!(flagged_ids(folder.path(), &["--ignore", "mine-buy"]).is_empty());
    // Without the configuration there is neither the pack nor the field.
    assert_eq!(
        run_program(folder.path(), &["rows.jsonl", "--isolated"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn a_rule_that_is_off_reports_when_it_is_selected() {
    let folder = folder_with_texts(&[
        ("rows.jsonl", ROWS),
        ("p.toml", &print_edition_pack("enabled = false")),
    ]);
    assert!(flagged_ids(folder.path(), &["--rules", "p.toml"]).is_empty());
    assert_eq!(
        flagged_ids(
            folder.path(),
            &["--rules", "p.toml", "--extend-select", "mine-buy"]
        ),
        ["1", "2"]
    );
    assert_eq!(
        flagged_ids(folder.path(), &["--rules", "p.toml", "--select", "ad"]),
        ["1", "2"]
    );
}

#[test]
fn a_pack_extends_another_and_changes_its_rules() {
    let text = "أعيد فتح الميناء.\nتعليقات الزوار\n";
    let extending = |overrides: &str| {
        let latest = Rule {
            keys: "phrases = [\"@ar/latest-headers\"]",
            flag: "⟦الأكثر قراءة⟧\n",
            ..Rule::default()
        };
        pack_with(&format!("extends = [\"ar\"]\n{overrides}\n"), &[latest])
    };
    let off = extending("[[override]]\nrule = \"comments\"\nenabled = false");
    let folder_off = folder_with_texts(&[("a.txt", text), ("p.toml", &off)]);
    // Another pack has rules for the same line.
    let args = ["a.txt", "--rules", "p.toml", "--ignore", "lines"];
    let output = run_program(folder_off.path(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr_of(&output));
    assert_eq!(
        run_program(folder_off.path(), &["test", "p.toml"])
            .status
            .code(),
        Some(0)
    );
    let wrong = extending("[[override]]\nrule = \"ar-coments\"\nenabled = false");
    let folder_wrong = folder_with_texts(&[("a.txt", text), ("p.toml", &wrong)]);
    let output = run_program(folder_wrong.path(), &["a.txt", "--rules", "p.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr_of(&output).contains("did you mean `ar-comments`?"),
        "{}",
        stderr_of(&output)
    );
}

#[test]
fn an_error_in_the_configuration_is_reported_with_its_place() {
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
        let folder = folder_with_texts(&[("a.txt", "x\n"), ("corpus-lint.toml", config)]);
        let output = run_program(folder.path(), &["a.txt"]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(
            stderr_of(&output).contains(message) && stderr_of(&output).contains(help),
            "{config}\n{}",
            stderr_of(&output)
        );
    }
}

#[test]
fn expected_texts_are_updated_and_todo_tests_may_fail() {
    let with_fixed = print_edition_pack("").replace(
        "flag = [\"⟦Buy the print edition⟧\\n\"]\n",
        "flag = [\"a\\n⟦Buy the print edition⟧\\n\"]\nfixed = \"wrong\" # kept\n",
    );
    let folder = folder_with_texts(&[("p.toml", &with_fixed)]);
    assert_eq!(
        run_program(folder.path(), &["test", "p.toml"])
            .status
            .code(),
        Some(1)
    );
    assert_eq!(
        run_program(folder.path(), &["test", "p.toml", "--update"])
            .status
            .code(),
        Some(0)
    );
    let updated = read_text(folder.path(), "p.toml");
    assert_eq!(
        updated,
        with_fixed.replace("\"wrong\"", "\"\"\"\na\n\"\"\"")
    );
    assert_eq!(
        run_program(folder.path(), &["test", "p.toml"])
            .status
            .code(),
        Some(0)
    );
    let todo = "[[rule.test]]\nflag = [\"⟦Buy it⟧\\n\"]\ntodo = \"other words\"\n";
    write_file(folder.path(), "p.toml", format!("{updated}{todo}"));
    let output = run_program(folder.path(), &["test", "p.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr_of(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 to do"));
    let passing = "[[rule.test]]\nclean = [\"Buy it\\n\"]\ntodo = \"other words\"\n";
    write_file(folder.path(), "p.toml", format!("{updated}{passing}"));
    let output = run_program(folder.path(), &["test", "p.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr_of(&output).contains("now passes this test"));
}

#[test]
fn the_lint_of_rules_reports_slow_unlimited_and_redundant_rules() {
    let cases = [
        ("patterns = ['[0-9]+']", "is tried on every line"),
        ("patterns = ['(?:sale)?']", "also matches an empty text"),
        ("patterns = ['sale .*']", "removes text of any length"),
        (
            "openings = [\"Buy\", \"Buy now\"]",
            "a shorter opening finds everything",
        ),
    ];
    for (extra, message) in cases {
        let folder = folder_with_texts(&[("p.toml", &print_edition_pack(extra))]);
        let output = run_program(folder.path(), &["test", "--lint", "p.toml"]);
        assert_eq!(output.status.code(), Some(1), "{extra}");
        assert!(
            stderr_of(&output).contains(message),
            "{extra}\n{}",
            stderr_of(&output)
        );
    }
    let clean = folder_with_texts(&[("p.toml", &print_edition_pack(""))]);
    assert_eq!(
        run_program(clean.path(), &["test", "--lint", "p.toml"])
            .status
            .code(),
        Some(0)
    );
}

#[test]
fn replacements_expansion_limits_and_folding_work_as_written() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "span\npatterns = ['(\\d+)([a-z]+)']\nreplace = \"$1 ${2}\"",
            "In 12may and 3June\n",
            "In 12 may and 3 June\n",
        ),
        (
            "span\nphrases = [\"…\"]\nreplace = \"$$\"\nfold = \"none\"",
            "a … b\n",
            "a $ b\n",
        ),
        (
            "line\npatterns = ['(?<word>\\w+) only']\nreplace = \"$word${word}\"",
            "this only\n",
            "$wordthis\n",
        ),
        (
            "line\npatterns = ['by (?<name>\\w+)']\nreplace = \"${name}\"",
            "x y z\nBy Sálim\n",
            "x y z\nSálim\n",
        ),
        (
            "line\nphrases = [\"Tags\"]\nexpand = { down = { line = { max_words = 1 } }, max = 2 }",
            "some text\nTags\na\nb\nc\n",
            "some text\nc\n",
        ),
        (
            "line\nphrases = [\"end\"]\nexpand = { up = { line = { bullet = true } } }",
            "some text\n- a\n- b\nend\n",
            "some text\n",
        ),
        (
            "line\nphrases = [\"x\"]\nmin_findings = 2",
            "a b\nx\n",
            "a b\nx\n",
        ),
        (
            "line\nphrases = [\"x\"]\nmax_findings = 1",
            "a b\nx\nc d\nx\n",
            "a b\nx\nc d\nx\n",
        ),
        (
            "line\nphrases = [\"x\"]\nmin_left = 10",
            "a b\nx\n",
            "a b\nx\n",
        ),
        (
            "line\nphrases = [\"Sale\"]\nfold = \"case\"",
            "a b\nSALE\nsále\n",
            "a b\nsále\n",
        ),
    ];
    for (keys, text, expected) in cases {
        let (kind, keys) = keys.split_once('\n').unwrap();
        let keys = format!("fix = \"safe\"\n{keys}");
        let pack = pack(&[Rule {
            kind,
            keys: &keys,
            ..Rule::default()
        }]);
        let folder = folder_with_texts(&[("a.txt", text), ("p.toml", &pack)]);
        let output = run_program(
            folder.path(),
            &[
                "--fix",
                "--unsafe-fixes",
                "a.txt",
                "--rules",
                "p.toml",
                "--select",
                "mine",
            ],
        );
        assert_ne!(
            output.status.code(),
            Some(2),
            "{keys}\n{}",
            stderr_of(&output)
        );
        assert_eq!(read_text(folder.path(), "a.txt"), *expected, "{keys}");
    }
}

#[test]
fn a_rule_can_have_a_hundred_thousand_phrases() {
    let phrases: Vec<String> = (0..100_000)
        .map(|n| format!("\"phrase number {n} of many\""))
        .collect();
    let pack = print_edition_pack("").replace(
        "phrases = [\"Buy the print edition\"]",
        &format!(
            "phrases = [\"Buy the print edition\", {}]",
            phrases.join(", ")
        ),
    );
    let folder = folder_with_texts(&[("rows.jsonl", ROWS), ("p.toml", &pack)]);
    assert_eq!(
        flagged_ids(folder.path(), &["--rules", "p.toml"]),
        ["1", "2"]
    );
}

#[test]
fn init_writes_a_configuration_that_fits_the_corpus() {
    let rows: String = (0..3)
        .map(|n| format!("{{\"url\":\"u{n}\",\"body\":\"The harbour reopened today after the storm had kept every ship at sea.\\nLeave a comment\"}}\n"))
        .collect();
    let folder = folder_with_texts(&[("rows.jsonl", &rows)]);
    let output = run_program(folder.path(), &["init", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr_of(&output));
    let config = read_text(folder.path(), "corpus-lint.toml");
    for line in [
        "formats: jsonl (1); languages: en (3)",
        "text_field = \"body\"",
        "id_field = \"url\"",
    ] {
        assert!(config.contains(line), "{line}\n{config}");
    }
    assert_eq!(flagged_ids(folder.path(), &[]), ["u0", "u1", "u2"]);
    let output = run_program(folder.path(), &["init", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr_of(&output).contains("there already is a configuration"));
}

#[test]
fn a_scoped_pack_can_be_tested() {
    let scoped = print_edition_pack("when = { field = \"url\", host = \"harbour.example\" }");
    let folder = folder_with_texts(&[("p.toml", &scoped)]);
    assert_eq!(
        run_program(folder.path(), &["test", "p.toml"])
            .status
            .code(),
        Some(0)
    );
    let other = "[[rule.test]]\nclean = [\"Buy the print edition\\n\"]\nrecord = { url = \"https://river.example/\" }\n";
    write_file(folder.path(), "p.toml", format!("{scoped}{other}"));
    let output = run_program(folder.path(), &["test", "p.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr_of(&output));
    let broken = scoped.replace("host = \"harbour.example\"", "host = \"*.harbour.example\"");
    write_file(folder.path(), "p.toml", broken);
    assert!(stderr_of(&run_program(folder.path(), &["test", "p.toml"])).contains("is not a host"));
}
