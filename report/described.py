"""An instance described: its sizes, its figures beside documented ones, what makes it hard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from ..disclosure import Sum
from ..generator import Figure
from ..generator.figures import BAND
from ..metrics.hardness import Hardness
from ..model.calendar import Calendar
from ..model.instance import Instance
from .document import (
    Block,
    Document,
    Listing,
    Paragraph,
    Section,
    origin_section,
    size_block,
    unowned_lines,
)
from .first_screen import answer_section, sentence
from .tables import (
    NOT_APPLICABLE,
    Cell,
    Column,
    Kind,
    People,
    Table,
    Value,
    count,
    listed,
    percent,
)

_MOST = 5
_CLOSE = {True: "yes", False: "no", None: NOT_APPLICABLE}
_FIGURES = "Figures"
_BESIDE = "Figures beside those documented for Los Angeles County"
_LANGUAGES = "Scarcest languages"
_WORKERS = "Tightest workers, with the clients they own today"
_DAYS = "Days, each with the fullest window that ends there, tightest first"
_NOBODY = "Clients nobody may own under the policy"
_WINDOWS = "Tightest windows of periods, for all workers together"


def described_document(
    instance: Instance, figures: Sequence[Figure], hard: Hardness, *, beside: bool = False
) -> Document:
    """Return the report on an instance.

    Parameters
    ----------
    instance : Instance
        The instance.
    figures : sequence of Figure
        Its figures beside documented ones.
    hard : Hardness
        What makes it hard.
    beside : bool
        Whether the figures stand beside those documented for Los Angeles County.
    """
    shown = list(_figures(figures, instance, beside=beside))
    languages = _languages(hard, instance)
    windows = _windows(hard, instance)
    sections = [
        answer_section(list(_sentences(instance, languages, windows))),
        Section(_BESIDE if beside else _FIGURES, shown, public=True),
        Section(_LANGUAGES, [languages], public=True),
        Section(_WORKERS, [_workers(hard)]),
        Section(_DAYS, [_days(hard, instance.calendar)]),
        Section(_WINDOWS, [windows], public=True),
        Section(_NOBODY, _nobody(hard, instance), public=True),
    ]
    question = "What is this agency like, and what makes its work hard to assign?"
    origin = origin_section(instance=instance)
    return Document(question, sections, origin, [size_block(instance)])


def _sentences(instance: Instance, languages: Table, windows: Table) -> Iterator[Paragraph]:
    """Yield what there is to do and by whom, the scarcest language and the fullest days."""
    work, staff = instance.task_minutes, int(instance.capacity.sum())
    share = work / staff if staff else None
    yield sentence(
        f"All tasks take {{}} hours at standard minutes; the staff has {staff / 60:,.0f} regular "
        "hours, of which they are {}.",
        Value(round(work / 60), "count", ("clients", "tasks")),
        Value(share, "share", ("clients", "tasks")),
    )
    if languages.rows:
        language, clients, _, speakers, _, load = languages.rows[0]
        assert isinstance(clients, People) and isinstance(speakers, People)
        assert isinstance(load, Value)
        spoken = str(language).replace("{", "{{").replace("}", "}}")
        yield sentence(
            f"The scarcest language is {spoken}: {{}} of the clients speak it and {{}} of the "
            "workers, whose load by these clients alone would be: {}.",
            *(clients, speakers, load),
        )
    if windows.rows:
        first, load = windows.rows[0], windows.rows[0][-1]
        assert isinstance(load, Value)
        days = f" ({first[1]})" if instance.calendar.start is not None else ""
        text = f"What must be done within periods {first[0]}{days} fills {{}} of the staff's time."
        yield sentence(text, load)


def _figures(figures: Sequence[Figure], instance: Instance, *, beside: bool) -> Iterator[Block]:
    rows: list[list[Cell]] = []
    about = _Counts(instance)
    for figure in figures:
        off = NOT_APPLICABLE if figure.difference is None else f"{figure.difference:+.1%}"
        told: list[tuple[float | str | None, Kind]] = [
            (figure.actual, _kind(figure.unit)),
            (off, "text"),
            (_CLOSE[figure.is_close], "text"),
        ]
        known = Value(figure.target, _kind(figure.unit))
        rests_on = about.of(figure)
        here = [Value(each, kind, rests_on) for each, kind in told]
        rows.append([figure.name, figure.unit, *([known, *here] if beside else here[:1])])
    columns = [Column("figure"), Column("unit"), Column("here", "metric")]
    if not beside:
        yield Table("figures", _FIGURES, columns, rows, sums=about.sums())
        return
    columns.insert(2, Column("documented", "metric"))
    columns += [Column("difference", "share"), Column("close")]
    yield Table("figures", _BESIDE, columns, rows, sums=about.sums())
    near = sum(figure.is_close is True for figure in figures)
    every = [each for figure in figures for each in about.of(figure)]
    yield Paragraph(
        f"{{}} of {len(figures)} within {percent(BAND, 0)} of what is documented.",
        "note",
        [Value(near, "count", every)],
    )


class _Counts:
    """The counts of people on which the figures of an instance rest."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._parts: dict[str, list[str]] = {}

    def of(self, figure: Figure) -> list[str | People]:
        """Return those of a figure: of a share the number of people that it is the share of."""
        unit = figure.unit.removeprefix("share ")
        if unit == "of clients" and figure.actual is not None:
            return [self._part("clients", figure, self._instance.clients.height)]
        if unit == "of workers" and figure.actual is not None:
            return [self._part("workers", figure, self._instance.workers.height)]
        return ["clients", "workers", "tasks"]

    def _part(self, whole: str, figure: Figure, people: int) -> People:
        spoken = figure.name.removeprefix("clients who speak ")
        key = figure.name if spoken == figure.name else speakers_key(spoken)
        group = f"{whole} by {'bundle' if spoken == figure.name else 'language'}"
        if key not in (parts := self._parts.setdefault(group, [])):
            parts.append(key)
        return People(key, round((figure.actual or 0.0) * people))

    def sums(self) -> list[Sum]:
        """Return the sums in which they stand, each with what is left."""
        return [
            Sum(group.split()[0], [*parts, f"{group}: others"])
            for group, parts in self._parts.items()
        ]


