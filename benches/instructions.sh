#!/usr/bin/env bash
# Counts with callgrind how many instructions corpus-lint executes per byte of input, and writes benches/instructions.md.
# The counts are the same on any machine with the same compiler, even if the machine is busy.
#
#     bash benches/instructions.sh            writes the table
#     bash benches/instructions.sh --check    fails if something takes 5 % more than the table says
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

# The instructions of a run. With one thread only, because how threads wait for work differs from run to run.
count() {
    rm -f count-fixed.jsonl
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" --isolated --no-survey --jobs 1 --quiet --no-progress \
        --output-format json-lines "$@" 2>&1 > count-findings.jsonl | sed -n 's/.*Collected : //p'
}

bytes() { find "$1" -type f -exec cat {} + | wc -c; }

# The larger input begins with the smaller one. So the difference does not contain the fixed cost of a run.
per_byte() {
    local name=$1 small=$2 large=$3
    shift 3
    awk -v name="$name" -v more="$(($(count "$@" "$large") - $(count "$@" "$small")))" \
        -v bytes="$(($(bytes "$large") - $(bytes "$small")))" 'BEGIN { printf "| %s | %.1f |\n", name, more / bytes }'
}

rows() {
    echo "| start-up with an empty file, in millions | $(($(count empty.txt) / 1000000)) |"
    per_byte "lint, JSON Lines without boilerplate" count-clean-1.jsonl count-clean-2.jsonl
    per_byte "the same in Chinese, Japanese, Korean, Hindi, Thai and Vietnamese" \
        count-three-bytes-1.jsonl count-three-bytes-2.jsonl
    per_byte "lint, JSON Lines" count-1.jsonl count-2.jsonl
    per_byte "\`--fix --output\`, JSON Lines" count-1.jsonl count-2.jsonl --fix --output count-fixed.jsonl
    per_byte "lint, a folder of text files" count-folder-1 count-folder-2
}

rows | tee rows.md
if [ "${1:-}" = --check ]; then
    awk -F ' *\\| *' 'NR == FNR { was[$2] = $3; next }
        $2 in was && $3 > 1.05 * was[$2] { print "more instructions than in the table (" was[$2] "): " $2; worse = 1 }
        END { exit worse }' "$table" rows.md
else
    {
        echo "# Instructions"
        echo
        echo "Instructions per byte of input. \`bash benches/instructions.sh\` counts them and writes this table."
        echo "With \`--check\` it compares with this table. $(rustc --version), $(uname -m)."
        echo
        echo "| run | instructions |"
        echo "|---|---|"
        cat rows.md
    } > "$table"
fi
