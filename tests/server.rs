//! The language server as editors meet it: a client that drives the program over its standard input
//! and output. What it reads must also be read by the types of another implementation.

#[path = "server/client.rs"]
mod client;
mod common;

use std::path::Path;

use client::{Client, apply, offset, uri};
use common::{folder, rows, run, seeds, texts};
use serde_json::{Value, json};

const BOTH: [&str; 2] = ["utf-8", "utf-16"];

/// The findings that the command line reports: rule, start and end in bytes of the text.
fn reported(folder: &Path, name: &str) -> Vec<(String, usize, usize)> {
    let args = [
        "--no-survey",
        "--quiet",
        "--output-format",
        "json-lines",
        name,
    ];
    let offset = |value: &Value| value.as_u64().unwrap() as usize;
    rows(&run(folder, &args))
        .iter()
        .map(|row| {
            let rule = row["rule"].as_str().unwrap().to_owned();
            (rule, offset(&row["start"]), offset(&row["end"]))
        })
        .collect()
}

/// What `--fix` leaves of a file.
fn fixed(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    let before = std::fs::read(&path).unwrap();
    run(folder, &["--fix", "--no-survey", "--quiet", name]);
    let fixed = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, before).unwrap();
    fixed
}

/// The file after the action that applies all safe fixes.
fn fixed_by_action(client: &mut Client, uri: &str, text: &str) -> String {
    let actions = client.actions(uri, text, 0..0, Some("source.fixAll"));
    let [action] = &actions[..] else {
        panic!("{actions:?}")
    };
    assert_eq!(action["kind"], "source.fixAll.corpus-lint");
    apply(text, &action["edit"], uri, client.encoding)
}

fn spans(diagnostics: &[Value], text: &str, encoding: &str) -> Vec<(String, usize, usize)> {
    let of = |one: &Value| {
        let code = one["code"].as_str().unwrap_or_default().to_owned();
        let start = offset(text, &one["range"]["start"], encoding);
        (code, start, offset(text, &one["range"]["end"], encoding))
    };
    diagnostics.iter().map(of).collect()
}

#[test]
fn text_is_judged_and_fixed_as_the_command_line_does() {
    let seeds = seeds();
    assert!(seeds.len() >= 5);
    let files: Vec<_> = seeds
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = texts(&files);
    let mut clients = BOTH.map(|encoding| Client::start(folder.path(), encoding));
    for (name, text) in &seeds {
        let uri = uri(&folder.path().join(name));
        let fixed = fixed(folder.path(), name);
        let mut expected = reported(folder.path(), name);
        expected.sort();
        assert!(!expected.is_empty());
        for client in &mut clients {
            let diagnostics = client.open(&uri, "plaintext", text);
            let mut found = spans(&diagnostics, text, client.encoding);
            found.sort();
            assert_eq!(found, expected, "{name}");
            assert_eq!(fixed_by_action(client, &uri, text), fixed, "{name}");
        }
    }
    for client in clients {
        client.end();
    }
}

/// Rows with text from right to left, escapes, characters beyond the basic plane, and CR LF.
const ROWS: &str = concat!(
    "{\"id\": \"a\\u0627\", \"text\": \"\u{1f6a2} أعيد فتح الميناء صباح اليوم بعد عاصفة أبقت السفن في عرض البحر ثلاثة أيام.\\n\\n\\u0625\\u0642\\u0631\\u0623 أيضاً:\\nوقال المدير إن السفن عادت واحدة بعد أخرى إلى أرصفتها منذ الفجر.\\n\\nاترك تعليقا\\n\", \"n\": 1.0}\r\n",
    "\r\n",
    "not json\r\n",
    "{\"title\":\"\u{1f600}\",\"text\":\"The council met on Monday \\\"at last\\\" and\\tdecided.\\n\\nLeave a comment\\n\"}",
);

