//! The language server, driven by a client over standard input and output as editors do it.

use std::path::Path;

use serde_json::{Value, json};

use super::client::{Client, apply, offset, uri};
use super::support::{
    Rule, empty_folder, folder_with_texts, json_lines_of, pack, run_program, seed_articles,
};

const BOTH: [&str; 2] = ["utf-8", "utf-16"];

/// The findings of the command line: rule, start and end in bytes of the text.
fn findings_of_command_line(folder: &Path, name: &str) -> Vec<(String, usize, usize)> {
    let args = [
        "--no-survey",
        "--quiet",
        "--output-format",
        "json-lines",
        name,
    ];
    let offset = |value: &Value| value.as_u64().unwrap() as usize;
    json_lines_of(&run_program(folder, &args))
        .iter()
        .map(|row| {
            let rule = row["rule"].as_str().unwrap().to_owned();
            (rule, offset(&row["start"]), offset(&row["end"]))
        })
        .collect()
}

/// What `--fix` leaves of a file.
fn text_after_fix(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    let before = std::fs::read(&path).unwrap();
    run_program(folder, &["--fix", "--no-survey", "--quiet", name]);
    let fixed = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, before).unwrap();
    fixed
}

/// A text after the action that applies all safe fixes.
fn text_after_fix_all(client: &mut Client, uri: &str, text: &str) -> String {
    let actions = client.actions(uri, text, 0..0, Some("source.fixAll"));
    let [action] = &actions[..] else {
        panic!("{actions:?}")
    };
    assert_eq!(action["kind"], "source.fixAll.corpus-lint");
    apply(text, &action["edit"], uri, client.encoding)
}

/// The rule, start and end of each diagnostic.
fn diagnostic_spans(
    diagnostics: &[Value],
    text: &str,
    encoding: &str,
) -> Vec<(String, usize, usize)> {
    let of = |one: &Value| {
        let code = one["code"].as_str().unwrap_or_default().to_owned();
        let start = offset(text, &one["range"]["start"], encoding);
        (code, start, offset(text, &one["range"]["end"], encoding))
    };
    diagnostics.iter().map(of).collect()
}

#[test]
fn texts_have_the_findings_and_fixes_of_the_command_line() {
    let seeds = seed_articles();
    assert!(seeds.len() >= 5);
    let files: Vec<_> = seeds
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = folder_with_texts(&files);
    let mut clients = BOTH.map(|encoding| Client::start(folder.path(), encoding));
    for (name, text) in &seeds {
        let uri = uri(&folder.path().join(name));
        let fixed = text_after_fix(folder.path(), name);
        let mut expected = findings_of_command_line(folder.path(), name);
        expected.sort();
        assert!(!expected.is_empty());
        for client in &mut clients {
            let diagnostics = client.open(&uri, "plaintext", text);
            let mut found = diagnostic_spans(&diagnostics, text, client.encoding);
            found.sort();
            assert_eq!(found, expected, "{name}");
            assert_eq!(text_after_fix_all(client, &uri, text), fixed, "{name}");
        }
    }
    for client in clients {
        client.end();
    }
}

/// Rows with right-to-left text, escapes, characters outside the basic plane, and CR LF.
const ROWS: &str = concat!(
    "{\"id\": \"a\\u0627\", \"text\": \"\u{1f6a2} أعيد فتح الميناء صباح اليوم بعد عاصفة أبقت السفن في عرض البحر ثلاثة أيام.\\n\\n\\u0625\\u0642\\u0631\\u0623 أيضاً:\\nوقال المدير إن السفن عادت واحدة بعد أخرى إلى أرصفتها منذ الفجر.\\n\\nاترك تعليقا\\n\", \"n\": 1.0}\r\n",
    "\r\n",
    "not json\r\n",
    "{\"title\":\"\u{1f600}\",\"text\":\"The council met on Monday \\\"at last\\\" and\\tdecided.\\n\\nLeave a comment\\n\"}",
);

