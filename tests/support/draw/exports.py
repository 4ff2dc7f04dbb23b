"""Exports as an agency's system gives them, small and drawn, and the map that reads them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

START = date(2026, 11, 2)
LANGUAGES = ("English", "Spanish", "Armenian")
PROGRAMS = ("SNAP", "Medicaid", "TANF")

MAP = """\
unknown_owners = "former"

[calendar]
start = 2026-11-02
periods = 10
holidays = [2026-11-11]

[sources."cases.csv".clients]
id = "Case number"
language = "Language"
programs = { column = "Programs", separator = "," }
worker = "Assigned worker"
groups = "Flag"
office = { value = "Main" }

[sources."staff.csv".workers]
id = "Worker ID"
unit = "Unit"
languages = { column = "Languages", separator = "," }
programs = { column = "Programs", separator = "," }
minutes = { column = "Hours per day", hours = true, share = 0.7 }
office = { value = "Main" }

[sources."staff.csv".leaves]
worker = "Worker ID"
first = "Leave from"
last = "Leave to"

[sources."staff.csv".left_out]
Name = "names of people are left behind"

[sources."tasks.csv".tasks]
id = "Task no"
client = "Case number"
program = "Program"
kind = "Task type"
minutes = "Std minutes"
release = { column = "Received", date = "month/day/year" }
due = { column = "Due", date = "month/day/year" }
contact = { column = "Client contact", values = { Y = "true", N = "false" } }

[sources."conflicts.csv".pairs]
client = "Case number"
worker = "Worker ID"
reason = "Reason"
price = { value = "never" }
"""


def draw_exports(folder: Path, seed: int = 0, separator: str = ",") -> list[Path]:
    """Write the four exports of a small agency and return their paths.

    Parameters
    ----------
    folder : Path
        Where to; made if missing.
    seed : int
        Seed of what is drawn.
    separator : str
        What separates the cells.
    """
    rng = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    staff = [
        (
            f"E{10 + at}",
            f"(name {at})",
            "AB"[at % 2],
            ", ".join(LANGUAGES[: 1 + at % 2]),
            ", ".join(PROGRAMS),
            ("8.0", "6.0", "7.5")[at % 3],
            "2026-11-04" if at == 1 else "",
            "2026-11-06" if at == 1 else "",
        )
        for at in range(4)
    ]
    owners = [row[0] for row in staff]
    cases = [
        (
            f"{7000 + at:06}",
            rng.choice(LANGUAGES),
            ", ".join(sorted(rng.sample(PROGRAMS, rng.randint(1, 2)))),
            "E90" if at == 2 else rng.choice([*owners, ""]),
            "homeless" if at == 3 else "",
        )
        for at in range(12)
    ]
    tasks = [_task(rng, at, [row[0] for row in cases]) for at in range(20)]
    conflicts = [(cases[0][0], "E11", "relative"), (cases[1][0], "E12", "complaint")]
    heads = {
        "staff": "Worker ID,Name,Unit,Languages,Programs,Hours per day,Leave from,Leave to",
        "cases": "Case number,Language,Programs,Assigned worker,Flag",
        "tasks": "Task no,Case number,Program,Task type,Std minutes,Received,Due,Client contact",
        "conflicts": "Case number,Worker ID,Reason",
    }
    rows: dict[str, Sequence[Sequence[object]]] = {
        "staff": staff,
        "cases": cases,
        "tasks": tasks,
        "conflicts": conflicts,
    }
    for name, head in heads.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=separator)
            writer.writerow(head.split(","))
            writer.writerows(rows[name])
    return [folder / f"{name}.csv" for name in heads]


def _task(rng: Random, at: int, clients: Sequence[str]) -> tuple[object, ...]:
    received = START + timedelta(days=rng.randint(-5, 8))
    due = received + timedelta(days=rng.randint(0, 20))
    return (
        f"T-{at:03}",
        rng.choice(clients),
        rng.choice(PROGRAMS),
        rng.choice(["Intake", "Call"]),
        rng.randint(5, 90),
        f"{received:%m/%d/%Y}",
        f"{due:%m/%d/%Y}",
        rng.choice("YN"),
    )
