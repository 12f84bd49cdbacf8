"""Compares the speed of corpus-lint with ripgrep and datatrove: MB of input per CPU second, and ratios with targets.

Every command runs once per round. So other work on the machine affects all commands in the same way. A figure is the
median of the rounds. A ratio is the median of the ratios of each round. CPU is the user and system time of the whole
process, as returned by wait4. `run.sh` installs what this script needs.
"""

import argparse, os, pathlib, platform, random, re, shutil, statistics, subprocess, sys, time, tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "compare"
MB = 1_000_000


class Run:
    """A command, the megabytes that it reads, and the time and memory of each round."""

    def __init__(self, what, command, megabytes, output="findings.jsonl", times=1):
        self.what, self.megabytes, self.output, self.times = what, megabytes, WORK / output, times
        self.command = [str(part) for part in command]
        self.cpu, self.wall, self.peak = [], [], 0

    def measure(self):
        cpu = wall = 0
        for _ in range(self.times):
            with open(self.output, "wb") as out, open(WORK / "errors.txt", "wb") as errors:
                began = time.perf_counter()
                child = subprocess.Popen(self.command, stdout=out, stderr=errors, cwd=WORK)
                _, status, usage = os.wait4(child.pid, 0)
                wall += time.perf_counter() - began
            # 1: findings are left, or no line contains a phrase.
            if os.waitstatus_to_exitcode(status) not in (0, 1):
                sys.exit(f"{' '.join(self.command)}\n{(WORK / 'errors.txt').read_text()}")
            cpu += usage.ru_utime + usage.ru_stime
            self.peak = max(self.peak, usage.ru_maxrss / 1024)
        self.cpu.append(cpu / self.times)
        self.wall.append(wall / self.times)

    def speed(self):
        return self.megabytes / statistics.median(self.cpu)

    def cost(self):
        """CPU seconds per megabyte, for each round."""
        return [cpu / self.megabytes for cpu in self.cpu]


def ratio(above, below):
    return statistics.median(a / b for a, b in zip(above, below))


def generated(name, size, *clean):
    """A generated corpus. It is made once for each size."""
    path = WORK / name
    generator = WORK / "generate"
    if not path.exists() or path.stat().st_mtime < generator.stat().st_mtime:
        shutil.rmtree(path, ignore_errors=True)
        subprocess.run([generator, path, str(size), *clean], check=True)
        os.utime(path)
    return path


def size(path):
    files = path.rglob("*.txt") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files) / MB


def phrases():
    """Writes the phrases and openings of the shipped packs to a file, one per line."""
    found = set()
    for pack in sorted((ROOT / "rules").glob("*.toml")):
        pack = tomllib.loads(pack.read_text())
        for rule in pack["rule"]:
            for phrase in rule.get("phrases", []) + rule.get("openings", []):
                found.update(pack["lists"][phrase[1:]] if phrase.startswith("@") else [phrase])
    path = WORK / "phrases.txt"
    path.write_text("".join(f"{phrase}\n" for phrase in sorted(found)))
    return path, len(found)


def made_up_rules(count):
    """A pack with this number of rules of five invented phrases each, in a category that has few other rules."""
    chance = random.Random(count)
    word = lambda: "".join(chance.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=chance.randint(3, 6)))
    rules = ['[pack]\nname = "made-up"\nabout = "Invented phrases"\n']
    for number in range(count):
        five = [" ".join(word() for _ in range(chance.randint(2, 4))) for _ in range(5)]
        rules.append(
            f'[[rule]]\nid = "made-up-{number}"\nkind = "line"\ncategory = "encoding"\nsummary = "an invented line"\n'
            f'why = "Nobody writes this."\nfix = "safe"\nphrases = {five}\n'
            f'[[rule.test]]\nflag = ["ab.\\n⟦{five[0]}⟧\\n"]\nclean = ["{five[0]} {word()}.\\n"]\n'
        )
    path = WORK / f"rules-{count}.toml"
    path.write_text("\n".join(rules))
    return path


