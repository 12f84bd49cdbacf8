//! The inputs that fuzzing found and the inputs that it starts from: the files of `fuzz/cases/TARGET/`.

use std::fs;

use super::support::repository_root;

#[path = "../../fuzz/checks.rs"]
mod checks;

#[test]
fn every_check_of_the_fuzz_targets_holds_for_all_cases() {
    let folder = repository_root().join("fuzz/cases");
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
