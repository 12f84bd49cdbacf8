//! Faults in the middle of a fixing run: whatever happens, every file is old or new, never between,
//! and `restore` brings the corpus back.

#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

use common::{err, run, texts};

const RESIDUE: &str = "أعيد فتح الميناء.\nتعليقات الزوار\n";
const CLEANED: &str = "أعيد فتح الميناء.\n";

/// A corpus of many files, some of them of rows and compressed.
fn corpus() -> tempfile::TempDir {
    let row = |n: usize| {
        let text = serde_json::to_string(RESIDUE).unwrap();
        format!("{{\"id\":{n},\"text\":{text}}}\n")
    };
    let rows: String = (0..500).map(row).collect();
    let folder = texts(&[("rows.jsonl", &rows)]);
    fs::write(folder.path().join("rows.jsonl.gz"), zipped(&rows)).unwrap();
    for n in 0..150 {
        let below = folder.path().join(format!("{}", n % 5));
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join(format!("{n}.txt")), RESIDUE).unwrap();
    }
    folder
}

/// The files of a folder and below, but for ledgers.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name == ".corpus-lint" {
            continue;
        }
        match path.is_dir() {
            true => all.extend(
                files(&path)
                    .into_iter()
                    .map(|(below, bytes)| (format!("{name}/{below}"), bytes)),
            ),
            false => drop(all.insert(name, fs::read(&path).unwrap())),
        }
    }
    all
}

/// Rows, compressed.
fn zipped(rows: &str) -> Vec<u8> {
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut zipped, rows.as_bytes()).unwrap();
    zipped.finish().unwrap()
}

fn is_stray(name: &str) -> bool {
    name.rsplit('/')
        .next()
        .unwrap()
        .starts_with(".corpus-lint-")
}

fn start(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder)
        .args(["--fix", "."])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Numbers that look random and are the same in each run of the test.
struct Random(u64);

impl Random {
    /// From 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }
}

/// Waits until a run writes its ledger, which comes right before the first file is replaced.
fn wait_for_ledger(folder: &Path, child: &mut Child) {
    while !folder.join(".corpus-lint").exists() && child.try_wait().unwrap().is_none() {
        thread::sleep(std::time::Duration::from_millis(1));
    }
}

/// Kills runs of one corpus at random moments, and restores it after each. Gives how many runs were
/// killed between their first and their last file.
fn kill_and_restore(times: usize, seed: u64) -> usize {
    let folder = corpus();
    let old = files(folder.path());
    let mut child = start(folder.path());
    wait_for_ledger(folder.path(), &mut child);
    let begun = Instant::now();
    assert!(child.wait().unwrap().success());
    let writing = begun.elapsed();
    let new = files(folder.path());
    assert_eq!(new.len(), old.len());
    assert_eq!(run(folder.path(), &["restore"]).status.code(), Some(0));
    assert_eq!(files(folder.path()), old);
    let mut random = Random(seed);
    let mut between = 0;
    for _ in 0..times {
        fs::remove_dir_all(folder.path().join(".corpus-lint")).unwrap_or_default();
        let mut child = start(folder.path());
        wait_for_ledger(folder.path(), &mut child);
        thread::sleep(writing.mul_f64(random.next()));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = files(folder.path());
        let mut fixed = 0;
        for (name, bytes) in left.iter().filter(|(name, _)| !is_stray(name)) {
            let is_new = *bytes == new[name];
            assert!(
                is_new || *bytes == old[name],
                "{name} is neither old nor new"
            );
            fixed += usize::from(is_new);
        }
        between += usize::from(0 < fixed && fixed < old.len());
        assert_eq!(
            left.keys().filter(|name| !is_stray(name)).count(),
            old.len()
        );
        if fixed > 0 {
            let got = run(folder.path(), &["restore"]);
            assert_eq!(got.status.code(), Some(0), "{}", err(&got));
        }
        let mut back = files(folder.path());
        back.retain(|name, _| !is_stray(name));
        assert!(back == old, "restore did not bring everything back");
    }
    // The next run clears what the killed ones left.
    assert!(start(folder.path()).wait().unwrap().success());
    assert_eq!(files(folder.path()), new);
    between
}