#[test]
fn findings_and_fixes_of_rows_have_positions_in_the_file() {
    let folder = folder_with_texts(&[("news.jsonl", ROWS)]);
    let uri = uri(&folder.path().join("news.jsonl"));
    for encoding in BOTH {
        let mut client = Client::start(folder.path(), encoding);
        let diagnostics = client.open(&uri, "jsonl", ROWS);
        let found = diagnostic_spans(&diagnostics, ROWS, encoding);
        let texts: Vec<(&str, &str)> = found
            .iter()
            .map(|(code, start, end)| (code.as_str(), &ROWS[*start..*end]))
            .collect();
        assert_eq!(
            texts,
            [
                ("", "not json"),
                ("ar-read-also", "\\u0625\\u0642\\u0631\\u0623 أيضاً:"),
                ("ar-comments", "اترك تعليقا"),
                ("ar-comments", "Leave a comment"),
            ]
        );
        assert_eq!(diagnostics[0]["range"]["start"]["line"], 2);
        let start = &diagnostics[1]["range"]["start"];
        let before = ROWS.find("\\u0625").unwrap();
        let character = match encoding {
            "utf-8" => before,
            _ => ROWS[..before].encode_utf16().count(),
        };
        assert_eq!(*start, json!({"line": 0, "character": character}));
        let fixed = text_after_fix(folder.path(), "news.jsonl");
        assert!(fixed.len() < ROWS.len() && fixed.contains("\\\"at last\\\" and\\t"));
        assert_eq!(text_after_fix_all(&mut client, &uri, ROWS), fixed);
        client.end();
    }
}

#[test]
fn fields_of_csv_and_json_are_checked_too() {
    let csv = "id,text\n1,\"The council met \"\"again\"\" on Monday.\n\nLeave a comment\n\"\n";
    let json = "[{\"text\": \"The council met on Monday.\\n\\nLeave a comment\\n\"}]";
    let folder = folder_with_texts(&[
        ("a.csv", csv),
        ("a.json", json),
        ("package.json", "{\"name\":1}"),
    ]);
    let mut client = Client::start(folder.path(), "utf-16");
    for (name, text) in [("a.csv", csv), ("a.json", json)] {
        let uri = uri(&folder.path().join(name));
        let diagnostics = client.open(&uri, "", text);
        let found = diagnostic_spans(&diagnostics, text, "utf-16");
        assert_eq!(found.len(), 1, "{diagnostics:?}");
        assert_eq!(&text[found[0].1..found[0].2], "Leave a comment");
        let fixed = text_after_fix(folder.path(), name);
        assert_eq!(text_after_fix_all(&mut client, &uri, text), fixed);
    }
    // Most JSON files are not part of a corpus.
    let uri = uri(&folder.path().join("package.json"));
    assert!(client.open(&uri, "json", "{\"name\":1}").is_empty());
    client.end();
}

const ABOVE: &str = "The council met on Monday and agreed to reopen the harbour after the storm that had kept the ships out at sea for three days, the mayor said.\n";
const BELOW: &str = "It decided to repair the breakwater before the winter, and to pay for the work from the reserve that was set aside two years ago, he added.\n";

/// An article with a line of boilerplate, which begins at [`start_of_comment()`].
fn article() -> String {
    format!("{ABOVE}\nLeave a comment\n\n{BELOW}")
}

fn article_without_comment() -> String {
    format!("{ABOVE}\n{BELOW}")
}

fn start_of_comment() -> usize {
    ABOVE.len() + 1
}

