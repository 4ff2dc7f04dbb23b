"""A small valid instance, as rows, frames, an Instance, a CSV folder or a JSON object."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

import polars as pl

from samehands.model.calendar import Calendar
from samehands.model.instance import Instance
from samehands.model.tables import SCHEMAS, UNFILLED, TableName

Row = dict[str, object]

PERIODS = 5
CALENDAR_TOML = f"periods = {PERIODS}\nstart = 2026-03-02\n"
POLICY_TOML = """\
[pool]
scope = "region"
regions = { city = ["north", "south"] }

[continuity]
k = 1
exempt_kinds = ["call"]

[moves]
frozen = ["c1"]
"""


def client(id: str, **fields: object) -> Row:
    """Return the row of a client; what is not named has a plain default."""
    default: Row = {
        "office": "north",
        "language": "English",
        "programs": ["CalFresh"],
        "worker": None,
        "groups": [],
    }
    return {"id": id, **default, **fields}


def worker(id: str, **fields: object) -> Row:
    """Return the row of a worker; ``minutes`` may be one number."""
    default: Row = {
        "office": "north",
        "unit": "A",
        "languages": ["English"],
        "programs": ["CalFresh"],
        "minutes": 400,
    }
    return {"id": id, **default, **fields}


def task(id: str, client: str, **fields: object) -> Row:
    """Return the row of a task; what is not named has a plain default."""
    default: Row = {
        "program": "CalFresh",
        "kind": "intake",
        "minutes": 30,
        "release": 0,
        "due": PERIODS - 1,
        "contact": True,
    }
    return {"id": id, "client": client, **default, **fields}


def rows() -> dict[TableName, list[Row]]:
    """Return the rows of a small valid instance: three clients, two workers, four tasks."""
    both = ["CalFresh", "Medi-Cal"]
    return {
        "clients": [
            client("c1", programs=both, worker="w1", groups=["elderly"]),
            client("c2", language="Spanish", worker="w2", groups=["homeless", "elderly"]),
            client("c3", office="south", programs=[]),
        ],
        "workers": [
            worker("w1", programs=both, minutes=[400, 400, 0, 400, 400]),
            worker("w2", languages=["English", "Spanish"], unit="", programs=both, minutes=300),
        ],
        "tasks": [
            task("t1", "c1", minutes=60, due=2),
            task("t2", "c1", program="Medi-Cal", kind="renewal", release=1, contact=False),
            task("t3", "c2", kind="call", minutes=10, release=3, due=3),
            task("t4", "c3", minutes=45),
        ],
    }


def frame(table: TableName, rows: Iterable[Row], periods: int = PERIODS) -> pl.DataFrame:
    """Return rows as a frame of the table's schema; one number of minutes is repeated."""
    ready: list[Row] = []
    for row in rows:
        minutes = row.get("minutes")
        if table == "workers" and isinstance(minutes, int):
            row = {**row, "minutes": [minutes] * periods}
        ready.append(row)
    return pl.DataFrame(ready, schema=dict(SCHEMAS[table]))


def frames() -> dict[TableName, pl.DataFrame]:
    """Return the small instance as frames."""
    return {table: frame(table, some) for table, some in rows().items()}


def instance_of(
    clients: Sequence[Row], workers: Sequence[Row], tasks: Sequence[Row], periods: int = PERIODS
) -> Instance:
    """Return an instance of the given rows."""
    return Instance(
        frame("clients", clients, periods),
        frame("workers", workers, periods),
        frame("tasks", tasks, periods),
        Calendar(periods=periods),
    )


def instance() -> Instance:
    """Return the small instance."""
    small = rows()
    return instance_of(small["clients"], small["workers"], small["tasks"])


def cell(value: object) -> str:
    """Return a value as the text of a CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ";".join(map(cell, cast("list[object]", value)))
    return str(value)


def csv_folder(
    folder: Path,
    tables: Mapping[TableName, Sequence[Row]] | None = None,
    calendar: str | None = CALENDAR_TOML,
    policy: str | None = POLICY_TOML,
) -> Path:
    """Write rows (the small instance, unless given) as a CSV folder; return the folder.

    Columns that may be left out are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table, some in (rows() if tables is None else tables).items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            columns = [name for name in SCHEMAS[table] if name not in UNFILLED.get(table, ())]
            writer.writerow(columns)
            writer.writerows([cell(row[name]) for name in columns] for row in some)
    for name, text in (("calendar.toml", calendar), ("policy.toml", policy)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def json_object() -> dict[str, object]:
    """Return the small instance as the object of a JSON file."""
    tables: dict[str, object] = {str(name): some for name, some in rows().items()}
    return {
        **tables,
        "calendar": {"periods": PERIODS, "start": "2026-03-02"},
        "policy": {
            "pool": {"scope": "region", "regions": {"city": ["north", "south"]}},
            "continuity": {"k": 1, "exempt_kinds": ["call"]},
            "moves": {"frozen": ["c1"]},
        },
    }
