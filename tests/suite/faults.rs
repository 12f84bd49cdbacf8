//! Faults while files are fixed: whatever happens, every file is either the old one or the new one, and
//! `restore` brings the corpus back.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

use super::support::{
    ARABIC, ARABIC_CLEANED, empty_folder, folder_with_texts, gzipped, json_string, program,
    read_text, run_program, stderr_of, write_file,
};

/// A corpus of many files: texts, JSON Lines, and JSON Lines in gzip.
fn corpus() -> tempfile::TempDir {
    let row = |n: usize| {
        let text = json_string(ARABIC);
        format!("{{\"id\":{n},\"text\":{text}}}\n")
    };
    let rows: String = (0..500).map(row).collect();
    let folder = folder_with_texts(&[("rows.jsonl", &rows)]);
    write_file(folder.path(), "rows.jsonl.gz", gzipped(&rows));
    for n in 0..150 {
        let below = folder.path().join(format!("{}", n % 5));
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join(format!("{n}.txt")), ARABIC).unwrap();
    }
    folder
}

/// All files in a folder, except ledgers.
fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name == ".corpus-lint" {
            continue;
        }
        match path.is_dir() {
            true => all.extend(
                files_below(&path)
                    .into_iter()
                    .map(|(below, bytes)| (format!("{name}/{below}"), bytes)),
            ),
            false => drop(all.insert(name, fs::read(&path).unwrap())),
        }
    }
    all
}

/// Whether this is a file that the program writes before it replaces another.
fn is_temporary(name: &str) -> bool {
    name.rsplit('/')
        .next()
        .unwrap()
        .starts_with(".corpus-lint-")
}