#[test]
fn a_finding_is_dimmed_explained_and_can_be_removed_alone() {
    let folder = empty_folder();
    let mut client = Client::start(folder.path(), "utf-8");
    let uri = uri(&folder.path().join("a.txt"));
    let [one] = &client.open(&uri, "plaintext", &article())[..] else {
        panic!()
    };
    assert_eq!(one["code"], "en-comments");
    assert_eq!(one["source"], "corpus-lint");
    assert_eq!(one["severity"], 2);
    assert_eq!(one["tags"], json!([1]));
    assert!(one["data"]["why"].as_str().unwrap().len() > 20);
    let range = json!({"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 15}});
    assert_eq!(one["range"], range);
    let actions = client.actions(
        &uri,
        &article(),
        start_of_comment()..start_of_comment(),
        None,
    );
    let titles: Vec<_> = actions.iter().map(|one| &one["title"]).collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(titles[0].as_str().unwrap().starts_with("Remove: "));
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["diagnostics"][0], *one);
    let left = apply(&article(), &actions[0]["edit"], &uri, "utf-8");
    assert_eq!(left, article_without_comment());
    assert!(
        client
            .actions(&uri, &article(), 3..5, Some("quickfix"))
            .is_empty()
    );
    let hover = client.hover(&uri, 2, 3);
    let about = hover["contents"]["value"].as_str().unwrap();
    assert!(about.starts_with("**en\\-comments**: "), "{about}");
    for part in ["- kind: line", "- category: comments", "- fix: safe"] {
        assert!(about.contains(part), "{part}: {about}");
    }
    assert_eq!(hover["range"], range);
    assert_eq!(client.hover(&uri, 0, 3), Value::Null);
    client.end();
}

#[test]
fn unsafe_fixes_are_labelled_and_withheld_fixes_are_not_offered() {
    let pack = pack(&[Rule {
        keys: "fix = \"safe\"\nphrases = [\"zzz promo\"]",
        ..Rule::default()
    }]);
    let config = "packs = [\"mine.toml\"]\n";
    let folder = folder_with_texts(&[("mine.toml", &pack), ("corpus-lint.toml", config)]);
    let mut client = Client::start(folder.path(), "utf-8");
    let uri = |name: &str| uri(&folder.path().join(name));
    // The pack is not trusted, so its fix is unsafe.
    let text = "A story of the harbour.\nZzz promo!\n";
    assert_eq!(client.open(&uri("a.txt"), "plaintext", text).len(), 1);
    let actions = client.actions(&uri("a.txt"), text, 26..26, None);
    assert_eq!(actions.len(), 1);
    let title = actions[0]["title"].as_str().unwrap();
    assert_eq!(
        title,
        "Remove: a line of mine (unsafe: it may take a line of the article)"
    );
    assert_eq!(actions[0]["isPreferred"], false);
    let left = apply(text, &actions[0]["edit"], &uri("a.txt"), "utf-8");
    assert_eq!(left, "A story of the harbour.\n");
    // The fix would leave nothing of this document.
    let [one] = &client.open(&uri("b.txt"), "plaintext", "Zzz promo!\n")[..] else {
        panic!()
    };
    let message = one["message"].as_str().unwrap();
    assert!(
        message.contains("not removed: nothing would be left"),
        "{message}"
    );
    assert_eq!(one["tags"], Value::Null);
    assert!(
        client
            .actions(&uri("b.txt"), "Zzz promo!\n", 0..9, None)
            .is_empty()
    );
    client.end();
}

#[test]
fn changes_are_applied_in_both_encodings() {
    for encoding in BOTH {
        let folder = empty_folder();
        let mut client = Client::start(folder.path(), encoding);
        let uri = uri(&folder.path().join("a.txt"));
        let text = format!("\u{1f6a2} خبر {ABOVE}\r\nLeave a comment\r\n");
        assert_eq!(client.open(&uri, "plaintext", &text).len(), 1);
        // The column after the ship and the word, in units of the encoding.
        let at = if encoding == "utf-8" {
            4 + 1 + 6
        } else {
            2 + 1 + 3
        };
        let edits = json!([
            {"range": {"start": {"line": 2, "character": 0}, "end": {"line": 3, "character": 0}}, "text": ""},
            {"range": {"start": {"line": 0, "character": at}, "end": {"line": 0, "character": at}}, "text": format!("{BELOW}Leave a comment\n")},
        ]);
        let found = client.change(&uri, 2, edits);
        let starts: Vec<_> = found.iter().map(|one| &one["range"]["start"]).collect();
        assert_eq!(starts, [&json!({"line": 1, "character": 0})], "{found:?}");
        let found = client.change(&uri, 3, json!([{"text": "All of it is new.\n"}]));
        assert!(found.is_empty());
        client.end();
    }
}

#[test]
fn a_request_directly_after_a_change_sees_the_change() {
    let folder = empty_folder();
    let mut client = Client::start(folder.path(), "utf-16");
    let uri = uri(&folder.path().join("a.txt"));
    assert!(
        client
            .open(&uri, "plaintext", "Nothing is here.\n")
            .is_empty()
    );
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": article()}]}),
    );
    let fixed = text_after_fix_all(&mut client, &uri, &article());
    assert_eq!(fixed, article_without_comment());
    client.end();
}

