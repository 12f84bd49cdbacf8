#!/usr/bin/env bash
# Tests HTML reports in Chromium, as a reader would use them: `bash tests/browser/run.sh target/release/corpus-lint`.
# With SCREENSHOT=1 it also makes docs/images/html-report.png again. Needs chromium, node 18 or newer, and npm.
set -euo pipefail
CORPUS_LINT="$(realpath "${1:?the path of the program is missing}")"
export CORPUS_LINT
export CHROMIUM="${CHROMIUM:-$(command -v chromium)}"
cd "$(dirname "$0")"
npm install --no-package-lock --no-audit --no-fund --silent
node --test report.test.mjs
