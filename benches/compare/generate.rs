//! Writes a generated corpus: `generate FILE.jsonl MEGABYTES [KIND]`. `generate FOLDER DOCUMENTS [KIND]` writes a text
//! file for each document instead. The kind is `clean` or `three-bytes`. The documents do not depend on the form and the
//! number in which they are written.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};

#[path = "../corpus/mod.rs"]
mod corpus;

use corpus::Kind;

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let (path, count, kind) = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [path, count] => (path, count, Kind::Residue),
        [path, count, "clean"] => (path, count, Kind::Clean),
        [path, count, "three-bytes"] => (path, count, Kind::ThreeBytes),
        _ => panic!("generate FILE.jsonl MEGABYTES [KIND], or FOLDER DOCUMENTS [KIND]"),
    };
    let count: usize = count.parse().expect("a number");
    let mut articles = corpus::articles(kind);
    if path.ends_with(".jsonl") {
        let mut file = BufWriter::new(File::create(path)?);
        let mut written = 0;
        while written < count * 1_000_000 {
            let row = articles.next().expect("endless").to_row();
            file.write_all(row.as_bytes())?;
            written += row.len();
        }
        return file.flush();
    }
    for (number, article) in articles.take(count).enumerate() {
        let folder = format!("{path}/{:03}", number / 500);
        fs::create_dir_all(&folder)?;
        fs::write(format!("{folder}/{}.txt", article.id), article.text)?;
    }
    Ok(())
}