#[test]
fn large_documents_are_checked_when_they_are_saved() {
    let folder = empty_folder();
    let options = json!({"liveBytes": 40});
    let mut client = Client::start_with(folder.path(), "utf-16", options);
    let uri = uri(&folder.path().join("a.txt"));
    assert_eq!(client.open(&uri, "plaintext", &article()).len(), 1);
    let text = article().replace("Leave a comment\n\n", "");
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text}]}),
    );
    assert_eq!(
        client.hover(&uri, 2, 0),
        Value::Null,
        "the document is not checked, and the answer does not wait"
    );
    assert!(!client.has_diagnostics(&uri));
    client.notify(
        "textDocument/didSave",
        json!({"textDocument": {"uri": uri}}),
    );
    assert!(client.diagnostics(&uri).is_empty());
    client.end();
}

#[test]
fn the_language_of_a_document_without_a_file_decides_its_format() {
    let folder = empty_folder();
    let mut client = Client::start(folder.path(), "utf-16");
    assert_eq!(
        client
            .open("untitled:Untitled-1", "plaintext", &article())
            .len(),
        1
    );
    let found = client.open("untitled:Untitled-2", "jsonl", ROWS);
    assert_eq!(found.len(), 4);
    client.notify(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": "untitled:x", "languageId": "rust", "version": 1, "text": article()}}),
    );
    assert_eq!(client.hover("untitled:x", 2, 0), Value::Null);
    // Some clients escape nothing in URIs.
    let raw = format!("file://{}/أخبار اليوم.txt", folder.path().display());
    assert_eq!(client.open(&raw, "plaintext", &article()).len(), 1);
    client.end();
}

/// A pack of two rules. The second has no hits in [`folder_of_news()`].
fn mine() -> String {
    pack(&[
        Rule {
            id: "mine-promo",
            keys: "phrases = [\"Get the Harbour app\"]",
            flag: "It reopened.\n⟦Get the harbour app!⟧\n",
            clean: "He got the app.\n",
            ..Rule::default()
        },
        Rule {
            id: "mine-none",
            summary: "nothing",
            keys: "phrases = [\"qqq qqq\"]",
            flag: "It reopened.\n⟦qqq qqq⟧\n",
            clean: "He got the app.\n",
            ..Rule::default()
        },
    ])
}

fn folder_of_news() -> tempfile::TempDir {
    let row = "{\"text\":\"It reopened.\\nGet the Harbour app\\nIt closed.\\nGet the harbour app!\\n\"}\n";
    folder_with_texts(&[
        (
            "news/a.txt",
            "It reopened on Monday.\nGet the Harbour app\n",
        ),
        ("news/b.txt", "It reopened on Tuesday.\n"),
        ("news/c.jsonl", row),
    ])
}

