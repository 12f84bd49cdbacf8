"""The command that the wheel installs behaves like the program."""

import os
import signal
import subprocess
import time

import pytest
from conftest import WHEEL
from documents import SEEDS

PROGRAM = os.environ.get("CORPUS_LINT_BIN")


@pytest.mark.skipif(not PROGRAM, reason="CORPUS_LINT_BIN is not set: no program to compare with")
@pytest.mark.parametrize(
    "args",
    [
        [SEEDS],
        ["--output-format", "json-lines", "--no-survey", SEEDS],
        ["--diff", SEEDS],
        ["explain", "ar-comments"],
        ["--no-such-option"],
        ["no/such/file"],
        ["--help"],
    ],
)
def test_it_prints_the_same_as_the_program(args):
    both = [
        subprocess.run([program, "--isolated", *args], capture_output=True)
        for program in (WHEEL, PROGRAM)
    ]
    ours, theirs = ((run.returncode, run.stdout, run.stderr) for run in both)
    assert ours == theirs


def test_exit_codes(tmp_path):
    clean = tmp_path / "clean.txt"
    clean.write_text("The council met on Monday.\n")
    for args, code in [([clean], 0), ([SEEDS], 1), (["no/such/file"], 2), (["--version"], 0)]:
        run = subprocess.run([WHEEL, "--isolated", *args], capture_output=True)
        assert run.returncode == code, run.stderr


def test_a_closed_pipe_is_no_error():
    run = subprocess.run(
        [
            "bash",
            "-c",
            f"'{WHEEL}' --isolated --no-survey '{SEEDS}' | head -1; echo ${{PIPESTATUS[0]}}",
        ],
        capture_output=True,
        text=True,
    )
    assert run.stderr.count("Traceback") == 0
    assert run.stdout.splitlines()[-1] in ("0", "1")


@pytest.mark.parametrize(("fix", "code"), [([], -signal.SIGINT), (["--fix"], 130)])
def test_ctrl_c_ends_it(tmp_path, fix, code):
    # So much input that it takes seconds, even if the rules are fast.
    big = tmp_path / "big.jsonl"
    text = "The council met on Monday, and went back to work.\\n" * 20 + "\\nLeave a comment"
    big.write_text(f'{{"text": "{text}"}}\n' * 250_000)
    args = [WHEEL, "--isolated", "--no-survey", "--quiet", "--jobs", "1", *fix, big]
    run = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    assert run.poll() is None, "the program ended before it was interrupted"
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=60) == code
    big.unlink()
