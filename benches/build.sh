# Builds the program and the generator of the benchmark corpus. Sets $root, $work (the working folder of the benchmarks) and
# $program. The scripts in this folder source this file.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
work=$target/compare
program=$target/release/corpus-lint
mkdir -p "$work"
cargo build --release --quiet --manifest-path "$root/Cargo.toml"
# The generator needs only the standard library. `cargo build --example` would also build the dependencies of tests.
generator=$root/benches/compare/generate.rs
if [ ! -x "$work/generate" ] || [ -n "$(find "$root/benches/corpus" "$generator" -newer "$work/generate")" ]; then
    rustc --edition 2024 -O "$generator" -o "$work/generate"
fi
