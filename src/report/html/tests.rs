//! Tests of the whole page: the data for its scripts, and that no text can break out of it.

use serde_json::Value;

use crate::base::sanitise;
use crate::report::html::*;
use crate::rules::{Pack, Policy};

const PACK: &str = r#"
[pack]
name = "harbour"
about = "Residue of one site"

[[rule]]
id = "harbour-app"
kind = "line"
category = "follow"
summary = "an invitation to the app"
why = "The template puts it under every article."
fix = "safe"
phrases = ["حمّل تطبيق الساحل", "Get the Harbour app"]
[[rule.test]]
flag = ["The port opened.\n⟦Get the Harbour app!⟧\n"]
[[rule.test]]
clean = ["He told them to get the app.\n"]

[[rule]]
id = "harbour-advert"
kind = "span"
category = "ad"
severity = "error"
summary = "the label of a slot"
why = "It stands in the middle of sentences."
fix = "unsafe"
phrases = ["advert slot"]
[[rule.test]]
flag = ["The port ⟦advert slot⟧ opened.\n"]
[[rule.test]]
clean = ["The advert opened.\n"]
"#;

fn rules() -> RuleSet {
    let mut rules = RuleSet::new([Pack::parse("harbour.toml", PACK, &[]).unwrap()]).unwrap();
    let policy = Policy {
        trust: vec!["harbour".into()],
        ..Policy::default()
    };
    rules.apply_policy(policy).unwrap();
    rules
}

fn page_of(documents: &[Document]) -> String {
    let rules = rules();
    let (mut report, mut out) = (HtmlReport::default(), Vec::new());
    for document in documents {
        report.take(document, &rules.check(document), &rules);
    }
    report.write(&mut out, &rules).unwrap();
    String::from_utf8(out).unwrap()
}

/// The content of the JSON element with this id, one value per line.
fn data(page: &str, id: &str) -> Vec<Value> {
    let opens = format!("<script type=\"application/json\" id=\"{id}\">");
    let (_, after) = page.split_once(&opens).unwrap();
    let (block, _) = after.split_once("</script>").unwrap();
    block
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn small() -> Vec<Document> {
    let of = |path: &str, source: &str, text: &str| Document {
        path: path.into(),
        source: Some(source.into()),
        ..Document::new(text)
    };
    vec![
        Document {
            record: Some(7),
            id: Some("seven".into()),
            title: Some("أعيد فتح الميناء".into()),
            ..of(
                "news.jsonl",
                "https://www.example.org/7",
                "أعيد فتح الميناء اليوم 😀 بعد advert slot أيام.\nOur reporter\nحمّل تطبيق الساحل!\n",
            )
        },
        of("clean.txt", "The Harbour Times", "The port opened.\n"),
        of(
            "port.txt",
            "The Harbour Times",
            "The port opened.\n\nGet the Harbour app\n\nShips came in.\n",
        ),
    ]
}

#[test]
fn the_scripts_are_given_counts_and_documents() {
    let page = page_of(&small());
    let [mut overview] = <[Value; 1]>::try_from(data(&page, "overview-data")).unwrap();
    overview["version"] = "VERSION".into();
    insta::assert_snapshot!("overview", format!("{overview:#}"));
    insta::assert_snapshot!(
        "documents",
        format!("{:#}", Value::from(data(&page, "documents-data")))
    );
}

#[test]
fn offsets_are_of_the_text_as_scripts_count() {
    let page = page_of(&small());
    let documents = data(&page, "documents-data");
    let units: Vec<u16> = documents[0]["text"]
        .as_str()
        .unwrap()
        .encode_utf16()
        .collect();
    let part = |at: &Value| {
        let end = |n: usize| at[n].as_u64().unwrap() as usize;
        String::from_utf16(&units[end(0)..end(1)]).unwrap()
    };
    let finding = |n: usize| part(&documents[0]["findings"][n]["at"]);
    assert_eq!(finding(0), "advert slot");
    assert_eq!(finding(1), "حمّل تطبيق الساحل!");
    assert_eq!(part(&documents[0]["safe"][0]), "حمّل تطبيق الساحل!\n");
    assert_eq!(documents[0]["unsafe"].as_array().unwrap().len(), 2);
}

const HOSTILE: &str = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)>\n\
    \u{202e}gnorw\u{2066} \u{1b}[31m \0 \u{2028} {style} {documents} \u{e0041}\n";

#[test]
fn hostile_text_is_data_and_nothing_else() {
    let plain = page_of(&small());
    let hostile = page_of(&[Document {
        path: HOSTILE.into(),
        id: Some(HOSTILE.into()),
        title: Some(HOSTILE.into()),
        source: Some(HOSTILE.into()),
        ..Document::new(format!("{HOSTILE}Get the Harbour app\n"))
    }]);
    for page in [&plain, &hostile] {
        let tags = |tag: &str| page.matches(tag).count();
        assert_eq!(
            (tags("<script"), tags("</script"), tags("<!--")),
            (3, 3, 0),
            "the page's own elements"
        );
        assert!(!page.contains("<img"));
        // A report that is written to a terminal must not act on it.
        let is_safe = |c: char| c == '\n' || sanitise::is_safe(c);
        assert!(page.chars().all(is_safe));
    }
    let documents = data(&hostile, "documents-data");
    assert_eq!(
        documents[0]["text"].as_str().unwrap(),
        format!("{HOSTILE}Get the Harbour app\n")
    );
    let entry = &data(&hostile, "overview-data")[0]["documents"][0];
    for name in ["name", "title"] {
        let shown = entry[name].as_str().unwrap();
        assert!(shown.chars().all(sanitise::is_safe), "{shown}");
    }
}

#[test]
fn a_run_without_findings_gives_a_page_too() {
    for documents in [&[][..], &small()[1..2]] {
        let page = page_of(documents);
        assert!(page.ends_with("</html>\n"));
        assert_eq!(data(&page, "documents-data"), Vec::<Value>::new());
        let overview = &data(&page, "overview-data")[0];
        assert_eq!(overview["total"]["all_documents"], documents.len());
    }
}

/// The number of documents, more than the sample can hold. A few of them have a rare finding.
const MANY: usize = 2_500;

#[test]
fn many_documents_are_sampled_and_counted() {
    let documents: Vec<_> = (0..MANY)
        .map(|n| {
            let rare = if n % 500 == 3 { " advert slot" } else { "" };
            Document {
                path: format!("{n}.txt"),
                ..Document::new(format!("Port{rare}.\nGet the Harbour app\n"))
            }
        })
        .collect();
    let page = page_of(&documents);
    let overview = &data(&page, "overview-data")[0];
    let shown = data(&page, "documents-data").len();
    assert_eq!(overview["total"]["findings"], MANY + MANY / 500);
    assert_eq!(overview["documents"].as_array().unwrap().len(), shown);
    let per_rule = overview["sample"]["per_rule"].as_u64().unwrap() as usize;
    assert!((1_900..=2_000).contains(&per_rule), "{per_rule}");
    assert!((per_rule..=2_000).contains(&shown), "{shown}");
    // Documents with rare findings are all shown.
    let entries = overview["documents"].as_array().unwrap();
    let rare = |entry: &&Value| entry["found"].as_array().unwrap().len() == 2;
    assert_eq!(entries.iter().filter(rare).count(), MANY / 500);
}
