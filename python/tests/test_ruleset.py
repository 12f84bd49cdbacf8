"""Compares the library with the command line, and tests what it accepts, returns and rejects."""

import ast
import copy
import inspect
import multiprocessing
import pickle
import resource
import subprocess
import sys
import threading
from pathlib import Path

import corpus_lint
import duckdb
import polars as pl
import pyarrow as pa
import pytest
from corpus_lint import LoadError, Ruleset

PACK = """
[pack]
name = "harbour"
about = "Boilerplate of the harbour's site"
[[rule]]
id = "harbour-promo"
kind = "line"
category = "follow"
summary = "an invitation to the app"
why = "The template puts it under every article."
fix = "safe"
phrases = ["Get the Harbour app"]
[[rule.test]]
flag = ["Ships are back.\\n⟦Get the Harbour app!⟧\\n"]
clean = ["She said: get the Harbour app going.\\n"]
"""
TEXT = "Ships are back after three days at sea.\nGet the Harbour app!\n"


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "harbour.toml"
    path.write_text(PACK)
    return path


def test_clean_gives_the_same_as_the_command_line(rules, corpus):
    cleaned = pa.table(rules.clean(corpus.table["text"]))
    assert cleaned["text"].to_pylist() == corpus.texts
    assert cleaned["removals"].to_pylist() == corpus.removals


def test_removals_restore_the_original(rules, corpus):
    cleaned = pa.table(rules.clean(corpus.table["text"], unsafe=True))
    originals = corpus.table["text"].to_pylist()
    for text, removals, original in zip(
        cleaned["text"].to_pylist(), cleaned["removals"].to_pylist(), originals
    ):
        rest, at = text.encode(), 0
        restored = b""
        source = original.encode()
        for one in removals:
            kept, rest = rest[: one["start"] - at], rest[one["start"] - at :]
            assert rest.startswith(one["inserted"].encode())
            rest = rest[len(one["inserted"].encode()) :]
            restored += kept + one["removed"].encode()
            assert source[one["start"] : one["end"]] == one["removed"].encode()
            at = one["end"]
        assert restored + rest == source


def test_check_gives_the_same_as_json_lines(rules, corpus):
    found = pa.table(rules.check(corpus.table["text"])).to_pylist()
    expected = [
        {"row": finding["record"]}
        | {name: value for name, value in finding.items() if name not in ("path", "record", "id")}
        for finding in corpus.findings
    ]
    assert found == expected


def test_every_kind_of_column_gives_the_same(rules, corpus):
    texts = corpus.table["text"].combine_chunks().slice(3, 200)
    expected = corpus.texts[3:203]
    kinds = [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.binary_view(),
    ]
    given = [
        pa.string(),
        pa.large_string(),
        pa.large_string(),
        pa.binary(),
        pa.large_binary(),
        pa.large_binary(),
    ]
    for kind, back in zip(kinds, given):
        cleaned = pa.table(rules.clean(texts.cast(kind)))["text"]
        assert cleaned.type == back
        assert cleaned.cast(pa.string()).to_pylist() == expected
    chunks = pa.chunked_array([texts.slice(0, 50), texts.slice(50, 0), texts.slice(50)])
    assert pa.table(rules.clean(chunks))["text"].to_pylist() == expected
    assert pl.DataFrame(rules.clean(pl.Series(texts)))["text"].to_list() == expected
    cleaned = rules.clean(texts)
    assert [text for (text,) in duckdb.sql("SELECT text FROM cleaned").fetchall()] == expected
    assert len(cleaned) == 200
    assert pa.table(cleaned) == pa.table(cleaned), "a table can be read twice"


def test_no_rows_give_a_table_without_rows(rules):
    empty = pa.array([], pa.string())
    assert pa.table(rules.clean(empty)).num_rows == 0
    assert pa.table(rules.check(pa.chunked_array([], pa.string()))).num_rows == 0


def test_tables_have_only_signed_integers(rules):
    text = pa.array([TEXT])
    for table in (rules.clean(text), rules.check(text)):
        assert "uint" not in str(pa.schema(pa.table(table).schema))


def test_other_data_than_a_column_of_texts_is_rejected(rules):
    with pytest.raises(TypeError, match="Arrow array or table .* not list"):
        rules.clean(["text"])
    with pytest.raises(TypeError, match="column of texts .* not Int64"):
        rules.check(pa.array([1, 2]))
    with pytest.raises(TypeError, match="column of texts"):
        rules.clean(pa.table({"text": ["a"]}))
    with pytest.raises(TypeError, match="fields: expected a table"):
        rules.clean(pa.array(["a"]), fields=pa.array(["b"]))
    with pytest.raises(TypeError, match="fields: `url`"):
        rules.clean(pa.array(["a"]), fields=pa.table({"url": [1]}))
    with pytest.raises(ValueError, match="2 rows for 1 texts"):
        rules.clean(pa.array(["a"]), fields=pa.table({"url": ["b", "c"]}))
    with pytest.raises(ValueError):
        rules.clean(pa.array(["a"]), threads=0)


def test_one_text(rules):
    assert (
        rules.clean_one("The council met on Monday.\n\nLeave a comment\n")
        == "The council met on Monday.\n"
    )
    half = "The council met.\ud83d"
    assert rules.clean_one(half) == half
    with pytest.raises(TypeError):
        rules.clean_one(b"bytes")


def test_packs_configuration_and_selection_are_used(pack, tmp_path):
    config = tmp_path / "corpus-lint.toml"
    config.write_text('packs = ["harbour.toml"]\ntrust = ["harbour"]\n')
    assert Ruleset.load(config=config).clean_one(TEXT) == TEXT.splitlines()[0] + "\n"
    doubted = Ruleset.load(packs=[pack])
    assert doubted.clean_one(TEXT) == TEXT
    assert doubted.clean_one(TEXT, unsafe=True) == TEXT.splitlines()[0] + "\n"
    without = Ruleset.load(packs=[str(pack)], ignore=["follow"])
    assert without.clean_one(TEXT, unsafe=True) == TEXT
    assert Ruleset.load(select=["ad"]).clean_one(TEXT) == TEXT