#[test]
fn errors_in_a_rule_file_are_shown_where_they_are() {
    let folder = folder_of_news();
    let mut client = Client::start(folder.path(), "utf-16");
    let uri = uri(&folder.path().join("mine.toml"));
    let pack = mine();
    let broken = pack
        .replacen("phrases = [\"Get", "phrase = [\"Get", 1)
        .replacen(
            "kind = \"line\"\ncategory = \"other\"\nsummary = \"nothing\"",
            "kind = \"lime\"\ncategory = \"other\"\nsummary = \"nothing\"",
            1,
        );
    let found = client.open(&uri, "toml", &broken);
    let places: Vec<_> = diagnostic_spans(&found, &broken, "utf-16")
        .into_iter()
        .map(|(_, start, end)| &broken[start..end])
        .collect();
    assert_eq!(places, ["phrase", "\"lime\""], "{found:?}");
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains("unknown key `phrase`"), "{message}");
    assert!(message.contains("did you mean `phrases`?"), "{message}");
    assert_eq!(found[0]["severity"], 1);
    // A valid file with a test that fails.
    let failing = pack.replacen("He got the app", "Get the Harbour app", 1);
    let found = client.change(&uri, 2, json!([{"text": failing}]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["severity"], 2);
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("noisy: `mine-promo`")
    );
    assert!(client.change(&uri, 3, json!([{"text": pack}])).is_empty());
    // A TOML file without rules.
    let found = client.change(&uri, 4, json!([{"text": "[package]\nname = 1\n"}]));
    assert!(found.is_empty());
    client.end();
}

#[test]
fn a_rule_shows_its_hits_in_the_folder() {
    let pack = mine();
    let folder = folder_of_news();
    let mut client = Client::start(folder.path(), "utf-16");
    let uri = uri(&folder.path().join("mine.toml"));
    assert!(client.open(&uri, "toml", &pack).is_empty());
    client.wait_for("workspace/inlayHint/refresh");
    let hints = client.hints(&uri);
    let shown: Vec<_> = hints
        .iter()
        .map(|hint| (&hint["position"]["line"], &hint["label"]))
        .collect();
    assert_eq!(
        shown,
        [
            (&json!(4), &json!("3 hits in 2 of 3 documents")),
            (&json!(15), &json!("no hits in 3 documents")),
        ]
    );
    assert_eq!(
        hints[0]["tooltip"],
        "All 3 documents of the folder, each checked alone."
    );
    let about = client.hover(&uri, 6, 2)["contents"]["value"].to_string();
    assert!(about.contains("3 hits in 2 of 3 documents"), "{about}");
    assert!(
        about.contains("a\\\\.txt\\\\:2\\\\: Get the Harbour app"),
        "{about}"
    );
    // A changed rule has no count until it is counted again. The other rule keeps its count.
    let at = pack
        .lines()
        .position(|line| line.starts_with("phrases"))
        .unwrap();
    let edit = json!([{"range": {"start": {"line": at, "character": 12}, "end": {"line": at, "character": 31}}, "text": "It closed."}]);
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": edit}),
    );
    let hints = client.hints(&uri);
    assert_eq!(hints.len(), 1, "{hints:?}");
    client.wait_for("workspace/inlayHint/refresh");
    assert_eq!(client.hints(&uri)[0]["label"], "1 hit in 1 of 3 documents");
    client.end();
}

#[test]
fn hits_in_a_large_folder_are_counted_in_a_sample() {
    let row = "{\"text\":\"It reopened.\\nGet the Harbour app\\n\"}\n".repeat(300);
    let folder = folder_with_texts(&[("a.jsonl", row.as_str()), ("b.txt", "It closed.\n")]);
    let mut client = Client::start(folder.path(), "utf-16");
    let uri = uri(&folder.path().join("mine.toml"));
    client.open(&uri, "toml", &mine());
    client.wait_for("workspace/inlayHint/refresh");
    let hint = &client.hints(&uri)[0];
    assert_eq!(
        hint["label"],
        "100 hits in 100 of 101 documents of a sample"
    );
    let tooltip = hint["tooltip"].as_str().unwrap();
    assert!(
        tooltip.starts_with("A sample: 101 documents from the beginnings of 2 of 2 files"),
        "{tooltip}"
    );
    client.end();
}

