//! The command line as data: each file of `tests/cmd` is a command and what it must print. So are the
//! commands in README.md.

#[test]
fn commands_print_what_their_files_say() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.toml")
        .case("README.md");
}