def speakers_key(language: str) -> str:
    """Return the name of the count of the clients who speak a language."""
    return f"clients who speak {language}"


def _kind(unit: str) -> Kind:
    return "share" if unit.startswith(("share", "of ")) else "metric"


def _languages(hard: Hardness, instance: Instance) -> Table:
    """Return the table of languages; of a small group also the minutes say something."""
    spoken = instance.clients.select("language", client="id")
    tasks = dict(instance.tasks.join(spoken, on="client").group_by("language").len().rows())
    rows: list[list[Cell]] = []
    sums: dict[str, list[str]] = {"clients": [], "tasks": []}
    for row in hard.languages.iter_rows(named=True):
        language = row["language"]
        clients = People(speakers_key(language), row["clients"])
        theirs = People(f"tasks of {clients.key}", tasks.get(language, 0))
        speakers = People(f"workers who speak {language}", row["speakers"])
        sums["clients"].append(clients.key)
        sums["tasks"].append(theirs.key)
        work, staff = (clients, theirs), (speakers, "workers")
        load = row["load"] if row["speakers"] else "no speaker"
        rows.append(
            [
                language,
                clients,
                Value(row["task_minutes"], "count", work),
                speakers,
                Value(row["speaker_minutes"], "count", staff),
                Value(load, "share", (*work, *staff) if row["speakers"] else ()),
            ]
        )
    heads = ("clients", "their minutes", "speakers", "speakers' minutes")
    columns = [Column("language"), *_counts(*heads), Column("load", "share")]
    added = [Sum(total, parts) for total, parts in sums.items()]
    return Table("languages", _LANGUAGES, columns, rows, most=_MOST, sums=added)