#[test]
fn a_changed_configuration_takes_effect() {
    let mine = mine();
    let folder = folder_with_texts(&[
        ("corpus-lint.toml", "ignore = [\"comments\"]\n"),
        ("news/x.txt", ""),
        ("mine.toml", &mine),
    ]);
    let path = folder.path().join("corpus-lint.toml");
    let config = uri(&path);
    let mut client = Client::start(folder.path(), "utf-16");
    let text = uri(&folder.path().join("news/a.txt"));
    assert!(client.open(&text, "plaintext", &article()).is_empty());
    let write = |client: &mut Client, toml: &str| {
        std::fs::write(&path, toml).unwrap();
        let changes = json!([{"uri": config, "type": 2}]);
        client.notify(
            "workspace/didChangeWatchedFiles",
            json!({"changes": changes}),
        );
    };
    write(&mut client, "");
    assert_eq!(client.diagnostics(&text).len(), 1);
    // With an error, not open: the file shows the error, and the rules stay.
    write(&mut client, "ignore = []\nignores = []\n");
    let found = client.diagnostics(&config);
    assert_eq!(
        found[0]["range"]["start"],
        json!({"line": 1, "character": 0}),
        "{found:?}"
    );
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `ignore`?")
    );
    assert_eq!(
        client
            .actions(
                &text,
                &article(),
                start_of_comment()..start_of_comment(),
                None
            )
            .len(),
        2
    );
    write(
        &mut client,
        "[per_path_ignores]\n\"news/**\" = [\"comments\"]\n",
    );
    assert!(client.diagnostics(&config).is_empty());
    assert!(client.diagnostics(&text).is_empty());
    // Open: checked while it is typed, used when it is saved.
    let found = client.open(
        &config,
        "toml",
        "packs = [\"mine.toml\"]\nselect = [\"mine-prom\"]\n",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0]["range"]["start"],
        json!({"line": 1, "character": 11}),
        "{found:?}"
    );
    let valid = "packs = [\"news/../mine.toml\"]\n";
    assert!(
        client
            .change(&config, 2, json!([{"text": valid}]))
            .is_empty()
    );
    std::fs::write(&path, valid).unwrap();
    client.notify(
        "textDocument/didSave",
        json!({"textDocument": {"uri": config}}),
    );
    assert_eq!(client.diagnostics(&text).len(), 1);
    // An error in a pack of the configuration is shown in the pack until it is corrected.
    let pack = folder.path().join("mine.toml");
    let changed = json!({"changes": [{"uri": uri(&pack), "type": 2}]});
    std::fs::write(&pack, mine.replace("kind = \"line\"", "kind = \"lime\"")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed.clone());
    assert_eq!(client.diagnostics(&uri(&pack)).len(), 2);
    std::fs::write(&pack, &mine).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed);
    assert!(client.diagnostics(&uri(&pack)).is_empty());
    client.end();
}

const REQUESTS: [&str; 3] = [
    "textDocument/hover",
    "textDocument/codeAction",
    "textDocument/inlayHint",
];
const NOTIFICATIONS: [&str; 7] = [
    "initialized",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
    "$/cancelRequest",
];

