"""Checks with other tools that archives and tables are valid after a fix.

Usage: archives.py PATH-OF-CORPUS-LINT, with a Python that has `warcio` and `duckdb`. Needs `gzip`,
`zstd`, `xz`, `bzip2` and `jq`. Makes its own files in a temporary folder. Prints each check. The exit
code is 1 if something differs, and 2 if a tool is missing.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile

try:
    import duckdb
    from warcio.archiveiterator import ArchiveIterator
    from warcio.warcwriter import WARCWriter
    from warcio.statusandheaders import StatusAndHeaders
except ImportError as missing:
    sys.exit(print(f"missing: {missing}") or 2)

BOILERPLATE = "أعيد فتح الميناء، وعادت \"السفن\".\nتعليقات الزوار\n"
CLEANED = "أعيد فتح الميناء، وعادت \"السفن\".\n"
COMPRESSORS = {"gz": "gzip", "zst": "zstd", "xz": "xz", "bz2": "bzip2"}
failures = 0


def check(what, holds):
    global failures
    failures += not holds
    print("ok  " if holds else "FAIL", what)


def run(*args, **more):
    return subprocess.run(args, capture_output=True, **more)


def fix(path, *args):
    # Without statistics of the corpus: to them, the same text in many rows is a line of the site.
    got = run(PROGRAM, "--fix", "--no-survey", path, *args)
    check(f"--fix {path}: exit {got.returncode}", got.returncode == 0)


def restored(path, before):
    got = run(PROGRAM, "restore")
    check(f"restore of {path} gives the same bytes", got.returncode == 0 and read(path) == before)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, content):
    """Writes a file. If the name has the ending of a compression, the usual command compresses it."""
    plain, _, ending = path.rpartition(".")
    tool = COMPRESSORS.get(ending)
    with open(plain if tool else path, "wb") as file:
        file.write(content)
    if tool:
        made = run(tool, "-f", "-k", plain)
        check(f"{tool} wrote {path}", made.returncode == 0)
    return read(path)


def content(path):
    """The content of a file, decompressed by the usual command."""
    tool = COMPRESSORS.get(path.rpartition(".")[2])
    if not tool:
        return read(path)
    check(f"{tool} -t {path}", run(tool, "-t", path).returncode == 0)
    return run(tool, "-dc", path).stdout


def table(delimiter, quoting):
    out = io.StringIO()
    rows = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    rows.writerow(["id", "text", "price", "note"])
    for n in range(200):
        text = BOILERPLATE if n % 2 else f"Row {n}."
        rows.writerow([n, text, f"{n}.50", 'a "b"' + delimiter + "c\nd" if n % 3 else ""])
    return out.getvalue().encode()


def rows_of(data, delimiter):
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))


def tables():
    for name, delimiter, quoting in [
        ("a.csv", ",", csv.QUOTE_MINIMAL),
        ("semicolon.csv", ";", csv.QUOTE_ALL),
        ("a.tsv", "\t", csv.QUOTE_MINIMAL),
        ("a.csv.gz", ",", csv.QUOTE_MINIMAL),
        ("a.csv.zst", ",", csv.QUOTE_NONNUMERIC),
        ("a.tsv.xz", "\t", csv.QUOTE_MINIMAL),
        ("a.csv.bz2", ",", csv.QUOTE_MINIMAL),
    ]:
        source = table(delimiter, quoting)
        before = write(name, source)
        fix(name)
        fixed = content(name)
        expected = [[f.replace(BOILERPLATE, CLEANED) for f in row] for row in rows_of(source, delimiter)]
        check(f"the csv module of Python reads {name}: only texts differ", rows_of(fixed, delimiter) == expected)
        with open("plain", "wb") as file:
            file.write(fixed)
        got = duckdb.sql(
            f"select * from read_csv('plain', delim='{delimiter}', quote='\"', escape='\"', "
            "header=true, all_varchar=true, new_line='\\r\\n')"
        ).fetchall()
        got = [[value or "" for value in row] for row in got]
        check(f"duckdb reads {name}: only texts differ", got == expected[1:])
        restored(name, before)


def json_lines():
    for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.jsonl.xz", "a.jsonl.bz2", "a.json.gz"]:
        records = [{"id": n, "text": BOILERPLATE, "n": [n, None]} for n in range(100)]
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        source = f"[{','.join(lines)}]" if ".json." in name else "\n".join(lines) + "\n"
        before = write(name, source.encode())
        fix(name)
        fixed = run("jq", "-c", ".[]?" if ".json." in name else ".", input=content(name)).stdout
        expected = [{**record, "text": CLEANED} for record in records]
        got = [json.loads(line) for line in fixed.splitlines()]
        check(f"jq reads {name}: only texts differ", got == expected)
        restored(name, before)


def records(path):
    """The headers and the block of each record, as warcio reads them."""
    with open(path, "rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            yield record.rec_headers.headers, record.content_stream().read()


def archive(compress):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compress)
    out_of = lambda kind, payload, **more: writer.write_record(
        writer.create_warc_record("https://harbour.example/", kind, io.BytesIO(payload), **more)
    )
    answer = lambda kind, payload: StatusAndHeaders(
        "200 OK",
        [("Content-Type", kind), ("Content-Length", str(len(payload)))],
        protocol="HTTP/1.1",
    )
    boilerplate = BOILERPLATE.encode()
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "tests"}))
    for kind in ["text/plain", "text/plain; charset=UTF-8", "text/html"]:
        out_of("response", boilerplate, http_headers=answer(kind, boilerplate))
        out_of("conversion", boilerplate, warc_content_type=kind)
    out_of("resource", boilerplate, warc_content_type="text/plain")
    out_of("conversion", b"Ships are back.\n", warc_content_type="text/plain")
    return out.getvalue()


def archives():
    for name in ["a.warc", "a.warc.gz", "a.wet.gz", "a.warc.zst"]:
        before = archive(compress=name.endswith(".gz"))
        if name.endswith(".gz"):
            with open(name, "wb") as file:
                file.write(before)
        else:
            before = write(name, before)
        with open("before.warc", "wb") as file:
            file.write(content(name))
        fix(name)
        plain = name
        if name.endswith(".zst"):
            plain = "plain.warc"
            with open(plain, "wb") as file:
                file.write(content(name))
        elif name.endswith(".gz"):
            content(name)
        warcio = os.path.join(os.path.dirname(sys.executable), "warcio")
        checked = run(warcio, "check", "-v", plain).stdout.decode()
        passed = checked.count("digest pass")
        check(f"warcio check {name}: {passed} digests pass and none fails", passed and "fail" not in checked)
        indexed = run(warcio, "index", plain).stdout.decode().splitlines()
        check(f"warcio index {name}: {len(indexed)} records", len(indexed) == 9)
        lengths = ("content-length", "warc-block-digest", "warc-payload-digest")
        rest = lambda headers: [h for h in headers if h[0].lower() not in lengths]
        changed = 0
        pairs = list(zip(records("before.warc"), records(plain), strict=True))
        for (old_headers, old), (headers, new) in pairs:
            is_text = dict(headers)["Content-Type"].startswith("text/plain") or b": text/plain" in old
            is_text &= dict(headers)["WARC-Type"] in ("conversion", "response")
            expected = old.replace(BOILERPLATE.encode(), CLEANED.encode()) if is_text else old
            for length in (BOILERPLATE, CLEANED):
                size = str(len(length.encode())).encode()
                expected = expected.replace(b"Content-Length: " + size, b"Content-Length: N")
                new = new.replace(b"Content-Length: " + size, b"Content-Length: N")
                old = old.replace(b"Content-Length: " + size, b"Content-Length: N")
            changed += old != new
            same = rest(headers) == rest(old_headers)
            check(f"{name}: {dict(headers)['WARC-Type']}: headers and block", same and new == expected)
        check(f"{name}: {changed} texts were fixed", changed == 4)
        restored(name, before)


missing = [tool for tool in [*COMPRESSORS.values(), "jq"] if not shutil.which(tool)]
if missing or len(sys.argv) != 2:
    print(f"missing: {', '.join(missing)}" if missing else __doc__)
    sys.exit(2)
PROGRAM = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    tables()
    json_lines()
    archives()
    os.chdir("/")
print(f"{failures} checks failed")
sys.exit(1 if failures else 0)