#[test]
fn rows_are_judged_and_fixed_in_their_own_bytes() {
    let folder = texts(&[("news.jsonl", ROWS)]);
    let uri = uri(&folder.path().join("news.jsonl"));
    for encoding in BOTH {
        let mut client = Client::start(folder.path(), encoding);
        let diagnostics = client.open(&uri, "jsonl", ROWS);
        let found = spans(&diagnostics, ROWS, encoding);
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
        let fixed = fixed(folder.path(), "news.jsonl");
        assert!(fixed.len() < ROWS.len() && fixed.contains("\\\"at last\\\" and\\t"));
        assert_eq!(fixed_by_action(&mut client, &uri, ROWS), fixed);
        client.end();
    }
}

#[test]
fn fields_of_csv_and_json_are_told_too() {
    let csv = "id,text\n1,\"The council met \"\"again\"\" on Monday.\n\nLeave a comment\n\"\n";
    let json = "[{\"text\": \"The council met on Monday.\\n\\nLeave a comment\\n\"}]";
    let folder = texts(&[
        ("a.csv", csv),
        ("a.json", json),
        ("package.json", "{\"name\":1}"),
    ]);
    let mut client = Client::start(folder.path(), "utf-16");
    for (name, text) in [("a.csv", csv), ("a.json", json)] {
        let uri = uri(&folder.path().join(name));
        let diagnostics = client.open(&uri, "", text);
        let found = spans(&diagnostics, text, "utf-16");
        assert_eq!(found.len(), 1, "{diagnostics:?}");
        assert_eq!(&text[found[0].1..found[0].2], "Leave a comment");
        let fixed = fixed(folder.path(), name);
        assert_eq!(fixed_by_action(&mut client, &uri, text), fixed);
    }
    // Most JSON is no corpus.
    let uri = uri(&folder.path().join("package.json"));
    assert!(client.open(&uri, "json", "{\"name\":1}").is_empty());
    client.end();
}

const ABOVE: &str = "The council met on Monday and agreed to reopen the harbour after the storm that had kept the ships out at sea for three days, the mayor said.\n";
const BELOW: &str = "It decided to repair the breakwater before the winter, and to pay for the work from the reserve that was set aside two years ago, he added.\n";

/// An article with a line of residue, whose offsets begin at `residue()`.
fn article() -> String {
    format!("{ABOVE}\nLeave a comment\n\n{BELOW}")
}

fn mended() -> String {
    format!("{ABOVE}\n{BELOW}")
}

fn residue() -> usize {
    ABOVE.len() + 1
}

