#!/usr/bin/env bash
# Counts the instructions that corpus-lint executes for a byte of input, with callgrind, and writes benches/instructions.md.
# They are the same on any machine with the same compiler, however busy it is.
#
#     bash benches/instructions.sh            writes the table anew
#     bash benches/instructions.sh --check    fails where something takes 5 % more than the table says
set -euo pipefail
source "$(dirname "$0")/build.sh"
table=$root/benches/instructions.md
command -v valgrind > /dev/null || { echo "valgrind is needed: apt-get install valgrind" >&2; exit 2; }

cd "$work"
for size in 1 2; do
    ./generate "count-$size.jsonl" "$size"
    ./generate "count-clean-$size.jsonl" "$size" clean
    ./generate "count-three-bytes-$size.jsonl" "$size" three-bytes
    rm -rf "count-folder-$size" && ./generate "count-folder-$size" $((150 * size))
done
: > empty.txt

# The instructions of a run. One thread: how others wait for work is chance.
count() {
    rm -f count-fixed.jsonl
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" --isolated --no-survey --jobs 1 --quiet --no-progress \
        --output-format json-lines "$@" 2>&1 > count-findings.jsonl | sed -n 's/.*Collected : //p'
}

bytes() { find "$1" -type f -exec cat {} + | wc -c; }

# Two inputs, of which one goes on where the other ends: what lies between them is free of what a run costs once.
per_byte() {
    local name=$1 small=$2 large=$3
    shift 3
    awk -v name="$name" -v more="$(($(count "$@" "$large") - $(count "$@" "$small")))" \
        -v bytes="$(($(bytes "$large") - $(bytes "$small")))" 'BEGIN { printf "| %s | %.1f |\n", name, more / bytes }'
}

rows() {
    echo "| start-up on an empty file, in millions | $(($(count empty.txt) / 1000000)) |"
    per_byte "lint, JSON Lines without residue" count-clean-1.jsonl count-clean-2.jsonl
    per_byte "the same in Chinese, Japanese, Korean, Hindi, Thai and Vietnamese" \
        count-three-bytes-1.jsonl count-three-bytes-2.jsonl
    per_byte "lint, JSON Lines" count-1.jsonl count-2.jsonl
    per_byte "\`--fix --output\`, JSON Lines" count-1.jsonl count-2.jsonl --fix --output count-fixed.jsonl
    per_byte "lint, a folder of text files" count-folder-1 count-folder-2
}

rows | tee rows.md
if [ "${1:-}" = --check ]; then
    awk -F ' *\\| *' 'NR == FNR { was[$2] = $3; next }
        $2 in was && $3 > 1.05 * was[$2] { print "more than in the table, " was[$2] ": " $2; worse = 1 }
        END { exit worse }' "$table" rows.md
else
    {
        echo "# Instructions"
        echo
        echo "Instructions for a byte of input, counted by \`bash benches/instructions.sh\`, which writes this table;"
        echo "with \`--check\` it compares. $(rustc --version), $(uname -m)."
        echo
        echo "| what | instructions |"
        echo "|---|---|"
        cat rows.md
    } > "$table"
fi