def machine(binary):
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    tool = lambda *command: subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0]
    datatrove = "import importlib.metadata as m; print('datatrove', m.version('datatrove'))"
    return ", ".join([
        f"{os.cpu_count()} cores of {cpu[1] if cpu else platform.machine()}",
        tool(binary, "--version"), tool(WORK / "bin/rg", "--version"), tool(sys.executable, "-c", datatrove),
        f"load {os.getloadavg()[0]:.1f}",
    ])


def main():
    parser = argparse.ArgumentParser(prog="run.sh", description="Compares the speed of corpus-lint with ripgrep and datatrove.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mb", type=int, default=200, help="size of the JSONL corpus in MB [200]")
    parser.add_argument("--files", type=int, default=20_000, help="number of files in the text folder [20,000]")
    parser.add_argument("--large", type=int, metavar="MB", help="also measure a corpus of this size, such as 2000")
    parser.add_argument("--quick", action="store_true", help="a short trial: one round over 20 MB and 2,000 files")
    parser.add_argument("--only", metavar="REGEX", help="only runs whose names match, and the ratios between them")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/performance.md")
    args = parser.parse_args()
    if args.quick:
        args.rounds, args.mb, args.files = 1, 20, 2000

    binary = WORK.parent / "release/corpus-lint"
    lint = [binary, "--isolated", "--quiet", "--no-progress", "--output-format", "json-lines"]
    alone = [*lint, "--no-survey"]
    corpus = generated(f"news-{args.mb}.jsonl", args.mb)
    clean = generated(f"clean-{args.mb}.jsonl", args.mb, "clean")
    three_bytes = generated(f"three-bytes-{args.mb}.jsonl", args.mb, "three-bytes")
    small = generated(f"news-{args.mb // 10}.jsonl", args.mb // 10)
    folder = generated(f"folder-{args.files}", args.files)
    empty = WORK / "empty.txt"
    empty.write_text("")
    mb = size(corpus)
    phrase_file, phrase_count = phrases()
    rg = [WORK / "bin/rg", "--fixed-strings", "--file", phrase_file, corpus]
    made_up = [*alone, "--select", "encoding", "--rules"]
    rg_for = f"rg for the {phrase_count:,} phrases of the packs"

    runs = {
        "lint": Run("lint", [*alone, corpus], mb),
        "rg": Run(f"{rg_for}, `--count-matches`", [*rg, "--count-matches"], mb),
        "rg-c": Run(f"{rg_for}, `-c`", [*rg, "--count"], mb),
        "c4": Run("datatrove, C4 line rules", [sys.executable, HERE / "c4.py", corpus], mb),
        "c4-written": Run("datatrove, C4 line rules, with output written", [sys.executable, HERE / "c4.py", corpus, "written"], mb),
        "clean": Run("lint, a corpus without boilerplate", [*alone, clean], size(clean)),
        "three": Run(
            "the same in Chinese, Japanese, Korean, Hindi, Thai and Vietnamese", [*alone, three_bytes], size(three_bytes)
        ),
        "survey": Run("lint with the survey", [*lint, corpus], mb),
        "fix": Run("`--fix --output`", [*alone, "--fix", "--output", "fixed.jsonl", corpus], mb),
        "unsafe": Run(
            "`--fix --unsafe-fixes --output`", [*alone, "--fix", "--unsafe-fixes", "--output", "fixed.jsonl", corpus], mb
        ),
        "folder": Run(f"lint, text folder of {args.files:,} files", [*alone, folder], size(folder)),
        "small": Run("lint, a tenth of the corpus", [*alone, small], size(small)),
        "one": Run("lint, `--jobs 1`", [*alone, "--jobs", "1", corpus], mb),
        "two": Run("lint, `--jobs 2`", [*alone, "--jobs", "2", corpus], mb),
        "50": Run("lint with only 50 phrase rules", [*made_up, made_up_rules(50), corpus], mb),
        "2000": Run("lint with only 2,000 phrase rules", [*made_up, made_up_rules(2000), corpus], mb),
        "more": Run("lint with 2,000 additional phrase rules", [*alone, "--rules", made_up_rules(2000), corpus], mb),
        "start": Run("start-up with an empty file", [*alone, empty], 0, times=20),
    }
    if args.large:
        large = generated(f"news-{args.large}.jsonl", args.large)
        runs["large"] = Run(f"lint, {args.large} MB", [*alone, large], size(large))
    if args.only:
        runs = {name: run for name, run in runs.items() if re.search(args.only, name)}

    for number in range(args.rounds):
        for name, run in runs.items():
            run.measure()
            print(f"round {number + 1}, {name}: {run.cpu[-1]:.3f} s", file=sys.stderr)
            (WORK / "fixed.jsonl").unlink(missing_ok=True)
            shutil.rmtree(WORK / "written", ignore_errors=True)

    table = tables(runs, args, machine(binary))
    print(table)
    if args.write:
        page = ROOT / "docs/performance.md"
        parts = re.split(r"(<!-- /?compare -->\n)", page.read_text())
        parts[2] = table
        page.write_text("".join(parts))


def tables(runs, args, machine):
    cost = {name: run.cost() for name, run in runs.items() if run.megabytes}
    speed = {name: [1 / seconds for seconds in seconds_per_mb] for name, seconds_per_mb in cost.items()}
    wall = {name: run.wall for name, run in runs.items()}
    # Each ratio: its name, the values, the two runs, and the target.
    targets = [
        ("speed of lint / speed of C4 line rules", speed, "lint", "c4", ">=", 10),
        ("speed of `--fix --output` / speed of C4 line rules with output written", speed, "fix", "c4-written", "", None),
        ("speed of lint / speed of `rg --count-matches`", speed, "lint", "rg", ">=", 0.5),
        ("speed of lint / speed of `rg -c`", speed, "lint", "rg-c", ">=", 0.5),
        ("CPU of `--fix --output` / CPU of lint", cost, "fix", "lint", "<=", 1.5),
        ("CPU of `--fix --unsafe-fixes` / CPU of lint", cost, "unsafe", "lint", "", None),
        ("CPU of lint with the survey / CPU of lint", cost, "survey", "lint", "<=", 1.6),
        ("CPU per MB of a text folder / CPU per MB of lint", cost, "folder", "lint", "<=", 2),
        ("CPU per MB of ten times the input / CPU per MB", cost, "lint", "small", "<=", 1.1),
        (f"CPU per MB of {args.large} MB / CPU per MB", cost, "large", "lint", "<=", 1.1),
        ("CPU with 2,000 phrase rules / CPU with 50", cost, "2000", "50", "<=", 1.5),
        ("CPU with 2,000 additional phrase rules / CPU of lint", cost, "more", "lint", "<=", 1.5),
        ("time with one thread / time with two threads", wall, "one", "two", ">=", 1.8),
    ]
    lines = [
        f"Machine: {machine}. Rounds: {args.rounds}, over {args.mb} MB.",
        "",
        "| run | MB per CPU second | peak MB |",
        "|---|---|---|",
    ]
    for run in runs.values():
        if run.megabytes:
            lines.append(f"| {run.what} | {run.speed():.1f} | {run.peak:.0f} |")
    lines += ["", "| ratio | measured | target | |", "|---|---|---|---|"]
    for what, of, above, below, sign, bound in targets:
        if above in of and below in of:
            lines.append(verdict(what, ratio(of[above], of[below]), sign, bound))
    if "start" in runs:
        lines.append(verdict("start-up with an empty file, ms of CPU", 1000 * statistics.median(runs["start"].cpu), "<=", 50))
    return "\n".join(lines) + "\n"


def verdict(what, measured, sign, bound):
    measured_shown = f"{measured:.2f}" if measured >= 0.1 else f"{measured:.2g}"
    if bound is None:
        return f"| {what} | {measured_shown} | | |"
    holds = measured >= bound if sign == ">=" else measured <= bound
    target = f"{'at least' if sign == '>=' else 'at most'} {bound}"
    return f"| {what} | {measured_shown} | {target} | {'ok' if holds else 'not ok'} |"


main()
