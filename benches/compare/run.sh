#!/usr/bin/env bash
# Compares the speed of corpus-lint with ripgrep and datatrove on a generated corpus, and prints tables:
#
#     bash benches/compare/run.sh            everything: 200 MB and five rounds
#     bash benches/compare/run.sh --quick    a short trial
#     bash benches/compare/run.sh --large 2000 --write    with 2 GB too; writes the tables into docs/performance.md
#
# Needs cargo and Python 3.11. Everything that it installs or makes is in target/compare/.
set -euo pipefail
source "$(dirname "$0")/../build.sh"

[ -x "$work/bin/rg" ] || cargo install --quiet --locked --root "$work" ripgrep@15.1.0
if ! "$work/venv/bin/python" -c "import datatrove, orjson, regex" 2> /dev/null; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" --quiet --disable-pip-version-check install datatrove==0.10.1 orjson regex
fi
exec "$work/venv/bin/python" "$root/benches/compare/compare.py" "$@"
