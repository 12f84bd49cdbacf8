"""Checks `review` on a real terminal. A single key must be enough. The screen must fit, and must be drawn
again when the size of the terminal changes. After the review, the terminal must have its old settings, no
matter how the review ended.

Usage: review.py PATH-OF-CORPUS-LINT. Needs only Python. Prints each check. The exit code is 1 if
something differs.
"""

import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata

ARTICLE = "أعيد فتح الميناء صباح أمس.\nتعليقات الزوار\nspot_img_2\n"
PATIENCE = 60
failures = 0


def check(what, holds):
    global failures
    failures += not holds
    print("ok  " if holds else "FAIL", what)


def width(text):
    """The number of columns that a text takes on a terminal."""
    zero = ("Mn", "Me", "Cf")
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return wide + sum(unicodedata.category(c) not in zero for c in text)


class Terminal:
    """A review that runs on its own terminal."""

    def __init__(self, folder, *args, columns=60, rows=16, **environment):
        self.master, self.slave = pty.openpty()
        self.size(columns, rows)
        self.before = termios.tcgetattr(self.slave)
        self.seen = ""
        environment = {**os.environ, "TERM": "xterm-256color", **environment}
        self.process = subprocess.Popen(
            [PROGRAM, "review", "--isolated", *args],
            cwd=folder,
            env=environment,
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )

    def size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys):
        self.seen = ""
        os.write(self.master, keys.encode())

    def wait(self, part):
        """Reads until a part is seen. Returns whether it was seen."""
        end = time.monotonic() + PATIENCE
        while part not in self.seen:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                return False
            self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
        return True

    def rest(self):
        """Waits for the end. Returns the exit code."""
        code = self.process.wait(PATIENCE)
        while select.select([self.master], [], [], 0.2)[0]:
            self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
        return code

    def is_as_before(self):
        return termios.tcgetattr(self.slave) == self.before and self.seen.rfind(
            "\x1b[?1049h"
        ) <= self.seen.rfind("\x1b[?1049l")


def corpus():
    folder = tempfile.TemporaryDirectory()
    (pathlib.Path(folder.name) / "a.txt").write_text(ARTICLE)
    return folder


def a_key_is_enough():
    with corpus() as folder:
        terminal = Terminal(folder, "a.txt")
        check("the first finding is shown", terminal.wait("1 of 2") and terminal.wait("q\x1b"))
        check("it is highlighted", "⟦\x1b[7mتعليقات الزوار\x1b[0m⟧" in terminal.seen)
        check("keys are read one by one", termios.tcgetattr(terminal.slave) != terminal.before)
        screen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.seen.split("\x1b[?1049h")[-1])
        widest = max(width(row) for row in screen.split("\r\n"))
        check(f"no row is wider than 60: {widest}", widest <= 60)
        terminal.press("ش")
        check("an Arabic keyboard works", terminal.wait("2 of 2  1 accepted"))
        terminal.press("\x1b[D")
        check("the arrow goes back", terminal.wait("1 of 2  0 accepted"))
        terminal.seen = ""
        terminal.size(100, 30)
        check("a new size gives a new screen", terminal.wait("a accept  s skip"))
        terminal.press("\rs")
        check("Enter accepts", terminal.wait("All done: 2 findings reviewed."))
        terminal.press("y")
        check("y applies the fix", terminal.rest() == 0)
        text = (pathlib.Path(folder) / "a.txt").read_text()
        check("the accepted line is gone", text == ARTICLE.replace("تعليقات الزوار\n", ""))
        check("the terminal has its old settings", terminal.is_as_before())


def it_ends(how, end, code):
    with corpus() as folder:
        terminal = Terminal(folder, "a.txt")
        terminal.wait("1 of 2")
        terminal.press("a")
        terminal.wait("2 of 2")
        end(terminal)
        got = terminal.rest()
        check(f"{how}: exit {got}", got == code)
        check(f"{how}: the terminal has its old settings", terminal.is_as_before())
        rows = (pathlib.Path(folder) / ".corpus-lint/review.jsonl").read_text()
        check(f"{how}: the verdicts are stored", rows.count('"accept"') == 1)


def without_colours():
    with corpus() as folder:
        terminal = Terminal(folder, "a.txt", NO_COLOR="1")
        check("NO_COLOR: only brackets", terminal.wait("⟦تعليقات الزوار⟧"))
        terminal.press("q")
        terminal.rest()
        check("NO_COLOR: no colours", not re.search(r"\x1b\[[0-9;]*m", terminal.seen))


PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
a_key_is_enough()
it_ends("q", lambda terminal: terminal.press("q"), 0)
it_ends("Ctrl-C", lambda terminal: terminal.press("\x03"), 0)
it_ends("SIGTERM", lambda terminal: terminal.process.send_signal(signal.SIGTERM), 130)
without_colours()
sys.exit(1 if failures else 0)