def _workers(hard: Hardness) -> Table:
    rows = [
        (
            row["worker"],
            row["clients"],
            row["task_minutes"],
            row["regular_minutes"],
            row["load"],
            row["tasks_too_long"],
            row["standing_minutes"],
            row["caseload_share"],
            row["of_fair_share"],
        )
        for row in hard.workers.iter_rows(named=True)
    ]
    lacking = int(hard.workers["tasks_too_long"].sum())
    notes = [
        f"{count(lacking, 'task')} too long to be on time with today's owner, even alone."
        if lacking
        else "",
        f"{count(hard.owner_has_left, 'more client')} owned by workers who have left."
        if hard.owner_has_left
        else "",
        _away(hard),
    ]
    note = " ".join(filter(None, notes))
    columns = [
        Column("worker"),
        *_counts("clients", "their minutes", "regular minutes"),
        Column("load", "share"),
        *_counts("tasks too long", "standing minutes"),
        Column("share of a caseload", "share"),
        Column("of a fair share", "share"),
    ]
    return Table("workers", _WORKERS, columns, rows, note=note, most=_MOST)


def _away(hard: Hardness) -> str:
    """Return who is away in every period, and how many clients each owns today."""
    away = hard.workers.filter(pl.col("regular_minutes") == 0).sort("worker")
    if away.is_empty():
        return ""
    each = [
        f"{worker} ({clients:,})" for worker, clients in away.select("worker", "clients").rows()
    ]
    return f"Away in every period, with the clients they own today: {listed(each, 20)}."


def _days(hard: Hardness, calendar: Calendar) -> Table:
    rows = [
        (
            row["period"],
            *_dated(calendar, row["period"], row["period"]),
            row["regular_minutes"],
            row["workers_away"],
            _window(row["first"], row["period"]),
            row["load"],
        )
        for row in hard.days.iter_rows(named=True)
    ]
    columns = [
        *_counts("period"),
        *_day_columns(calendar),
        *_counts("regular minutes", "workers away"),
        Column("window"),
        Column("load", "share"),
    ]
    return Table("days", _DAYS, columns, rows, most=_MOST)


def _windows(hard: Hardness, instance: Instance) -> Table:
    calendar = instance.calendar
    last = calendar.last
    times = instance.tasks.select(pl.col("release", "due").clip(0, last))
    rows: list[list[Cell]] = []
    for row in hard.windows.iter_rows(named=True):
        inside = (pl.col("release") >= row["first"]) & (pl.col("due") <= row["last"])
        window = _window(row["first"], row["last"])
        work: list[str | People]
        work = ["tasks", People(f"tasks inside {window}", times.filter(inside).height)]
        rows.append(
            [
                window,
                *_dated(calendar, row["first"], row["last"]),
                Value(row["task_minutes"], "count", work),
                Value(row["regular_minutes"], "count", ["workers"]),
                Value(row["load"], "share", [*work, "workers"]),
            ]
        )
    columns = [
        Column("periods"),
        *_day_columns(calendar),
        *_counts("task minutes", "regular minutes"),
        Column("load", "share"),
    ]
    # Apart from the first, which is all periods, no two windows overlap.
    short = [f"tasks inside {row[0]}" for row in rows[1:]]
    sums = [Sum("tasks", [*short, "tasks inside no short window"])] if short else []
    return Table("windows", _WINDOWS, columns, rows, most=_MOST, sums=sums)


def _nobody(hard: Hardness, instance: Instance) -> list[Block]:
    alone = len(hard.nobody_may_own)
    number = Paragraph("{}", numbers=[People("clients nobody may own", alone, "client")])
    lines = unowned_lines(instance, hard.nobody_may_own)
    return [number, Listing(lines, internal=True)] if alone else [Listing(["none"])]


def _counts(*heads: str) -> list[Column]:
    return [Column(head, "count") for head in heads]


def _day_columns(calendar: Calendar) -> list[Column]:
    return [] if calendar.start is None else [Column("days")]


def _dated(calendar: Calendar, first: int, last: int) -> list[str]:
    """Return the days of a window in one cell; no cell where the calendar has no start."""
    if calendar.start is None:
        return []
    one, other = calendar.day(first), calendar.day(last)
    return [f"{one}" if first == last else f"{one} to {other}"]


def _window(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