#[test]
fn a_killed_run_leaves_every_file_old_or_new() {
    let workers: Vec<_> = (1..=4)
        .map(|seed| thread::spawn(move || kill_and_restore(50, seed)))
        .collect();
    let between: usize = workers
        .into_iter()
        .map(|worker| worker.join().unwrap())
        .sum();
    eprintln!("{between} of 200 runs were killed between their first and their last file");
    assert!(between > 0);
}

#[test]
fn ctrl_c_ends_a_run_between_two_files_and_leaves_nothing() {
    let folder = corpus();
    let old = files(folder.path());
    let begun = Instant::now();
    assert!(start(folder.path()).wait().unwrap().success());
    let whole_run = begun.elapsed();
    let new = files(folder.path());
    for part in [0.5, 0.7, 0.8, 0.9, 0.95] {
        fs::remove_dir_all(folder.path().join(".corpus-lint")).unwrap();
        for (name, bytes) in &old {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let child = start(folder.path());
        thread::sleep(whole_run.mul_f64(part));
        let pid = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &pid])
                .status()
                .unwrap()
                .success()
        );
        let got = child.wait_with_output().unwrap();
        let left = files(folder.path());
        for (name, bytes) in &left {
            assert!(*bytes == new[name] || *bytes == old[name], "{name}");
        }
        match got.status.code() {
            Some(130) => assert!(err(&got).contains("Interrupted"), "{}", err(&got)),
            // It came before the first file, or after the last.
            code => assert!(code == Some(0) || left == old, "{code:?}"),
        }
        if left != old {
            assert_eq!(run(folder.path(), &["restore"]).status.code(), Some(0));
        }
        assert_eq!(files(folder.path()), old);
        fs::create_dir_all(folder.path().join(".corpus-lint")).unwrap();
    }
}

#[test]
fn two_runs_at_once_do_not_fight() {
    let folder = corpus();
    let old = files(folder.path());
    let (first, second) = (start(folder.path()), start(folder.path()));
    for child in [first, second] {
        let got = child.wait_with_output().unwrap();
        assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    }
    let new = files(folder.path());
    assert!(new.iter().all(|(name, bytes)| *bytes != old[name]));
    // Only the run that came first had something to remove, and so to remember.
    assert_eq!(run(folder.path(), &["restore"]).status.code(), Some(0));
    assert_eq!(files(folder.path()), old);
}

#[test]
fn a_run_waits_for_one_that_holds_the_folder_above() {
    let folder = corpus();
    let held = fs::File::open(folder.path()).unwrap();
    held.lock().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder.path())
        .args(["--fix", "1", "--quiet"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut stderr, &mut said).unwrap();
    assert!(said.contains("Waiting for another run"), "{said}");
    assert!(child.try_wait().unwrap().is_none());
    drop(held);
    assert!(child.wait().unwrap().success());
}

