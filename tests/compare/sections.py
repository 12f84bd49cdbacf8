"""The sections of the comparison: each runs one side over its inputs and gives the artefacts to compare."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from client import Client
from inputs import HERE, LARGE, SMALL, read_rows, shipped_rules
from side import Artefact, Kind, Side

QUIET = ("--no-progress",)
ROWS = ("--output-format", "json-lines", *QUIET)
FORMATS = {
    "full": Kind.WORDING,
    "concise": Kind.WORDING,
    "grouped": Kind.WORDING,
    "json-lines": Kind.JSON,
    "json": Kind.JSON,
    "sarif": Kind.JSON,
    "github": Kind.WORDING,
    "gitlab": Kind.JSON,
    "junit": Kind.WORDING,
    "html": Kind.WORDING,
}
GRADES = {"safe": (), "unsafe": ("--unsafe-fixes",)}


def lint(side: Side):
    for corpus in side.corpora:
        yield from side.run(corpus.name, corpus.path, *ROWS, *corpus.options)


def lint_alone(side: Side):
    for corpus in side.corpora:
        yield from side.run(corpus.name, corpus.path, *ROWS, "--no-survey", *corpus.options)


def every_rule(side: Side):
    """With the rules that are off unless named."""
    ids = ",".join(rule["id"] for rule in shipped_rules())
    for corpus in side.some():
        if not corpus.options:
            yield from side.run(corpus.name, corpus.path, *ROWS, "--extend-select", ids)


def survey(side: Side):
    folder = side.new_folder("survey")
    parts = []
    for corpus in side.up_to(LARGE):
        table = folder / f"{corpus.name.replace('/', '-')}.parquet"
        arguments = ["survey", corpus.path, "-o", table, *corpus.options]
        yield from side.run(corpus.name, *arguments, out=Kind.WORDING)
        yield from side.file(f"{corpus.name}.parquet", table)
        if corpus.size < LARGE:
            yield from side.run(f"{corpus.name}.by", corpus.path, *ROWS, "--survey", table, *corpus.options)
        if not corpus.options:
            parts.append(table)
    yield from side.run("merge", "survey", "--merge", *parts, "-o", folder / "all.parquet", out=Kind.WORDING)
    yield from side.file("all.parquet", folder / "all.parquet")
    yield from side.run("by-all", "in/guards.jsonl", *ROWS, "--survey", folder / "all.parquet")


def formats(side: Side):
    for corpus in side.up_to(SMALL):
        arguments = [corpus.path, *QUIET, *corpus.options]
        for format, kind in FORMATS.items():
            yield from side.run(f"{corpus.name}.{format}", *arguments, "--output-format", format, out=kind)
        counts = [*arguments, "--statistics"]
        yield from side.run(f"{corpus.name}.counts", *counts, out=Kind.WORDING)
        yield from side.run(f"{corpus.name}.counts-json", *counts, "--output-format", "json")
        for format in ("json-lines", "full"):
            few = ["--max-findings", "3", "--output-format", format]
            yield from side.run(f"{corpus.name}.few-{format}", *arguments, *few, out=FORMATS[format])


def diff(side: Side):
    for corpus in side.some():
        for grade, options in GRADES.items():
            arguments = [corpus.path, "--diff", *QUIET, *options, *corpus.options]
            yield from side.run(f"{corpus.name}.{grade}", *arguments, out=Kind.EXACT)


def fix(side: Side):
    """Cleaned copies, and the ledger of what was removed."""
    for corpus in side.corpora:
        for grade, options in GRADES.items():
            name = f"{corpus.name}.{grade}"
            folder = side.new_folder(f"fix-{name}")
            (folder / "out").mkdir()
            ledger = folder / "ledger.jsonl"
            arguments = ["--fix", "-o", folder / "out", "--ledger", ledger, corpus.path, *ROWS]
            yield from side.run(name, *arguments, *options, *corpus.options)
            yield from side.tree(name, folder / "out")
            yield from side.ledger(f"{name}.ledger", ledger)
            shutil.rmtree(folder)


def fix_in_place(side: Side):
    """In place, and back: a part of it, and all of it."""
    for corpus in side.some():
        for grade, options in GRADES.items():
            name = f"{corpus.name}.{grade}"
            folder = side.new_folder(f"in-place-{name}")
            copy_corpus(side, corpus, folder)
            ledger = folder / "ledger.jsonl"
            arguments = ["--fix", "--ledger", ledger.name, corpus.path, *ROWS, *options, *corpus.options]
            yield from side.run(name, *arguments, cwd=folder)
            yield from side.tree(name, folder)
            yield from side.ledger(f"{name}.ledger", ledger)
            entries = read_rows(ledger) if ledger.is_file() else []
            ways = ways_back(entries if corpus.size == SMALL else [])
            yield from restore(side, name, folder, ledger, ways)
            shutil.rmtree(folder)


def restore(side: Side, name, fixed: Path, ledger: Path, ways: dict[str, list[str]]):
    """Each way of restoring, on its own copy of the fixed folder."""
    for way, options in ways.items():
        folder = side.new_folder(f"restored-{name}-{way}")
        shutil.copytree(fixed, folder, dirs_exist_ok=True)
        arguments = ["restore", ledger.name, *options]
        yield from side.run(f"{name}.{way}", *arguments, cwd=folder, out=Kind.WORDING)
        yield from side.tree(f"{name}.{way}", folder)
        yield from side.ledger(f"{name}.{way}.ledger", folder / ledger.name)
        if way != "whole":
            yield from side.run(f"{name}.{way}.all", "restore", ledger.name, cwd=folder, out=Kind.WORDING)
            yield from side.tree(f"{name}.{way}.all", folder)
        shutil.rmtree(folder)


def ways_back(entries: list[dict]) -> dict[str, list[str]]:
    """Options of `restore`: for everything, and for the rule, file and document of the entry in the middle."""
    ways = {"whole": []}
    if entries:
        middle = entries[len(entries) // 2]
        ways["rule"] = ["--rule", middle["rule"]]
        ways["file"] = ["--file", middle["path"]]
        ways["document"] = ["--document", middle["id"] or middle["path"]]
    return ways


def copy_corpus(side: Side, corpus, folder: Path):
    """Copies a corpus, and what its options name, to the same place below another folder."""
    for path in [corpus.path, *(option for option in corpus.options if option.startswith("in/"))]:
        source, target = side.folder / path, folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)
    for pack in (side.folder / corpus.path).parent.glob("*.toml"):
        shutil.copy(pack, (folder / corpus.path).parent)


def default_ledger(side: Side):
    """The compressed ledger in `.corpus-lint/`, which `restore` finds by itself, after two runs."""
    folder = side.new_folder("default-ledger")
    shutil.copytree(side.folder / "in/seeds", folder / "seeds")
    shutil.copytree(side.folder / "in/formats", folder / "formats")
    for run, options in GRADES.items():
        yield from side.run(run, "--fix", "seeds", "formats", *ROWS, *options, cwd=folder)
        yield from side.tree(run, folder)
    for run in ("first", "second"):
        yield from side.run(f"restore-{run}", "restore", cwd=folder, out=Kind.WORDING)
        yield from side.tree(f"restore-{run}", folder)


def stdin(side: Side):
    for seed in sorted((side.folder / "in/seeds").iterdir()):
        for name, options in {"lint": ROWS, "fix": ("--fix",), "unsafe": ("--fix", "--unsafe-fixes"), "diff": ("--diff",)}.items():
            kind = Kind.JSON if name == "lint" else Kind.EXACT
            yield from side.run(f"{seed.name}.{name}", *options, "-", stdin=seed.read_bytes(), out=kind)
    rows = (side.folder / "in/guards.jsonl").read_bytes()
    yield from side.run("rows.lint", "--format", "jsonl", *ROWS, "-", stdin=rows)
    yield from side.run("rows.fix", "--format", "jsonl", "--fix", "-", stdin=rows, out=Kind.EXACT)


def eval_(side: Side):
    by = ["--by", "rule,kind,category,label,language", "--worst", "5"]
    for gold, texts in golds(side):
        arguments = ["eval", "--gold", gold, texts]
        name = Path(gold).name.removesuffix(".gold.jsonl")
        report = side.folder / f"{name}.json"
        for artefact in side.run(name, *arguments, *by, "--output-format", "json"):
            if artefact.name == f"{name}.out":
                report.write_bytes(artefact.content)
            yield artefact
        if (side.folder / texts).stat().st_size < 1_000_000:
            yield from side.run(f"{name}.unsafe", *arguments, *by, "--grade", "unsafe", "--output-format", "json", "--no-survey")
            yield from side.run(f"{name}.text", *arguments, *by, out=Kind.WORDING)
            against = ["--against", report, "--ignore", "read-also"]
            yield from side.run(f"{name}.against", *arguments, *against, out=Kind.WORDING)


def golds(side: Side):
    """Each set of labels with its texts. Without shared texts there is none."""
    paths = {corpus.path for corpus in side.corpora}
    for gold in sorted((side.folder / "in/shared/gold").glob("*.gold.jsonl")):
        set_ = gold.name.removesuffix(".gold.jsonl")
        texts = "in/seeds" if set_ == "seeds" else f"in/shared/gold/{set_}.texts.jsonl"
        if texts in paths:
            yield f"in/shared/gold/{gold.name}", texts


def train(side: Side):
    """Fits both models on the smaller sets of labels."""
    for model, set_ in (("furniture", "mixed.dev"), ("story", "arabic.dev")):
        gold = f"in/shared/gold/{set_}.gold.jsonl"
        if (side.folder / gold).is_file():
            arguments = ["train", model, "--gold", gold, f"in/shared/gold/{set_}.texts.jsonl", "--min-count", "2"]
            few = ["--compose", "2"] if model == "story" else []
            yield from side.run(f"{model}.{set_}", *arguments, *few, out=Kind.EXACT)


def rules(side: Side):
    for format, kind in {"json": Kind.JSON, "text": Kind.WORDING, "markdown": Kind.WORDING}.items():
        yield from side.run(f"rules.{format}", "rules", "--format", format, out=kind)
    for of in ("rules", "config"):
        yield from side.run(f"schema.{of}", "schema", of, out=Kind.WORDING)
    yield from side.run("test", "test", out=Kind.WORDING)
    for pack in sorted((side.folder / "in").glob("fuzz/rules/*.toml")):
        yield from side.run(f"test.{pack.name}", "test", f"in/fuzz/rules/{pack.name}", out=Kind.WORDING)
    yield from side.run("test.lint", "test", "--lint", "in/reports/harbour.toml", out=Kind.WORDING)


def explain(side: Side):
    rules = [rule["id"] for rule in shipped_rules()][:: 10 if side.is_quick else 1]
    for name in ["kinds", "categories", "no-such-rule", *rules]:
        yield from side.run(name, "explain", name, out=Kind.WORDING)


def help_(side: Side):
    commands = ["rules", "explain", "test", "init", "server", "schema", "review", "eval", "train", "survey", "completions", "restore"]
    for command in commands:
        yield from side.run(command, command, "--help", out=Kind.WORDING)
    for name, args in {"long": ["--help"], "short": ["-h"], "none": [], "man": ["man"], "shell": ["completions", "bash"]}.items():
        yield from side.run(name, *args, out=Kind.WORDING, isolated=False)


def errors(side: Side):
    """What is refused: broken rule files, and command lines that make no sense. Some of these may write, so that this
    works on a copy."""
    folder = side.new_folder("errors")
    for name in ("seeds", "broken", "formats"):
        shutil.copytree(side.folder / "in" / name, folder / "in" / name)
    shutil.copy(side.folder / "in/guards.jsonl", folder / "in")
    for broken in sorted((folder / "in/broken").iterdir()):
        yield from side.run(broken.name, "in/seeds", "--rules", f"in/broken/{broken.name}", *ROWS, cwd=folder)
    command_lines = [
        "no-such-folder", "--no-such-option", "--fix --diff in/seeds", "--select no-such-rule in/seeds",
        "--survey no-such.parquet in/seeds", "--survey in/formats/news.parquet in/seeds", "--config no-such.toml in/seeds",
        "--rules no-such.toml in/seeds", "in/seeds --output x", "--text-field no-such-field in/guards.jsonl",
        "--format parquet in/guards.jsonl", "--format csv in/guards.jsonl", "--format jsonl in/seeds", "restore no-such.jsonl",
        "restore in/guards.jsonl", "restore", "survey in/seeds", "eval in/seeds", "eval --gold in/guards.jsonl in/seeds",
        "explain no-such-rule", "test no-such.toml", "review in/seeds", "--since HEAD in/seeds", "--fix - in/seeds",
        "--baseline no-such.jsonl in/seeds", "in/formats/page.html", "in/formats/empty.txt", "--jobs 0 in/seeds",
    ]  # fmt: skip
    for line in command_lines:
        yield from side.run(line.replace("/", "|"), *line.split(), cwd=folder, out=Kind.WORDING)
    yield from side.tree("after", folder)


def options(side: Side):
    """Choosing rules, and what changes the exit code."""
    command_lines = [
        "--select appended-story", "--select ar-date,comments", "--ignore appended-story,read-also", "--fail-on never",
        "--fail-on info", "--fail-on error", "--select ar-date --fail-on warning", "--jobs 1", "--jobs 5", "--quiet",
        "--text-field title,text", "--id-field title", "--title-field id", "--language-field id", "--rules in/fuzz/rules/line.toml",
    ]  # fmt: skip
    for line in command_lines:
        yield from side.run(line.replace("/", "|"), "in/seeds", "in/guards.jsonl", *ROWS, *line.split())
    folder = side.new_folder("init")
    shutil.copytree(side.folder / "in/seeds", folder / "seeds")
    yield from side.run("init", "init", "seeds", cwd=folder, out=Kind.WORDING, isolated=False)
    yield from side.file("init.toml", folder / "corpus-lint.toml", Kind.WORDING)
    yield from side.run("init.lint", "seeds", *ROWS, cwd=folder, isolated=False)


def baseline(side: Side):
    folder = side.new_folder("baseline")
    known = folder / "known.jsonl"
    for name in ("seeds", "formats"):
        shutil.copytree(side.folder / "in" / name, folder / name)
    arguments = ["seeds", "formats", *ROWS, "--baseline", known.name]
    steps = {
        "update": ["--select", "comments,metadata", "--update-baseline"],
        "lint": [],
        "diff": ["--diff"],
        "prune": ["--ignore", "metadata", "--prune"],
    }
    for step, options in steps.items():
        yield from side.run(step, *arguments, *options, cwd=folder, out=Kind.EXACT if step == "diff" else Kind.JSON)
        yield from side.file(f"{step}.known", known, Kind.JSON)


def since(side: Side):
    """What changed in git: a new file, a changed one, and changed rows."""
    folder = side.new_folder("git")
    rows = (side.folder / "in/guards.jsonl").read_bytes().split(b"\n")

    def git(*args):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *args], cwd=folder, env=side.env, check=True, capture_output=True)

    git("init", "--quiet", "-b", "main")
    shutil.copytree(side.folder / "in/seeds", folder / "seeds")
    (folder / "rows.jsonl").write_bytes(b"\n".join(rows[:20]))
    git("add", "--all")
    git("commit", "--quiet", "-m", "x")
    (folder / "rows.jsonl").write_bytes(b"\n".join([*rows[30:35], *rows[:18]]))
    seed = sorted((folder / "seeds").iterdir())[0]
    shutil.copy(seed, folder / "new.txt")
    git("add", "--all")
    seed.write_bytes(seed.read_bytes() + b"\nLeave a comment\n")
    for name, options in {"since": ["--since", "HEAD"], "staged": ["--staged"]}.items():
        yield from side.run(name, *ROWS, *options, cwd=folder)
        yield from side.run(f"{name}.diff", "--diff", *options, cwd=folder, out=Kind.EXACT)
    yield from side.run("since.fix", "--fix", "--since", "HEAD", *ROWS, cwd=folder)
    yield from side.tree("since.fix", folder)


def server(side: Side):
    news, plain, broken = [side.new_folder(f"server-{name}") for name in ("news", "plain", "broken")]
    shutil.copytree(side.folder / "in/reports", news, dirs_exist_ok=True)
    for name in ("seeds", "formats", "fuzz", "furniture"):
        shutil.copytree(side.folder / "in" / name, plain / name)
    shutil.copytree(side.folder / "in/broken", broken, dirs_exist_ok=True)
    for encoding in ("utf-8", "utf-16"):
        yield from session(side, f"news.{encoding}", news, encoding, ["harbour.toml"])
        yield from session(side, f"plain.{encoding}", plain, encoding, [])
    yield from session(side, "broken", broken, "utf-8", [])


def session(side: Side, name, folder: Path, encoding, packs: list[str]):
    """A session of the language server, in which every file of a folder is opened, asked about, changed and closed."""
    client = Client(side.program, folder, encoding, side.env)

    def said(about, kind, answer):
        content = json.dumps(answer, ensure_ascii=False, indent=1).encode()
        return Artefact(f"{name}.{about}", kind, side.without_place(content))

    yield said("initialize", Kind.JSON, client.hello)
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".txt", ".jsonl", ".json", ".csv", ".toml"}:
            continue
        about, uri = str(path.relative_to(folder)), path.as_uri()
        text = path.read_bytes().decode("utf-8", "replace")
        for part, answer in asked(client, uri, text, about in packs):
            kind = Kind.WORDING if part == "hints" else Kind.JSON
            yield said(f"{about}.{part}", kind, answer)
    code, stderr = client.end()
    yield Artefact(f"{name}.code", Kind.EXACT, str(code).encode())
    yield Artefact(f"{name}.err", Kind.WORDING, stderr)


MOST_ASKED = 25
"""The number of diagnostics of a file for which hover and code actions are requested."""


def asked(client: Client, uri, text, is_pack) -> Iterator[tuple[str, object]]:
    """What the server says of a document."""
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99999, "character": 0}}
    opened = client.open(uri, "", text)
    yield "diagnostics", opened
    if is_pack:
        client.wait(lambda message: message.get("method") == "workspace/inlayHint/refresh")
        yield "hints", client.ask("inlayHint", uri, range=whole)
        for line in range(0, text.count("\n"), 2):
            yield f"hover-{line}", client.ask("hover", uri, position={"line": line, "character": 2})
    for n, diagnostic in enumerate(opened["diagnostics"][:MOST_ASKED]):
        range_ = diagnostic["range"]
        yield f"hover-{n}", client.ask("hover", uri, position=range_["start"])
        yield f"actions-{n}", client.ask("codeAction", uri, range=range_, context={"diagnostics": []})
    only = {"diagnostics": [], "only": ["source.fixAll"]}
    yield "fix-all", client.ask("codeAction", uri, range=whole, context=only)
    if is_pack or not uri.endswith(".toml"):
        changed = text.replace("phrases", "phrase", 1) if is_pack else f"{text}\nLeave a comment\n"
        yield "changed", client.replace(uri, 2, changed)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def python(side: Side):
    """The wheel, over the same texts."""
    if side.python:
        for corpus in side.up_to(LARGE):
            if corpus.path.endswith(".jsonl") and not corpus.options:
                yield from side.run(corpus.name, HERE / "clean.py", corpus.path, program=side.python, isolated=False)


@dataclass(frozen=True)
class Section:
    name: str
    artefacts: Callable[[Side], Iterator[Artefact]]
    about: str
    only_wording: bool = False


SECTIONS = [
    Section("lint", lint, "findings as JSON Lines, with the survey"),
    Section("lint-alone", lint_alone, "findings with --no-survey"),
    Section("every-rule", every_rule, "findings with rules that are off unless named"),
    Section("options", options, "choosing rules and fields, exit codes, init"),
    Section("formats", formats, "every --output-format, --statistics, --max-findings"),
    Section("diff", diff, "--diff, safe and unsafe"),
    Section("fix", fix, "--fix --output, safe and unsafe: trees, ledger rows"),
    Section("fix-in-place", fix_in_place, "--fix in place: trees, ledger rows; restore, whole and in part"),
    Section("default-ledger", default_ledger, "two runs and restore with the ledger in .corpus-lint/"),
    Section("stdin", stdin, "standard input"),
    Section("survey", survey, "survey tables, merged tables, findings by a survey"),
    Section("baseline", baseline, "--baseline, --update-baseline, --prune"),
    Section("since", since, "--since and --staged"),
    Section("eval", eval_, "eval as JSON on every set of gold"),
    Section("train", train, "models fitted on gold"),
    Section("rules", rules, "rules, schema, test"),
    Section("explain", explain, "explain of every rule (quick: of every tenth)", only_wording=True),
    Section("help", help_, "--help of every command", only_wording=True),
    Section("errors", errors, "broken rule files, bad command lines"),
    Section("server", server, "transcripts of the language server"),
    Section("python", python, "the Python wheel: check and clean (needs --python)"),
]
