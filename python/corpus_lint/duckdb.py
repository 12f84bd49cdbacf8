"""Cleans texts in the SQL of DuckDB.

from corpus_lint import Ruleset, duckdb
duckdb.register(connection, Ruleset.load())
connection.sql("SELECT id, clean_text(body).text AS body FROM news")
"""


def register(connection, ruleset, name="clean_text", *, unsafe=False):
    """Registers the SQL function `name(text VARCHAR)` with a connection. It returns a STRUCT of `text`
    and `removals`. `removals` is a list of STRUCTs with the fields that `Ruleset.clean` describes. The
    function has no access to other columns, so rules that use them find no values.
    """
    import pyarrow as pa

    def cleaned(texts):
        table = pa.table(ruleset.clean(texts, unsafe))
        return pa.concat_arrays(batch.to_struct_array() for batch in table.to_batches())

    removal = (
        'STRUCT(rule VARCHAR, "start" BIGINT, "end" BIGINT, '
        "removed VARCHAR, inserted VARCHAR, reason VARCHAR)"
    )
    connection.create_function(
        name,
        cleaned,
        ["VARCHAR"],
        f"STRUCT(text VARCHAR, removals {removal}[])",
        type="arrow",
        null_handling="special",
    )
