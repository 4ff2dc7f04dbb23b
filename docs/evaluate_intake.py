"""Measure the intake desk against the clerk's rule and against hindsight; write the table.

    python docs/evaluate_intake.py AGENCY NAME RESULT.json > table.md

Of the clients with work who first need something after the first day, some are taken out, and the
rest is planned (RESULT.json, made when it is missing). Half of those taken out come back as new
clients in the order of their first day, another half in every replication, and stay where they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import fmean, stdev

import numpy as np
import polars as pl

import samehands as sh
from samehands.intake.arrival import Arrival
from samehands.intake.quotes import Quote, Quotes
from samehands.intake.roster import Roster
from samehands.model.plan import Plan
from samehands.planning.result import require_plan

REPLICATIONS = 10
OUT = 0.3
"""Share of the clients who come after the first day that is taken out."""

_T = {5: 2.776, 10: 2.262, 20: 2.093}
"""Student's t at 97.5 %, by number of replications."""

Rule = Callable[[Quote, Roster], int]


def by_cost(quote: Quote, roster: Roster) -> int:
    """Return the worker whom the desk names."""
    row = quote.best()
    assert row is not None
    return row


def by_clerk(quote: Quote, roster: Roster) -> int:
    """Return, of the workers who may, one who speaks the language, then the least loaded."""
    able = quote.able()
    client = quote.arrival.client
    terms = roster.rules.terms(client.office, client.language, frozenset(client.programs))
    agents, regular = roster.loads.agents, roster.loads.capacity.sum(axis=1)
    used = agents.minutes[able] / np.maximum(regular[able], 1)
    return int(able[np.lexsort((able, used, ~terms.speaks[able]))[0]])


def split(instance: sh.Instance) -> tuple[sh.Instance, list[Arrival]]:
    """Return the agency without those who are yet to come, and them."""
    first = instance.tasks.group_by("client").agg(pl.col("release").min())
    later = first.filter(pl.col("release") > 0).sort("release", "client")["client"].to_list()
    out = {*Random(0).sample(later, round(OUT * len(later)))}
    gone = pl.col("id").is_in([*out])
    rest = replace(
        instance,
        clients=instance.clients.filter(~gone),
        tasks=instance.tasks.filter(~pl.col("client").is_in([*out])),
    )
    work: dict[str, list[sh.Task]] = {}
    for row in instance.tasks.filter(pl.col("client").is_in([*out])).to_dicts():
        work.setdefault(row["client"], []).append(sh.Task.model_validate(row))
    clients = {row["id"]: row for row in instance.clients.filter(gone).to_dicts()}
    return rest, [
        Arrival(sh.Client.model_validate({**clients[id], "worker": None}), tuple(work[id]))
        for id in later
        if id in out
    ]


def slack_cost(roster: Roster) -> int:
    """Return what late, overtime, full months and full caseloads cost, in thousandths."""
    loads = roster.loads.agents
    cost = (
        int(loads.late.sum()) * loads.late_price + int(loads.overtime.sum()) * loads.overtime_price
    )
    for load, starts, prices in (
        (loads.minutes, loads.minutes_from, loads.minutes_price),
        (loads.amount, loads.amount_from, loads.amount_price),
    ):
        cost += int((np.maximum(load - starts, 0).sum(axis=1) * prices).sum())
    return cost


def fixed_cost(quote: Quote, row: int) -> int:
    """Return what a client costs at a worker whatever the load: owner, contacts, undone."""
    parts = quote.candidate(row).parts
    return round(1000 * sum(parts.get(name, 0.0) for name in ("owner", "work", "undone")))


def run(roster: Roster, quotes: Quotes, stream: Sequence[Arrival], rule: Rule) -> int:
    """Place a stream, and return what it costs beside what was there: thousandths."""
    cost = 0
    for arrival in stream:
        quote = quotes.quote(arrival)
        row = rule(quote, roster)
        cost += fixed_cost(quote, row)
        roster.commit(arrival, row, quote.undone(row))
    return cost + slack_cost(roster)


def improve(roster: Roster, quotes: Quotes, stream: Sequence[Arrival], passes: int) -> int:
    """Place everybody anew, knowing all who came, until nothing gets better; return the cost."""
    fixed: dict[str, int] = {}
    for _ in range(passes):
        before = sum(fixed.values()) + slack_cost(roster) if fixed else None
        for arrival in stream:
            roster.remove(arrival.client.id)
            quote = quotes.quote(arrival)
            row = by_cost(quote, roster)
            fixed[arrival.client.id] = fixed_cost(quote, row)
            roster.commit(arrival, row, quote.undone(row))
        if before is not None and sum(fixed.values()) + slack_cost(roster) >= before:
            break
    return sum(fixed.values()) + slack_cost(roster)


def left_cost(roster: Roster, quotes: Quotes, stream: Sequence[Arrival]) -> int:
    """Return what it costs to place nobody."""
    cost = 0
    for arrival in stream:
        cost += round(1000 * (quotes.quote(arrival).unplaced() or 0.0))
        roster.loads.come(roster.rules.area[arrival.client.office], roster.standing(arrival), 1)
    return cost + slack_cost(roster)


def replications(
    instance: sh.Instance, policy: sh.Policy, result: sh.Result, pool: Sequence[Arrival], count: int
) -> Iterator[dict[str, int]]:
    """Yield the cost of each way in each replication: thousandths, beside what was there."""
    plan: Plan = require_plan(result)
    for seed in range(1, count + 1):
        chosen = {*Random(seed).sample(range(len(pool)), len(pool) // 2)}
        stream = [arrival for at, arrival in enumerate(pool) if at in chosen]
        costs: dict[str, int] = {"clients": len(stream)}
        for name, rule in (("clerk", by_clerk), ("desk", by_cost)):
            roster = Roster(instance, policy, plan)
            quotes = Quotes(roster, result.certificate)
            costs[name] = run(roster, quotes, stream, rule)
            if name == "desk":
                costs["hindsight"] = improve(roster, quotes, stream, 6)
        roster = Roster(instance, policy, plan)
        costs["none"] = left_cost(roster, Quotes(roster, None), stream)
        yield costs


def interval(values: Sequence[float]) -> str:
    """Return mean and 95 % interval."""
    half = _T.get(len(values), 2.0) * stdev(values) / len(values) ** 0.5
    return f"{fmean(values):.2f} ({fmean(values) - half:.2f} to {fmean(values) + half:.2f})"


def main(agency: str, name: str, file: str, count: int = REPLICATIONS) -> None:
    """Measure one agency and print its rows of the table."""
    instance, policy = sh.read(agency)
    rest, pool = split(instance)
    if not Path(file).exists():
        found = sh.solve(rest, policy, time_limit=150, threads=1)
        sh.save_result(found, file)
    result = sh.load_result(file, rest)
    rows: list[dict[str, int]] = []
    for each in replications(rest, policy, result, pool, count):
        rows.append(each)
        sys.stdout.write(f"<!-- {each} -->\n")
        sys.stdout.flush()
    for way in ("clerk", "desk"):
        above = [(row[way] - row["hindsight"]) / 1000 / row["clients"] for row in rows]
        share = [100 * (row["none"] - row[way]) / (row["none"] - row["hindsight"]) for row in rows]
        sys.stdout.write(f"| {name} | {way} | {interval(share)} | {interval(above)} |\n")


if __name__ == "__main__":
    main(*sys.argv[1:4], count=int((*sys.argv[4:], REPLICATIONS)[0]))
