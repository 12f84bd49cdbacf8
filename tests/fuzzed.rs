//! The cases that fuzzing found, and seeds for it: `fuzz/cases/TARGET/`, each a file.

use std::fs;
use std::path::Path;

#[path = "../fuzz/checks.rs"]
mod checks;

#[test]
fn what_must_hold_for_any_bytes_holds_for_all_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/cases");
    for (name, check) in checks::CHECKS {
        let cases = fs::read_dir(folder.join(name)).unwrap();
        let mut count = 0;
        for case in cases {
            let path = case.unwrap().path();
            eprintln!("{}", path.display());
            check(&fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count > 0, "no cases of {name}");
    }
}
