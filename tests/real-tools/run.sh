#!/usr/bin/env bash
# Runs the tests that need other tools, after it has installed these tools. They read the output of the
# program, run the hooks with pre-commit, and open the HTML report in Chromium.
#
#     bash tests/real-tools/run.sh target/release/corpus-lint
set -euo pipefail
bin=$(realpath "${1:?the path of the program is missing, such as target/release/corpus-lint}")
cd "$(dirname "$0")/../.."

need() {
    for tool in "$@"; do
        command -v "$tool" > /dev/null || { apt-get update && apt-get install -y "$tool"; }
    done
}

python3 -m venv --help > /dev/null 2>&1 || { apt-get update && apt-get install -y python3-venv; }
command -v xz > /dev/null || { apt-get update && apt-get install -y xz-utils; }
need zstd jq bzip2 gzip git chromium npm
python3 -m venv target/real-tools
target/real-tools/bin/pip install --quiet --requirement tests/real-tools/requirements.txt
for script in archives parquet survey reports review precommit; do
    printf -- '--- %s\n' "$script"
    target/real-tools/bin/python "tests/real-tools/$script.py" "$bin"
done
printf -- '--- the HTML report in a browser\n'
bash tests/browser/run.sh "$bin"