def test_fields_decide_the_scope_of_rules(tmp_path, pack):
    scope = '\nwhen = { field = "url", host = "harbour.example.org" }\n'
    pack.write_text(PACK.replace("\n[[rule.test]]", scope + "[[rule.test]]"))
    rules = Ruleset.load(packs=[pack])
    assert rules.fields == ["id", "title", "url"]
    texts = pa.array([TEXT, TEXT, TEXT])
    fields = pa.table(
        {"n": [1, 2, 3], "url": ["https://harbour.example.org/1", "https://a.net", None]}
    )
    found = pa.table(rules.check(texts, fields))
    assert found.select(["row", "rule"]).to_pylist() == [{"row": 0, "rule": "harbour-promo"}]


def test_a_broken_pack_fails_with_the_message_of_the_command_line(tmp_path, command):
    pack = tmp_path / "broken.toml"
    pack.write_text(PACK.replace('kind = "line"', 'kind = "lime"').replace("fix", "fxi"))
    config = tmp_path / "corpus-lint.toml"
    config.write_text("trst = []\n")
    cases = [
        (dict(packs=[pack]), ["--isolated", "--rules", pack]),
        (dict(packs=[tmp_path / "none.toml"]), ["--isolated", "--rules", tmp_path / "none.toml"]),
        (dict(config=config), ["--config", config]),
        (dict(select=["no-such"]), ["--isolated", "--select", "no-such"]),
    ]
    for said, args in cases:
        with pytest.raises(LoadError) as error:
            Ruleset.load(**said)
        run = command(*args, pack, env={"NO_COLOR": "1"})
        assert run.returncode == 2
        assert str(error.value).strip() == run.stderr.strip()
        assert "\x1b" not in str(error.value)


def test_a_pickle_contains_the_rule_files(pack):
    config = pack.with_name("corpus-lint.toml")
    config.write_text('trust = ["harbour"]\n')
    rules = Ruleset.load(packs=[pack], config=config)
    pickled = pickle.dumps(rules)
    assert copy.deepcopy(rules).clean_one(TEXT) == TEXT.splitlines()[0] + "\n"
    pack.unlink()
    config.unlink()
    program = "import pickle, sys; rules = pickle.load(sys.stdin.buffer); print(rules.clean_one(sys.argv[1]), end='')"
    run = subprocess.run(
        [sys.executable, "-c", program, TEXT], input=pickled, capture_output=True, check=True
    )
    assert run.stdout.decode() == TEXT.splitlines()[0] + "\n"


def test_rules_of_another_version_are_rejected(rules):
    restore, (recipe, survey) = rules.__reduce__()
    with pytest.raises(LoadError, match="same version on every machine"):
        restore(recipe.replace('"version":"', '"version":"9.'), survey)


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_processes_share_rules(start, rules, corpus):
    texts = corpus.table["text"].combine_chunks().slice(0, 100)
    rules.clean(texts)  # Threads have run in this process before the fork.
    with multiprocessing.get_context(start).Pool(2) as pool:
        cleaned = pool.starmap_async(_cleaned, [(rules, texts)] * 2).get(timeout=120)
    assert cleaned == [corpus.texts[:100]] * 2


def _cleaned(rules, texts):
    return pa.table(rules.clean(texts))["text"].to_pylist()


def test_threads_share_rules_and_the_lock_is_free(rules, corpus):
    texts = corpus.table["text"]
    cleaned = []
    threads = [
        threading.Thread(target=lambda: cleaned.append(_cleaned(rules, texts))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    turns = 0
    while any(thread.is_alive() for thread in threads):
        turns += 1
        threads[0].join(0.001)
    for thread in threads:
        thread.join()
    assert cleaned == [corpus.texts] * 2
    assert turns > 20, "this thread must run while the others check"


@pytest.mark.parametrize("threads", [1, 3])
def test_the_number_of_threads_changes_nothing(rules, corpus, threads):
    cleaned = pa.table(rules.clean(corpus.table["text"], threads=threads))
    assert cleaned["text"].to_pylist() == corpus.texts


def test_stubs_have_the_same_help():
    stub = ast.parse((Path(corpus_lint.__file__).parent / "_native.pyi").read_text())
    for item in stub.body:
        if not isinstance(item, ast.ClassDef) or item.name.startswith("_"):
            continue
        there = getattr(corpus_lint, item.name)
        assert ast.get_docstring(item) == inspect.getdoc(there), item.name
        for method in item.body:
            if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                attribute = inspect.getattr_static(there, method.name)
                documented = getattr(attribute, "__func__", attribute)
                assert ast.get_docstring(method) == inspect.getdoc(documented), method.name


def test_it_is_not_slower_than_the_command_line(rules, corpus, command, tmp_path):
    def seconds(who, run):
        before = resource.getrusage(who)
        run()
        after = resource.getrusage(who)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def program():
        options = ["--isolated", "--no-survey", "--quiet", "--max-findings", 0]
        command("--fix", *options, "-o", tmp_path / "out", corpus.parts)

    def library():
        for batch in corpus.table.to_batches(1000):
            rules.clean(batch["text"])

    # CPU time, so that other work on the machine does not count.
    theirs = min(seconds(resource.RUSAGE_CHILDREN, program) for _ in range(3))
    ours = min(seconds(resource.RUSAGE_SELF, library) for _ in range(3))
    assert ours * 0.8 <= theirs
