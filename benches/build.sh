# Builds the program and the generator of its benchmarks; sets $root, $work (where benchmarks keep their things) and
# $program. For scripts of this folder to source.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
work=$target/compare
program=$target/release/corpus-lint
mkdir -p "$work"
cargo build --release --quiet --manifest-path "$root/Cargo.toml"
# It needs nothing but the standard library; `cargo build --example` would build what tests need, too.
generator=$root/benches/compare/generate.rs
if [ ! -x "$work/generate" ] || [ -n "$(find "$root/benches/corpus" "$generator" -newer "$work/generate")" ]; then
    rustc --edition 2024 -O "$generator" -o "$work/generate"
fi