fn start_fix(folder: &Path) -> Child {
    program()
        .current_dir(folder)
        .args(["--fix", "."])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Random numbers, the same in each run of the test.
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

/// Fixes a corpus many times, kills each run at a random moment, and restores the corpus. Gives how many
/// runs were killed after their first file and before their last.
fn kill_and_restore(times: usize, seed: u64) -> usize {
    let folder = corpus();
    let old = files_below(folder.path());
    let mut child = start_fix(folder.path());
    wait_for_ledger(folder.path(), &mut child);
    let begun = Instant::now();
    assert!(child.wait().unwrap().success());
    let writing = begun.elapsed();
    let new = files_below(folder.path());
    assert_eq!(new.len(), old.len());
    assert_eq!(
        run_program(folder.path(), &["restore"]).status.code(),
        Some(0)
    );
    assert_eq!(files_below(folder.path()), old);
    let mut random = Random(seed);
    let mut between = 0;
    for _ in 0..times {
        fs::remove_dir_all(folder.path().join(".corpus-lint")).unwrap_or_default();
        let mut child = start_fix(folder.path());
        wait_for_ledger(folder.path(), &mut child);
        thread::sleep(writing.mul_f64(random.next()));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = files_below(folder.path());
        let mut fixed = 0;
        for (name, bytes) in left.iter().filter(|(name, _)| !is_temporary(name)) {
            let is_new = *bytes == new[name];
            assert!(
                is_new || *bytes == old[name],
                "{name} is neither old nor new"
            );
            fixed += usize::from(is_new);
        }
        between += usize::from(0 < fixed && fixed < old.len());
        assert_eq!(
            left.keys().filter(|name| !is_temporary(name)).count(),
            old.len()
        );
        if fixed > 0 {
            let got = run_program(folder.path(), &["restore"]);
            assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
        }
        let mut back = files_below(folder.path());
        back.retain(|name, _| !is_temporary(name));
        assert!(back == old, "restore did not bring everything back");
    }
    // The next run removes what the killed runs left.
    assert!(start_fix(folder.path()).wait().unwrap().success());
    assert_eq!(files_below(folder.path()), new);
    between
}

#[test]
fn a_killed_run_leaves_every_file_either_old_or_new() {
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
fn ctrl_c_ends_a_run_between_two_files_and_leaves_no_temporary_files() {
    let folder = corpus();
    let old = files_below(folder.path());
    let begun = Instant::now();
    assert!(start_fix(folder.path()).wait().unwrap().success());
    let whole_run = begun.elapsed();
    let new = files_below(folder.path());
    for part in [0.5, 0.7, 0.8, 0.9, 0.95] {
        fs::remove_dir_all(folder.path().join(".corpus-lint")).unwrap();
        for (name, bytes) in &old {
            write_file(folder.path(), name, bytes);
        }
        let child = start_fix(folder.path());
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
        let left = files_below(folder.path());
        for (name, bytes) in &left {
            assert!(*bytes == new[name] || *bytes == old[name], "{name}");
        }
        match got.status.code() {
            Some(130) => assert!(
                stderr_of(&got).contains("Interrupted"),
                "{}",
                stderr_of(&got)
            ),
            // The signal came before the first file or after the last one.
            code => assert!(code == Some(0) || left == old, "{code:?}"),
        }
        if left != old {
            assert_eq!(
                run_program(folder.path(), &["restore"]).status.code(),
                Some(0)
            );
        }
        assert_eq!(files_below(folder.path()), old);
        fs::create_dir_all(folder.path().join(".corpus-lint")).unwrap();
    }
}

#[test]
fn two_runs_at_once_fix_each_file_once() {
    let folder = corpus();
    let old = files_below(folder.path());
    let (first, second) = (start_fix(folder.path()), start_fix(folder.path()));
    for child in [first, second] {
        let got = child.wait_with_output().unwrap();
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    }
    let new = files_below(folder.path());
    assert!(new.iter().all(|(name, bytes)| *bytes != old[name]));
    // Only the first run had something to remove, so one restore undoes both.
    assert_eq!(
        run_program(folder.path(), &["restore"]).status.code(),
        Some(0)
    );
    assert_eq!(files_below(folder.path()), old);
}

#[test]
fn a_run_waits_for_another_in_a_folder_above() {
    let folder = corpus();
    let held = fs::File::open(folder.path()).unwrap();
    held.lock().unwrap();
    let mut child = program()
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
fn files_without_permission_are_reported_and_the_others_fixed() {
    let folder = folder_with_texts(&[
        ("a.txt", ARABIC),
        ("unreadable.txt", ARABIC),
        ("z.txt", ARABIC),
    ]);
    fs::create_dir(folder.path().join("locked")).unwrap();
    write_file(folder.path(), "locked/b.txt", ARABIC);
    let mode = |name: &str, mode| {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    let mut command = program();
    // Root may read and write everything, so the program runs as the user nobody.
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
        eprintln!("skipped: the user nobody cannot run the program in this folder");
        return;
    };
    mode("unreadable.txt", 0o644);
    mode("locked", 0o755);
    assert_eq!(got.status.code(), Some(2), "{}", stderr_of(&got));
    assert!(
        stderr_of(&got).contains("unreadable.txt: cannot open"),
        "{}",
        stderr_of(&got)
    );
    assert!(
        stderr_of(&got).contains("locked/b.txt: cannot write"),
        "{}",
        stderr_of(&got)
    );
    let read = |name: &str| read_text(folder.path(), name);
    assert_eq!([read("a.txt"), read("z.txt")], [ARABIC_CLEANED; 2]);
    assert_eq!([read("unreadable.txt"), read("locked/b.txt")], [ARABIC; 2]);
}

/// A file system of 256 KiB.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// Gives `None` where this user may not mount one.
    fn mount() -> Option<Self> {
        let folder = empty_folder();
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

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, so that an open file does not keep it mounted.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_reported_and_every_file_stays() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: no file system may be mounted here");
        return;
    };
    let folder = disk.0.path();
    fs::write(folder.join("a.txt"), ARABIC).unwrap();
    let large = format!(
        "{}{ARABIC}",
        "وقال المدير إن السفن عادت واحدة بعد أخرى.\n".repeat(1_700)
    );
    fs::write(folder.join("b.txt"), &large).unwrap();
    let rest: Vec<u8> = vec![b'x'; 1 << 20];
    let _ = fs::write(folder.join("rest.bin"), rest);
    let before = files_below(folder);
    let got = run_program(folder, &["--fix", "a.txt", "b.txt"]);
    assert_eq!(got.status.code(), Some(2), "{}", stderr_of(&got));
    assert!(
        stderr_of(&got).contains("No space left"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(files_below(folder), before);
    // With room for the small file and its ledger only, that file is fixed.
    fs::write(folder.join("rest.bin"), vec![b'x'; 16 << 10]).unwrap();
    let got = run_program(folder, &["--fix", "a.txt", "b.txt"]);
    assert_eq!(got.status.code(), Some(2), "{}", stderr_of(&got));
    assert_eq!(read_text(folder, "a.txt"), ARABIC_CLEANED);
    assert_eq!(read_text(folder, "b.txt"), large);
    fs::remove_file(folder.join("rest.bin")).unwrap();
    assert_eq!(run_program(folder, &["restore"]).status.code(), Some(0));
    assert_eq!(read_text(folder, "a.txt"), ARABIC);
}

#[test]
fn a_long_truncated_gzip_file_stays_as_it_is() {
    // Long enough that a second thread reads ahead.
    let row = |n: usize| {
        let text = serde_json::to_string(&format!("{ARABIC}{}", "نص ".repeat(n % 90))).unwrap();
        format!("{{\"id\":{n},\"text\":{text}}}\n")
    };
    let rows: String = (0..4_000).map(row).collect();
    let whole = gzipped(&rows);
    let folder = empty_folder();
    let file = folder.path().join("rows.jsonl.gz");
    fs::write(&file, &whole).unwrap();
    let all = run_program(folder.path(), &["--quiet", "--statistics", "rows.jsonl.gz"]);
    assert!(stderr_of(&all).is_empty(), "{}", stderr_of(&all));
    let cut = &whole[..whole.len() * 2 / 3];
    fs::write(&file, cut).unwrap();
    let fixed = run_program(folder.path(), &["--quiet", "--fix", "rows.jsonl.gz"]);
    assert_eq!(fixed.status.code(), Some(2));
    assert!(
        stderr_of(&fixed).contains("rows.jsonl.gz"),
        "{}",
        stderr_of(&fixed)
    );
    assert_eq!(fs::read(&file).unwrap(), cut);
    assert!(
        !files_below(folder.path())
            .keys()
            .any(|name| is_temporary(name))
    );
}
