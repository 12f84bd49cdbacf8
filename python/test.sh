#!/usr/bin/env bash
# Builds the wheel and installs it into a fresh virtual environment, with the engines of the adapters. Then
# runs the tests in python/tests. They compare with the command line: the given program, or the one of the
# wheel.
#
#     bash python/test.sh [target/release/corpus-lint]
set -euo pipefail
if [ $# -gt 0 ]; then CORPUS_LINT_BIN=$(realpath "$1"); export CORPUS_LINT_BIN; fi
cd "$(dirname "$0")/.."

need() {
    command -v "$1" > /dev/null || { apt-get update && apt-get install -y "$2"; }
}

python3 -m venv --help > /dev/null 2>&1 || { apt-get update && apt-get install -y python3-venv; }
need java default-jre-headless
venv=target/python
rm -rf "$venv"
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --requirement python/tests/requirements.txt
"$venv/bin/maturin" build --quiet --locked --release --manifest-path python/Cargo.toml --out "$venv/wheels"
"$venv/bin/pip" install --quiet "$venv"/wheels/*.whl
cd python/tests
# The tests download nothing, and write nothing to the home folder.
export HF_HUB_OFFLINE=1 HF_HOME=$PWD/../../$venv/huggingface
"../../$venv/bin/python" -m pytest -ra --quiet -p no:cacheprovider "${@:2}" .
