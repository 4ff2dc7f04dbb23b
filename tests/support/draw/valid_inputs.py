"""Valid instances and policies, as hypothesis strategies, with every kind of text that is legal."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import strategies as st

from samehands.model import Calendar, Instance, Policy, read_frames
from samehands.model.checks.cells import SEPARATOR, personal_value
from samehands.model.tables import MOST_MINUTES, MOST_OVERDUE
from tables import Row, frame

_MOST = st.integers(0, 40) | st.integers(0, MOST_MINUTES)


def _is_name(text: str) -> bool:
    return text.strip() == text and SEPARATOR not in text and not personal_value(text)


NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
    | st.sampled_from(["a,b", '"', "'", "#", "null", "true", "0", "=1+1", "\ufeff", "[x]", "\\n"])
).filter(_is_name)
_LISTS = st.lists(NAMES, max_size=3, unique=True)


@st.composite
def inputs(draw: st.DrawFn) -> tuple[Instance, Policy]:
    """Draw a valid instance of a few rows, and a policy that refers to it."""
    ids = st.lists(NAMES, max_size=3, unique=True)
    calendar = Calendar(
        periods=draw(st.integers(1, 4)),
        start=draw(st.none() | st.dates(date(1970, 1, 1), date(2100, 1, 1))),
    )
    workers = [draw(_worker(id, calendar.periods)) for id in draw(ids)]
    owners = st.sampled_from([None, *(str(one["id"]) for one in workers)])
    clients = [draw(_client(id, owners)) for id in draw(ids)]
    of = [str(one["id"]) for one in clients]
    tasks = [draw(_task(id, of, calendar.periods)) for id in (draw(ids) if of else [])]
    return read_frames(
        frame("clients", clients),
        frame("workers", workers, calendar.periods),
        frame("tasks", tasks),
        calendar,
        draw(policies(pl.Series(of, dtype=pl.String).to_list())),
    )


def _worker(id: str, periods: int) -> st.SearchStrategy[Row]:
    minutes = st.lists(_MOST, min_size=periods, max_size=periods)
    return st.fixed_dictionaries(
        {
            "id": st.just(id),
            "office": NAMES,
            "unit": st.just("") | NAMES,
            "languages": _LISTS,
            "programs": _LISTS,
            "minutes": minutes | _MOST.map(lambda one: [one] * periods),
        }
    )


def _client(id: str, owners: st.SearchStrategy[str | None]) -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries(
        {
            "id": st.just(id),
            "office": NAMES,
            "language": NAMES,
            "programs": _LISTS,
            "worker": owners,
            "groups": _LISTS,
        }
    )


@st.composite
def _task(draw: st.DrawFn, id: str, clients: list[str], periods: int) -> Row:
    release = draw(st.integers(0, periods - 1))
    return {
        "id": id,
        "client": draw(st.sampled_from(clients)),
        "program": draw(NAMES),
        "kind": draw(NAMES),
        "minutes": draw(_MOST),
        "release": release,
        "due": min(release + draw(_MOST), MOST_MINUTES)
        if release or draw(st.booleans())
        else -draw(st.integers(0, MOST_OVERDUE)),
        "contact": draw(st.booleans()),
    }


@st.composite
def policies(draw: st.DrawFn, clients: list[str]) -> Policy:
    """Draw a valid policy that names only the given clients, and no program or office."""
    share = st.floats(0, 1) | st.integers(0, 1)
    ks = st.integers(1, 9) | st.just("unlimited")
    late = draw(st.floats(0, 1e6) | st.integers(0, 1_000_000))
    points = sorted(draw(st.lists(st.floats(0, 10), max_size=3, unique=True)))
    prices = sorted(draw(st.lists(st.floats(0, 1e6), min_size=len(points), max_size=len(points))))
    frozen = st.lists(st.sampled_from(clients), max_size=2) if clients else st.just([])
    return Policy.model_validate(
        {
            "skills": {"enabled": draw(st.booleans()), "bundle_integrity": draw(st.booleans())},
            "language": {"match": draw(st.sampled_from(["required", "interpreter", "ignored"]))},
            "pool": {"scope": draw(st.sampled_from(["office", "region", "county"]))},
            "continuity": {
                "k": draw(ks),
                "exempt_kinds": draw(_LISTS),
                "k_by_group": draw(st.dictionaries(NAMES, ks, max_size=2)),
            },
            "deadlines": {"late_price": late},
            "caseload": {"cap": draw(st.none() | st.floats(0, 1e6))},
            "utilisation": {
                "ceiling": draw(st.none() | share),
                "breakpoints": [
                    {"above": above, "price": price}
                    for above, price in zip(points, prices, strict=True)
                ],
            },
            "overtime": {"price": draw(st.floats(0, late))},
            "service": {"levels": draw(st.dictionaries(NAMES, share, max_size=2))},
            "moves": {"frozen": draw(frozen), "limit": draw(st.none() | st.integers(0, 99))},
        }
    )