#[test]
fn files_that_may_not_be_read_or_written_are_told_and_the_rest_goes_on() {
    let folder = texts(&[
        ("a.txt", RESIDUE),
        ("unreadable.txt", RESIDUE),
        ("z.txt", RESIDUE),
    ]);
    fs::create_dir(folder.path().join("locked")).unwrap();
    fs::write(folder.path().join("locked/b.txt"), RESIDUE).unwrap();
    let mode = |name: &str, mode| {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_corpus-lint"));
    // Who may do everything sees no fault: the program runs as nobody then.
    let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
    if is_root {
        const NOBODY: u32 = 65534;
        for name in [
            "",
            "a.txt",
            "unreadable.txt",
            "z.txt",
            "locked",
            "locked/b.txt",
        ] {
            chown(folder.path().join(name), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    mode("unreadable.txt", 0o000);
    mode("locked", 0o555);
    let got = command
        .current_dir(folder.path())
        .args(["--fix", "."])
        .output();
    let Ok(got) = got else {
        eprintln!("skipped: the program cannot be run as nobody from where it lies");
        return;
    };
    mode("unreadable.txt", 0o644);
    mode("locked", 0o755);
    assert_eq!(got.status.code(), Some(2), "{}", err(&got));
    assert!(
        err(&got).contains("unreadable.txt: cannot open"),
        "{}",
        err(&got)
    );
    assert!(
        err(&got).contains("locked/b.txt: cannot write"),
        "{}",
        err(&got)
    );
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!([read("a.txt"), read("z.txt")], [CLEANED; 2]);
    assert_eq!([read("unreadable.txt"), read("locked/b.txt")], [RESIDUE; 2]);
}

/// A file system that is full; `None` where none may be mounted.
struct Small(tempfile::TempDir);

impl Small {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=256k", "none"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then(|| Self(folder))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Whoever still looks into it must not keep it mounted.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_told_and_every_file_stays() {
    let Some(small) = Small::mount() else {
        eprintln!("skipped: no file system may be mounted here");
        return;
    };
    let folder = small.0.path();
    fs::write(folder.join("a.txt"), RESIDUE).unwrap();
    let large = format!(
        "{}{RESIDUE}",
        "وقال المدير إن السفن عادت واحدة بعد أخرى.\n".repeat(1_700)
    );
    fs::write(folder.join("b.txt"), &large).unwrap();
    let rest: Vec<u8> = vec![b'x'; 1 << 20];
    let _ = fs::write(folder.join("rest.bin"), rest);
    let before = files(folder);
    let got = run(folder, &["--fix", "a.txt", "b.txt"]);
    assert_eq!(got.status.code(), Some(2), "{}", err(&got));
    assert!(err(&got).contains("No space left"), "{}", err(&got));
    assert_eq!(files(folder), before);
    // With room for the small file and its ledger alone, that one is done.
    fs::write(folder.join("rest.bin"), vec![b'x'; 16 << 10]).unwrap();
    let got = run(folder, &["--fix", "a.txt", "b.txt"]);
    assert_eq!(got.status.code(), Some(2), "{}", err(&got));
    assert_eq!(fs::read_to_string(folder.join("a.txt")).unwrap(), CLEANED);
    assert_eq!(fs::read_to_string(folder.join("b.txt")).unwrap(), large);
    fs::remove_file(folder.join("rest.bin")).unwrap();
    assert_eq!(run(folder, &["restore"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(folder.join("a.txt")).unwrap(), RESIDUE);
}

#[test]
fn a_long_compressed_file_that_breaks_off_stays_as_it_is() {
    // Longer than what is read before a thread of its own reads on.
    let row = |n: usize| {
        let text = serde_json::to_string(&format!("{RESIDUE}{}", "نص ".repeat(n % 90))).unwrap();
        format!("{{\"id\":{n},\"text\":{text}}}\n")
    };
    let rows: String = (0..4_000).map(row).collect();
    let whole = zipped(&rows);
    let folder = texts(&[]);
    let file = folder.path().join("rows.jsonl.gz");
    fs::write(&file, &whole).unwrap();
    let all = run(folder.path(), &["--quiet", "--statistics", "rows.jsonl.gz"]);
    assert!(err(&all).is_empty(), "{}", err(&all));
    let cut = &whole[..whole.len() * 2 / 3];
    fs::write(&file, cut).unwrap();
    let fixed = run(folder.path(), &["--quiet", "--fix", "rows.jsonl.gz"]);
    assert_eq!(fixed.status.code(), Some(2));
    assert!(err(&fixed).contains("rows.jsonl.gz"), "{}", err(&fixed));
    assert_eq!(fs::read(&file).unwrap(), cut);
    assert!(!files(folder.path()).keys().any(|name| is_stray(name)));
}
