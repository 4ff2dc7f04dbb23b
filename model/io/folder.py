"""The tables of a folder, each a CSV or a Parquet file."""

from __future__ import annotations

from pathlib import Path

from ..columns import RawTable
from ..problems import Problem
from ..tables import SCHEMAS, TableName
from .csv import parse_csv
from .files import read_bytes, read_text
from .parquet import parse_parquet

_MISSING = "missing; a folder needs clients, workers and tasks, each as .csv or .parquet"


def read_tables(folder: Path, problems: list[Problem]) -> dict[TableName, RawTable]:
    """Return the tables of a folder that can be read.

    Parameters
    ----------
    folder : Path
        Where they are; clients, workers and tasks, each either .csv or .parquet.
    problems : list of Problem
        Where the faults of the others go.
    """
    tables: dict[TableName, RawTable] = {}
    for name in SCHEMAS:
        raw = _table(folder, name, problems)
        if raw is not None:
            tables[name] = raw
    return tables


def _table(folder: Path, name: TableName, problems: list[Problem]) -> RawTable | None:
    plain, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
    if plain.exists() and parquet.exists():
        says = f"{parquet.name} is there too; keep one of the two"
        problems.append(Problem("file", None, None, plain.name, says))
        return None
    if parquet.exists():
        data = read_bytes(parquet, problems)
        return None if data is None else parse_parquet(data, name, problems)
    if plain.exists():
        text = read_text(plain, name, problems)
        return None if text is None else parse_csv(text, name, SCHEMAS[name], problems)
    problems.append(Problem("file", None, None, plain.name, _MISSING))
    return None
