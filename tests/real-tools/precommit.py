"""Checks the hooks with pre-commit itself, in a temporary repository with the seeds. The hooks must block a
commit, fix the files, and then let the commit pass. A baseline and `--staged` must work as
docs/pre-commit.md says.

Usage: precommit.py PATH-OF-CORPUS-LINT [--from-source], with a Python that has `pre-commit`. Needs `git`.
The hooks come from `.pre-commit-hooks.yaml`, but they run the given program. With `--from-source`,
pre-commit also builds the program, as it does for a user. This takes five minutes of CPU and needs the
network. Prints each check. The exit code is 1 if something differs, and 2 if a tool is missing.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import pre_commit  # noqa: F401
    import yaml
except ImportError as missing:
    sys.exit(print(f"missing: {missing}") or 2)

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOILERPLATE = "أعيد فتح الميناء، وعادت السفن.\n\nتعليقات الزوار\n"
CLEANED = "أعيد فتح الميناء، وعادت السفن.\n"
failures = 0


def check(what, holds, said=""):
    global failures
    failures += not holds
    print("ok  " if holds else "FAIL", what)
    if not holds and said:
        print(said)


def run(folder, *args, ok=True):
    got = subprocess.run(args, capture_output=True, text=True, cwd=folder, env=ENV)
    if ok and got.returncode:
        sys.exit(f"{args}: {got.stdout}{got.stderr}")
    return got


def pre_commit_run(folder, *args):
    return run(folder, sys.executable, "-m", "pre_commit", *args, ok=False)


def repository(folder):
    folder.mkdir()
    run(folder, "git", "init", "--quiet", "-b", "main")
    return folder


def hooks(folder):
    """A repository that offers our hooks, with the given program."""
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    for hook in offered:
        check(f"{hook['id']}: built from source for users", hook["language"] == "rust")
        hook["language"] = "system"
        hook["entry"] = hook["entry"].replace("corpus-lint", PROGRAM, 1)
    (repository(folder) / ".pre-commit-hooks.yaml").write_text(yaml.safe_dump(offered))
    run(folder, "git", "add", ".")
    run(folder, "git", "commit", "--quiet", "--message", "hooks")
    return run(folder, "git", "rev-parse", "HEAD").stdout.strip()


def configure(folder, hooks, rev, *wanted):
    repo = {"repo": str(hooks), "rev": rev, "hooks": [{"files": "^news/", **hook} for hook in wanted]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [repo]}))
    run(folder, "git", "add", ".pre-commit-config.yaml")


def commit(folder, *paths):
    """Stages files and commits. Returns whether the commit passed, and the output."""
    if paths:
        run(folder, "git", "add", *paths)
    got = run(folder, "git", "commit", "--message", "news", ok=False)
    return got.returncode == 0, got.stdout + got.stderr


def committed(folder, path):
    return run(folder, "git", "show", f"HEAD:{path}").stdout


def record(id, text):
    return json.dumps({"id": id, "text": text}, ensure_ascii=False) + "\n"


def texts(work):
    """The steps of a first commit: it is blocked, fixed, the rest is put into a baseline, and it passes."""
    shutil.copytree(ROOT / "seeds", work / "news")
    (work / "news/photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (work / "package.json").write_text("{}\n")
    (work / "README.md").write_text(BOILERPLATE)
    seeds = {path.name: path.read_text() for path in (work / "news").glob("*.txt")}
    passed, said = commit(work, ".")
    check("boilerplate blocks the commit", not passed, said)
    check("the hooks say what they did", "files were modified by this hook" in said and "Removed " in said, said)
    fixed = {name: (work / "news" / name).read_text() for name in seeds}
    check("files were fixed in place", fixed != seeds)
    check("no other file was changed", (work / "README.md").read_text() == BOILERPLATE)
    check("no ledger is left behind", not (work / ".corpus-lint").exists())
    run(work, "git", "restore", "news")
    back = {name: (work / "news" / name).read_text() for name in seeds}
    check("git restore brings back what was staged", back == seeds)
    commit(work)
    passed, said = commit(work, ".")
    check("findings without a safe fix still block the commit", not passed and "modified by this hook" not in said, said)
    (work / "corpus-lint.toml").write_text('baseline = "corpus-lint-baseline.jsonl"\n')
    run(work, PROGRAM, "--update-baseline", "news")
    passed, said = commit(work, ".")
    check("with a baseline the commit passes", passed, said)
    got = pre_commit_run(work, "run", "--all-files")
    check("a run over all files passes too", got.returncode == 0, got.stdout)
    names = ["خبر.txt", "two words.txt"]
    for name in names:
        (work / "news" / name).write_text(BOILERPLATE)
    check("new boilerplate blocks a commit", not commit(work, ".")[0])
    passed, said = commit(work, ".")
    check("the commit passes after the fix", passed, said)
    check("files with unusual names are fixed too", all(committed(work, f"news/{name}") == CLEANED for name in names))


def half_staged(work):
    (work / "news/half.txt").write_text(CLEANED)
    run(work, "git", "add", ".")
    (work / "news/half.txt").write_text(BOILERPLATE)
    passed, said = commit(work)
    check("changes that are not staged do not count", passed, said)
    check("they are still there", (work / "news/half.txt").read_text() == BOILERPLATE)
    run(work, "git", "checkout", "--quiet", "--", "news/half.txt")


def rows(work, hooks, rev):
    """With --staged, unchanged rows do not count."""
    old = "".join(record(f"old{n}", BOILERPLATE) for n in range(20))
    (work / "news/a.jsonl").write_text(old)
    run(work, "git", "add", ".")
    run(work, "git", "commit", "--quiet", "--no-verify", "--message", "old")
    configure(work, hooks, rev, {"id": "corpus-lint-fix", "args": ["--staged"]}, {"id": "corpus-lint", "args": ["--staged"]})
    (work / "news/a.jsonl").write_text(old + record("new", CLEANED))
    passed, said = commit(work, ".")
    check("unchanged rows do not block a clean new row", passed, said)
    (work / "news/a.jsonl").write_text(record("first", BOILERPLATE) + old + record("new", CLEANED))
    check("a new row with boilerplate blocks the commit", not commit(work, ".")[0])
    passed, said = commit(work, ".")
    check("the commit passes after the fix", passed, said)
    whole = record("first", CLEANED) + old + record("new", CLEANED)
    same = [json.loads(row) for row in committed(work, "news/a.jsonl").splitlines()]
    check("unchanged rows stay the same", same == [json.loads(row) for row in whole.splitlines()])


def documented(folder):
    """pre-commit accepts the examples of docs/pre-commit.md."""
    text = (ROOT / "docs/pre-commit.md").read_text()
    examples = re.findall(r"```yaml\n(.*?)```", text, re.S)
    for n, example in enumerate(examples):
        path = folder / f"example{n}.yaml"
        path.write_text(example)
        got = pre_commit_run(folder, "validate-config", str(path))
        check(f"docs/pre-commit.md: example {n + 1} is a valid configuration", got.returncode == 0, got.stdout)
    check("docs/pre-commit.md has two examples", len(examples) == 2)


def from_source(folder):
    shutil.copytree(ROOT / "seeds", folder / "news")
    run(folder, "git", "add", ".")
    files = [str(path.relative_to(folder)) for path in sorted((folder / "news").iterdir())]
    got = pre_commit_run(folder, "try-repo", str(ROOT), "corpus-lint", "--verbose", "--files", *files)
    built = "Found " in got.stdout and "exit code: 1" in got.stdout
    check("pre-commit builds and runs the hook", got.returncode == 1 and built, got.stdout + got.stderr)


if not shutil.which("git"):
    print("missing: git")
    sys.exit(2)
if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--from-source"]):
    print(__doc__)
    sys.exit(2)
PROGRAM = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    ENV = {
        # If the test itself runs in a git hook, it must not use the repository of that hook.
        **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))},
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    for who in ["AUTHOR", "COMMITTER"]:
        ENV |= {f"GIT_{who}_NAME": "A", f"GIT_{who}_EMAIL": "a@example.org"}
    rev = hooks(folder / "hooks")
    work = repository(folder / "work")
    configure(work, folder / "hooks", rev, {"id": "corpus-lint-fix"}, {"id": "corpus-lint"})
    installed = pre_commit_run(work, "install")
    check("the hook is installed", installed.returncode == 0, installed.stderr)
    texts(work)
    half_staged(work)
    rows(work, folder / "hooks", rev)
    documented(folder)
    if sys.argv[2:]:
        from_source(repository(folder / "source"))
print(f"{failures} checks failed")
sys.exit(1 if failures else 0)