#[test]
fn a_finding_is_dimmed_explained_and_removed_alone() {
    let folder = texts(&[]);
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
    let actions = client.actions(&uri, &article(), residue()..residue(), None);
    let titles: Vec<_> = actions.iter().map(|one| &one["title"]).collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(titles[0].as_str().unwrap().starts_with("Remove: "));
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["diagnostics"][0], *one);
    let left = apply(&article(), &actions[0]["edit"], &uri, "utf-8");
    assert_eq!(left, mended());
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
fn what_is_unsafe_is_labelled_and_what_a_guard_withholds_is_not_offered() {
    let pack = "[pack]\nname = \"mine\"\nabout = \"Mine\"\n\n[[rule]]\nid = \"mine-all\"\nkind = \"line\"\ncategory = \"other\"\nsummary = \"a line of mine\"\nwhy = \"It is mine.\"\nfix = \"safe\"\nphrases = [\"zzz promo\"]\n[[rule.test]]\nflag = [\"A story.\\n⟦zzz promo⟧\\n\"]\nclean = [\"A story.\\n\"]\n";
    let config = "packs = [\"mine.toml\"]\n";
    let folder = texts(&[("mine.toml", pack), ("corpus-lint.toml", config)]);
    let mut client = Client::start(folder.path(), "utf-8");
    let uri = |name: &str| uri(&folder.path().join(name));
    // Nobody trusts the pack, so that its fix is unsafe.
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
    // Nothing would be left.
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
fn typing_is_followed_in_both_encodings() {
    for encoding in BOTH {
        let folder = texts(&[]);
        let mut client = Client::start(folder.path(), encoding);
        let uri = uri(&folder.path().join("a.txt"));
        let text = format!("\u{1f6a2} خبر {ABOVE}\r\nLeave a comment\r\n");
        assert_eq!(client.open(&uri, "plaintext", &text).len(), 1);
        // The column behind the ship and the word, in the units agreed upon.
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
fn a_request_right_behind_a_change_sees_the_change() {
    let folder = texts(&[]);
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
    let fixed = fixed_by_action(&mut client, &uri, &article());
    assert_eq!(fixed, mended());
    client.end();
}

#[test]
fn large_documents_are_judged_when_they_are_saved() {
    let folder = texts(&[]);
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
        "not judged, and no wait for it"
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
fn a_document_without_a_file_is_what_its_language_says() {
    let folder = texts(&[]);
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
    // An address as some clients write it: nothing escaped.
    let raw = format!("file://{}/أخبار اليوم.txt", folder.path().display());
    assert_eq!(client.open(&raw, "plaintext", &article()).len(), 1);
    client.end();
}

const PACK: &str = r#"[pack]
name = "mine"
about = "Residue of my site"

[[rule]]
id = "mine-promo"
kind = "line"
category = "follow"
summary = "an invitation to the app"
why = "The template puts it there."
phrases = ["Get the Harbour app"]
[[rule.test]]
flag = ["It reopened.\n⟦Get the harbour app!⟧\n"]
clean = ["He got the app.\n"]

[[rule]]
id = "mine-none"
kind = "line"
category = "follow"
summary = "nothing"
why = "Nothing."
phrases = ["qqq qqq"]
[[rule.test]]
flag = ["It reopened.\n⟦qqq qqq⟧\n"]
clean = ["He got the app.\n"]
"#;

fn news() -> tempfile::TempDir {
    let row = "{\"text\":\"It reopened.\\nGet the Harbour app\\nIt closed.\\nGet the harbour app!\\n\"}\n";
    texts(&[
        (
            "news/a.txt",
            "It reopened on Monday.\nGet the Harbour app\n",
        ),
        ("news/b.txt", "It reopened on Tuesday.\n"),
        ("news/c.jsonl", row),
    ])
}

#[test]
fn a_rule_file_shows_its_errors_where_they_are() {
    let folder = news();
    let mut client = Client::start(folder.path(), "utf-16");
    let uri = uri(&folder.path().join("mine.toml"));
    let broken = PACK
        .replacen("phrases = [\"Get", "phrase = [\"Get", 1)
        .replacen(
            "kind = \"line\"\ncategory = \"follow\"\nsummary = \"nothing\"",
            "kind = \"lime\"\ncategory = \"follow\"\nsummary = \"nothing\"",
            1,
        );
    let found = client.open(&uri, "toml", &broken);
    let places: Vec<_> = spans(&found, &broken, "utf-16")
        .into_iter()
        .map(|(_, start, end)| &broken[start..end])
        .collect();
    assert_eq!(places, ["phrase", "\"lime\""], "{found:?}");
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains("unknown key `phrase`"), "{message}");
    assert!(message.contains("did you mean `phrases`?"), "{message}");
    assert_eq!(found[0]["severity"], 1);
    // A sound file of which a test fails.
    let failing = PACK.replacen("He got the app", "Get the Harbour app", 1);
    let found = client.change(&uri, 2, json!([{"text": failing}]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["severity"], 2);
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("noisy: `mine-promo`")
    );
    assert!(client.change(&uri, 3, json!([{"text": PACK}])).is_empty());
    // TOML that has nothing to do with rules.
    let found = client.change(&uri, 4, json!([{"text": "[package]\nname = 1\n"}]));
    assert!(found.is_empty());
    client.end();
}

#[test]
fn a_rule_shows_what_it_hits_in_the_folder() {
    let folder = news();
    let mut client = Client::start(folder.path(), "utf-16");
    let uri = uri(&folder.path().join("mine.toml"));
    assert!(client.open(&uri, "toml", PACK).is_empty());
    client.wait_for("workspace/inlayHint/refresh");
    let hints = client.hints(&uri);
    let told: Vec<_> = hints
        .iter()
        .map(|hint| (&hint["position"]["line"], &hint["label"]))
        .collect();
    assert_eq!(
        told,
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
    // A rule that was changed has no count until it was counted again; the other keeps its own.
    let at = PACK
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
fn a_large_folder_is_sampled_and_that_is_said() {
    let row = "{\"text\":\"It reopened.\\nGet the Harbour app\\n\"}\n".repeat(300);
    let folder = texts(&[("a.jsonl", row.as_str()), ("b.txt", "It closed.\n")]);
    let mut client = Client::start(folder.path(), "utf-16");
    let uri = uri(&folder.path().join("mine.toml"));
    client.open(&uri, "toml", PACK);
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
fn the_configuration_counts_and_is_read_again() {
    let folder = texts(&[
        ("corpus-lint.toml", "ignore = [\"comments\"]\n"),
        ("news/x.txt", ""),
        ("mine.toml", PACK),
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
    // Broken, not open: told in the file; the rules stay.
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
            .actions(&text, &article(), residue()..residue(), None)
            .len(),
        2
    );
    write(
        &mut client,
        "[per_path_ignores]\n\"news/**\" = [\"comments\"]\n",
    );
    assert!(client.diagnostics(&config).is_empty());
    assert!(client.diagnostics(&text).is_empty());
    // Open: checked as it is typed, used when it is saved.
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
    let sound = "packs = [\"news/../mine.toml\"]\n";
    assert!(
        client
            .change(&config, 2, json!([{"text": sound}]))
            .is_empty()
    );
    std::fs::write(&path, sound).unwrap();
    client.notify(
        "textDocument/didSave",
        json!({"textDocument": {"uri": config}}),
    );
    assert_eq!(client.diagnostics(&text).len(), 1);
    // A broken pack, found by whatever way, is told in the pack, and mending it is noticed.
    let pack = folder.path().join("mine.toml");
    let changed = json!({"changes": [{"uri": uri(&pack), "type": 2}]});
    std::fs::write(&pack, PACK.replace("kind = \"line\"", "kind = \"lime\"")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed.clone());
    assert_eq!(client.diagnostics(&uri(&pack)).len(), 2);
    std::fs::write(&pack, PACK).unwrap();
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
fn odd(uri: &str) -> Vec<Value> {
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
fn a_session_has_its_order() {
    let folder = folder(&[]);
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
    for params in odd(file) {
        for method in NOTIFICATIONS {
            client.notify(method, params.clone());
        }
        for method in REQUESTS {
            client.ask(method, params.clone());
        }
    }
    client.notify("$/unknown", json!({}));
    client.raw(b"Content-Length: 5\r\n\r\n{\"a\":");
    assert_eq!(client.next_error()["code"], -32700);
    client.raw(b"rubbish\r\n\r\n");
    assert_eq!(client.next_error()["code"], -32700);
    for odd in ["{}", "[]", "17", "null", "{\"method\":1}"] {
        client.raw(format!("Content-Length: {}\r\n\r\n{odd}", odd.len()).as_bytes());
        assert_eq!(client.next_error()["code"], -32600, "{odd}");
    }
    assert_eq!(client.request("shutdown", Value::Null), Value::Null);
    assert_eq!(code(client.ask("textDocument/hover", json!({}))), -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
    assert_eq!(client.complaints(), "", "nothing failed on the way");
}

#[test]
fn who_leaves_without_a_word_is_told_by_the_exit_code() {
    let folder = folder(&[]);
    let mut client = Client::start(folder.path(), "utf-8");
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
    let mut client = Client::start(folder.path(), "utf-8");
    client.hang_up();
    assert_eq!(client.exit_code(), Some(1));
    let mut client = Client::spawn(folder.path());
    client.stop_reading();
    // More than a pipe holds.
    for id in 0..4000 {
        client.raw_request(id);
    }
    assert_eq!(client.exit_code(), Some(1));
    assert_eq!(client.complaints(), "");
}

#[test]
fn a_closed_document_has_no_diagnostics_and_a_cancelled_request_an_answer() {
    let folder = texts(&[]);
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
