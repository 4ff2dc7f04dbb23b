"""Random small offices, policies and plans, legal or not, for property tests."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import strategies as st

from plans import Work, plan_of
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.model.tables import SCHEMAS
from tables import Row, client, instance_of, task, worker

OFFICES = ["a", "b", "c"]
LANGUAGES = ["English", "Spanish"]
PROGRAMS = ["A", "B", "C"]
GROUPS = ["elderly", "homeless"]
KINDS = ["intake", "call"]

SWITCHING = ["transfer", "handoff"]


def _some(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True)


def _office() -> st.SearchStrategy[str]:
    return st.sampled_from(["a", "a", *OFFICES])


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Draw an instance of up to four clients, three workers, six tasks and four periods."""
    periods = draw(st.integers(1, 4))
    workers: list[Row] = [
        worker(
            f"w{number}",
            office=draw(_office()),
            unit=draw(st.sampled_from(["", "A"])),
            languages=draw(_some(LANGUAGES)),
            programs=draw(st.one_of(st.just(PROGRAMS), _some(PROGRAMS))),
            minutes=draw(
                st.lists(st.sampled_from([0, 7, 40, 100]), min_size=periods, max_size=periods)
            ),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    ids = st.sampled_from([row["id"] for row in workers])
    clients: list[Row] = [
        client(
            f"c{number}",
            office=draw(_office()),
            language=draw(st.sampled_from(LANGUAGES)),
            programs=draw(_some(PROGRAMS)),
            worker=draw(st.one_of(st.none(), ids, ids, st.just("x0"))),
            groups=draw(_some(GROUPS)),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    tasks = [
        task(
            f"t{number}",
            str(draw(st.sampled_from(clients))["id"]),
            program=draw(st.sampled_from(PROGRAMS)),
            kind=draw(st.sampled_from(KINDS)),
            minutes=draw(st.sampled_from([0, 1, 10, 33])),
            release=(release := draw(st.integers(0, periods - 1))),
            due=release + draw(st.integers(0 if release else -3, 3)),
            contact=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 6)))
    ]
    prices = st.sampled_from(["never", "30", "-20", "0"])
    pairs = [
        {"client": one["id"], "worker": other, "price": draw(prices), "reason": ""}
        for one in clients
        for other in [*(row["id"] for row in workers), "x0"]
        if draw(st.integers(0, 3)) == 0
    ]
    bare = instance_of(clients, workers, tasks, periods)
    return replace(
        bare,
        pairs=pl.DataFrame(pairs, schema=dict(SCHEMAS["pairs"])),
        former=pl.DataFrame({"id": ["x0"]}, schema=dict(SCHEMAS["former"])),
    )


def _ks() -> st.SearchStrategy[int | str]:
    return st.sampled_from([1, 2, "unlimited"])


def _prices() -> st.SearchStrategy[float]:
    return st.sampled_from([0.0, 0.25, 1.5, 4.0, 0.3333])


def _shares() -> st.SearchStrategy[float]:
    return st.sampled_from([0.0, 0.07, 0.3, 0.5, 1.0])


Sections = dict[str, dict[str, object]]


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy with any rule on or off."""
    fields = draw(_who()) | draw(_how_much())
    for section in fields.values():
        section["enabled"] = draw(st.sampled_from([True, True, True, False]))
    return Policy.model_validate(fields)


@st.composite
def _who(draw: st.DrawFn) -> Sections:
    """Draw the sections that say who may serve whom, and how many clients."""
    regions = draw(st.sampled_from([{}, {"x": ["a"]}, {"x": ["a", "b"]}, {"a": ["b", "c"]}]))
    return {
        "skills": {
            "bundle_integrity": draw(st.booleans()),
            "specialist_speedup": draw(st.sampled_from([0.0, 0.1, 0.3339])),
        },
        "language": {
            "match": draw(st.sampled_from(["required", "interpreter", "ignored"])),
            "interpreter_factor": draw(st.sampled_from([1.0, 1.1, 1.5])),
        },
        "pool": {
            "scope": draw(st.sampled_from(["office", "region", "county"])),
            "regions": regions,
        },
        "continuity": {
            "k": draw(_ks()),
            "exempt_kinds": draw(_some(KINDS)),
            "k_by_group": {name: draw(_ks()) for name in draw(_some(GROUPS))},
        },
        "caseload": {
            "cap": draw(st.sampled_from([None, 0.0, 1.0, 1.5])),
            "weights": {name: draw(_shares()) for name in draw(_some(PROGRAMS))},
            "caps": {name: draw(st.integers(0, 1)) for name in draw(_some(PROGRAMS))},
        },
    }


@st.composite
def _how_much(draw: st.DrawFn) -> Sections:
    """Draw the sections that limit and price minutes, changes and what is left."""
    low, high = sorted(draw(st.tuples(_shares(), _shares())))
    cheap, dear = sorted(draw(st.tuples(_prices(), _prices())))
    points = [{"above": low, "price": cheap}, {"above": high + 0.1, "price": dear}]
    group = draw(st.sampled_from(["office:a", "unit:A", "language:Spanish", "program:B"]))
    either = st.sampled_from(["priced", "forbidden"])
    return {
        "deadlines": {"late": draw(either), "late_price": draw(_prices())},
        "utilisation": {
            "ceiling": draw(st.one_of(st.none(), _shares())),
            "breakpoints": points,
            "gaps": draw(st.sampled_from([[], [{"group": group, "limit": draw(_shares())}]])),
        },
        "overtime": {"limit": draw(st.sampled_from([0, 5, 60])), "price": draw(_prices())},
        "service": {
            "undone": draw(either),
            "undone_price": draw(_prices()),
            "unowned": draw(_prices()),
            "levels": {name: draw(_shares()) for name in draw(_some(KINDS))},
        },
        "moves": {
            "change_price": draw(_prices()),
            "transfer_minutes": draw(st.sampled_from([0, 15])),
            "months_served": draw(st.sampled_from([1, 7])),
            "limit": draw(st.sampled_from([None, 0, 1])),
            "limit_share": draw(st.one_of(st.none(), _shares())),
            "frozen": draw(st.sampled_from([[], ["c0"], ["c0", "c1"]])),
            "fixed_owners": draw(st.sampled_from([{}, {}, {"c0": "w0"}, {"c1": "w0", "c9": "w1"}])),
            "fixed_tasks": draw(st.sampled_from([{}, {}, {"t0": "w0"}, {"t1": "w1", "t9": "w0"}])),
        },
        "handoffs": {"minutes": draw(st.sampled_from([0, 5]))},
        "robust": {
            "absence": draw(st.sampled_from([0.0, 0.07, 0.5])),
            "deviation": draw(st.sampled_from([0.0, 0.2, 1.0])),
            "clients": draw(st.integers(0, 2)),
            "threshold": draw(st.sampled_from([0, 3, 40])),
        },
    }


@st.composite
def plans(draw: st.DrawFn) -> tuple[Instance, Plan]:
    """Draw an instance and a plan whose tables can be read against it; it need not be legal."""
    instance = draw(instances())
    workers = instance.workers["id"].to_list()
    anybody = st.sampled_from([*workers, *workers, None])
    done = {id: draw(anybody) for id in instance.tasks["id"]}
    owners: dict[str, str | None] = {
        id: draw(st.one_of(st.just(today if today in workers else None), anybody))
        for id, today in instance.clients.select("id", "worker").iter_rows()
    }
    period = st.integers(0, instance.calendar.last)
    minutes = st.sampled_from([1, 5, 10, 15, 33, 60])
    work: list[Work] = []
    for id, whose, standard in instance.tasks.select("id", "client", "minutes").iter_rows():
        who = draw(st.sampled_from([done[id], done[id], done[id], *workers]))
        spent = draw(st.one_of(st.just(standard), minutes))
        if who is not None and spent:
            work.append((who, whose, "task", id, draw(period), spent))
    for id in draw(st.lists(st.sampled_from(instance.clients["id"].to_list()), max_size=3)):
        who, activity = draw(st.sampled_from(workers)), draw(st.sampled_from(SWITCHING))
        work.append((who, id, activity, None, draw(period), draw(minutes)))
    return instance, plan_of(instance, draw(policies()), owners, done, work)
