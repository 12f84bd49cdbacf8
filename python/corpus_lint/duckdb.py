"""Cleans texts in DuckDB's SQL.

from corpus_lint import Ruleset, duckdb
duckdb.register(connection, Ruleset.load())
connection.sql("SELECT id, clean_text(body).text AS body FROM news")
"""


def register(connection, ruleset, name="clean_text", *, unsafe=False):
    """Makes the SQL function `name(text VARCHAR)` of a connection. It gives a STRUCT: `text`, and
    `removals`, a list of STRUCTs, as `Ruleset.clean` says. Rules that look at other columns see none.
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