/// Parameters that no client should send.
fn odd_parameters(uri: &str) -> Vec<Value> {
    let far = json!({"line": u32::MAX, "character": u32::MAX});
    let near = json!({"line": 0, "character": 3});
    let range = json!({"start": far, "end": near});
    let document = json!({"uri": uri, "version": null});
    vec![
        Value::Null,
        json!([1]),
        json!("x"),
        json!({"textDocument": {"uri": 1}}),
        json!({"textDocument": document}),
        json!({"textDocument": document, "position": {"line": -1, "character": "x"}}),
        json!({"textDocument": document, "position": far, "range": range}),
        json!({"textDocument": document, "range": range, "context": {"only": [1, ""]}}),
        json!({"textDocument": document, "contentChanges": [1]}),
        json!({"textDocument": document, "contentChanges": [{"range": range, "text": "خ"}]}),
        json!({"changes": [1, {"uri": "x:"}], "event": {"added": 1, "removed": [{}]}}),
    ]
}

#[test]
fn messages_in_the_wrong_order_or_form_get_the_right_errors() {
    let folder = empty_folder();
    let mut client = Client::spawn(folder.path());
    let code = |answer: Value| answer["error"]["code"].as_i64().unwrap();
    assert_eq!(code(client.ask("textDocument/hover", json!({}))), -32002);
    client.notify("textDocument/didOpen", json!({"textDocument": 1}));
    client.initialize(folder.path(), "utf-8", Value::Null);
    assert_eq!(code(client.ask("initialize", json!({}))), -32600);
    assert_eq!(code(client.ask("textDocument/rename", json!({}))), -32601);
    assert_eq!(code(client.ask("textDocument/hover", json!({}))), -32602);
    let unknown = json!({"textDocument": {"uri": "file:///x"}});
    assert_eq!(client.request("textDocument/hover", unknown), Value::Null);
    let file = "file:///no/such/folder/a.txt";
    client.open(file, "plaintext", "A line.\n");
    for params in odd_parameters(file) {
        for method in NOTIFICATIONS {
            client.notify(method, params.clone());
        }
        for method in REQUESTS {
            client.ask(method, params.clone());
        }
    }
    client.notify("$/unknown", json!({}));
    client.send_bytes(b"Content-Length: 5\r\n\r\n{\"a\":");
    assert_eq!(client.next_error()["code"], -32700);
    client.send_bytes(b"rubbish\r\n\r\n");
    assert_eq!(client.next_error()["code"], -32700);
    for odd in ["{}", "[]", "17", "null", "{\"method\":1}"] {
        client.send_bytes(format!("Content-Length: {}\r\n\r\n{odd}", odd.len()).as_bytes());
        assert_eq!(client.next_error()["code"], -32600, "{odd}");
    }
    assert_eq!(client.request("shutdown", Value::Null), Value::Null);
    assert_eq!(code(client.ask("textDocument/hover", json!({}))), -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
    assert_eq!(client.stderr(), "", "no request failed inside the server");
}

#[test]
fn a_session_that_ends_without_shutdown_has_exit_code_1() {
    let folder = empty_folder();
    let mut client = Client::start(folder.path(), "utf-8");
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
    let mut client = Client::start(folder.path(), "utf-8");
    client.hang_up();
    assert_eq!(client.exit_code(), Some(1));
    let mut client = Client::spawn(folder.path());
    client.stop_reading();
    // More than the pipe can hold.
    for id in 0..4000 {
        client.send_request(id);
    }
    assert_eq!(client.exit_code(), Some(1));
    assert_eq!(client.stderr(), "");
}

#[test]
fn closing_a_document_clears_its_diagnostics_and_cancelling_is_harmless() {
    let folder = empty_folder();
    let mut client = Client::start(folder.path(), "utf-8");
    let uri = uri(&folder.path().join("a.txt"));
    assert_eq!(client.open(&uri, "plaintext", &article()).len(), 1);
    client.notify(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri}}),
    );
    assert!(client.diagnostics(&uri).is_empty());
    client.notify("$/cancelRequest", json!({"id": 999}));
    assert_eq!(client.hover(&uri, 0, 0), Value::Null);
    client.end();
}
