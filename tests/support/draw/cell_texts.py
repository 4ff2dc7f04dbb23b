"""Cells of CSV tables, legal and faulty, as hypothesis strategies."""

from __future__ import annotations

from hypothesis import strategies as st

from samehands.model.checks.columns import columns_of
from samehands.model.tables import TableName

_LEGAL = ["a", "b", "w1", "x" * 200, "é", "'", '"', "{}", "a,b", "a b", "0", "null", "\ufeff", "😀"]
_FAULTY = ["", " a", "a ", "a;b", "\0", "a\nb", "\x85", "x" * 201, "123-45-6789", "\u3000a", "\xa0"]
_WHOLE = ["0", "5", "007", "0" * 30 + "7", "10000000"]
_NOT_WHOLE = [
    "",
    "-1",
    "-0",
    "+1",
    "1.0",
    "1e3",
    "10000001",
    "9" * 25,
    "٣",
    " 1",
    "1 ",
    "x",
    "true",
]
_FLAG = ["true", "FALSE", "yes", "No", "1", "0"]
_NOT_FLAG = ["", "2", "t", " true", "on", "ja", "yes;no"]

TEXTS = st.sampled_from(_LEGAL * 3 + _FAULTY) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=3
)
WHOLES = st.sampled_from(_WHOLE * 6 + _NOT_WHOLE)
SHARES = st.sampled_from(["0", "1", "0.5", ".125", "1.0", "0.0", "", "1.5", "-1", "50%", "0.1234"])
PARTS = st.sampled_from(["", "0", "0.5", "1", "2.0", "1.25", ".75", "2.5", "3", "-1", "0.1234"])
PRICES = st.sampled_from(["never", "never", "0", "30", "-5", "Never", "", "1.5", "1000000", "+1"])
DAYS = st.sampled_from(["", "", "Monday", "Friday", "Mon", "friday"])
FLAGS = st.sampled_from(_FLAG * 4 + _NOT_FLAG)


def cells(table: TableName) -> st.SearchStrategy[dict[str, str]]:
    """Return a strategy for rows of a table, each cell a text."""
    kinds: dict[str, st.SearchStrategy[str]] = {
        "text": TEXTS,
        "texts": st.lists(TEXTS, max_size=3).map(";".join),
        "whole": WHOLES,
        "wholes": st.lists(WHOLES, max_size=3).map(";".join),
        "flag": FLAGS,
        "share": SHARES,
    }
    named = {one.name: kinds[one.kind] for one in columns_of(table)}
    own = {"weekday": DAYS, "price": PRICES, "caseload_share": PARTS}
    return st.fixed_dictionaries(
        {name: own.get(name, strategy) for name, strategy in named.items()}
    )


def tables(table: TableName) -> st.SearchStrategy[list[dict[str, str]]]:
    """Return a strategy for tables whose ids differ."""
    return st.lists(cells(table), max_size=5, unique_by=_key)


def _key(row: dict[str, str]) -> str | tuple[str, ...]:
    """Return what tells rows apart: the id, both sides of a pair, or all cells."""
    if "id" in row:
        return row["id"]
    return (row["client"], row["worker"]) if "client" in row else tuple(row.values())
