#!/usr/bin/env bash
# Writes every generated file again: the rule reference, the JSON Schemas, the snapshots of reports and rule errors, and
# the expected output of command lines. Read the difference before you commit it.
#
#     bash tests/regenerate.sh
set -euo pipefail
cd "$(dirname "$0")/.."

export UPDATE_DOCS=1 INSTA_UPDATE=always TRYCMD=overwrite
cargo test --test suite -- broken cli documents reports
cargo test --lib -- html
git status --short
