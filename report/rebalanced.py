"""A rebalance as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from ..explanation.wording import join_names
from ..metrics.unserved import unowned_clients
from ..model.plan import Plan
from ..rebalancing.answer import GivenUp, LimitReached, LimitSource, Rebalance, Side
from ..rebalancing.moves import Move
from .breakdowns import breakdown_sections
from .columns import PARTS
from .document import (
    Block,
    Document,
    Listing,
    Paragraph,
    Section,
    origin_section,
    price_section,
    size_block,
    unowned_lines,
)
from .first_screen import answer_section, how_sure, sentences_between, side_by_side
from .moved import away_lines, change_words
from .plan_sheets import NamedPlan
from .quantities import TITLE, Told, quantity_blocks, scale_of
from .tables import UNKNOWN, Cell, Column, Table, Value, count, listed, minutes, state

REASONS = {
    "leaves": "the owner leaves",
    "transfer": "the owner hands over",
    "left": "the owner had left before",
    "absent": "the owner is away",
    "unfit": "the owner may not own the client under the policy",
    "balance": "to even out the work",
    "first": "had no owner",
}
"""Why a client gets another owner, as people read it."""

_AWAY = "away in every period"
_GREEDY = "least-loaded"
_GREEDY_WORDS = (
    "The clerk's rule (engine least-loaded): whoever lost the owner goes to the worker with the "
    "lowest utilisation who may own the client; nobody else moves."
)
_LOST = (
    "A deadline is lost where a task is on time today (today's owners, everybody there) and late "
    "or undone afterwards."
)
_SET: Mapping[LimitSource, str] = {
    "asked": "as asked for",
    "policy": "set by the policy",
    "default": "by default as many as have an owner who may not own them, at least 1 % of the "
    "clients whose owner is still there",
}


def rebalanced_plans(found: Rebalance) -> list[NamedPlan]:
    """Return the plan to follow, with why clients move."""
    why = {move.client: REASONS[move.reason] for move in found.moves}
    return [NamedPlan("rebalanced", found.best.plan, found.instance, why)]


def rebalanced_document(found: Rebalance, most: int = 40, *, in_parts: bool = True) -> Document:
    """Return the report on a rebalance.

    Parameters
    ----------
    found : Rebalance
        The rebalance.
    most : int
        Most moves that a terminal lists one by one.
    in_parts : bool
        Whether plans are told in parts too, which only a page shows and which takes a second of an
        office.
    """
    told = _told(found)
    costs, workers, moves = "What it costs", "The workers", "Whose clients move to whom"
    blocks: list[Block] = [
        _sides(found, costs),
        Paragraph(_GREEDY_WORDS, "note"),
        Paragraph(_LOST, "note"),
    ]
    if found.given_up is not None:
        blocks.append(Paragraph(_given_up_words(found.given_up, found.best), "note"))
    why = "Why clients move"
    sections = [
        answer_to_rebalance(found),
        Section(TITLE, quantity_blocks(told, scale_of(found.instance))),
        Section(costs, blocks),
        Section(why, [_reasons(found, why)]),
        _workers(found, workers),
        Section(moves, [_moves(found, moves, most)]),
        *breakdown_sections(
            found.instance,
            {"rebalanced": found.best.plan, _other(found): found.greedy.plan} if in_parts else {},
        ),
    ]
    unowned = unowned_clients(found.instance, found.best.plan)
    if unowned:
        lines = unowned_lines(found.instance, unowned)
        sections.append(Section("Without an owner", [Listing(lines)]))
    sections += [
        Section("Deadlines lost", [Listing(_lost(found))]),
        price_section(found.policy),
    ]
    lead: list[Block] = [size_block(found.instance)]
    if found.limit_reached is not None:
        lead.append(Paragraph(_limit_words(found.limit_reached), "warning", internal=True))
    question = "Who takes over which clients, and what does it cost?"
    origin = origin_section(instance=found.instance, policy=found.policy)
    return Document(question, sections, origin, lead)


def answer_to_rebalance(found: Rebalance) -> Section:
    """Return the first screen of the report on a rebalance.

    Parameters
    ----------
    found : Rebalance
        The rebalance.
    """
    told = _told(found)
    return answer_section(
        sentences_between(told[0], told[1]),
        [how_sure(_known(found))],
        found.policy,
        [side_by_side(told, scale_of(found.instance))],
    )


def _told(found: Rebalance) -> list[Told]:
    return [
        Told(name, side.metrics, side.objective, side.objective_parts)
        for name, side in (
            ("before", found.before),
            ("rebalanced", found.best),
            (_other(found), found.greedy),
        )
    ]


def _known(found: Rebalance) -> str:
    """Return how sure it is that nothing better can be had."""
    if found.best.status == "optimal":
        return "No new owners within the limit on changes cost less (the engine says so)."
    if found.best.bound is None:
        return "No bound is known, so cheaper owners may exist."
    return "Cheaper owners may exist: the plan is not proven best; its bound stands below."


def _limit_words(reached: LimitReached) -> str:
    """Return that the limit on changes was reached, and what more changes would give."""
    changes = count(reached.limit, "chosen change")
    limit = f"The limit of {changes} of owner ({_SET[reached.source]})"
    if reached.minutes_saved == 0.0:
        return f"{limit} is reached, but costs nothing: no plan with more changes is cheaper."
    if reached.changes is None:
        return f"{limit} is reached. What more changes would give was not found in time."
    gains = [*_gains(reached), f"save {minutes(reached.minutes_saved)} minutes of cost"]
    return (
        f"{limit} binds: {reached.changes:,} more would {join_names(gains, 'and')}. "
        f"--max-changes {reached.enough} allows that."
    )


def _gains(reached: LimitReached) -> Iterator[str]:
    amounts = (
        (reached.tasks_done, "do", "leave undone", "task"),
        (reached.deadlines_kept, "keep", "lose", "deadline"),
    )
    for amount, better, worse, noun in amounts:
        if amount:
            yield f"{better if amount > 0 else worse} {count(abs(amount), f'more {noun}')}"


def _sides(found: Rebalance, caption: str) -> Table:
    sides = (found.best, found.greedy)
    ends = [state(side.status, side.limit) for side in sides]
    rows: list[Sequence[Cell]] = [
        ["status", "as it was", *(end.split(",")[0] for end in ends)],
        ["cost in minutes", found.before.objective, *(side.objective for side in sides)],
    ]
    for part, words in PARTS.items():
        cells = [side.objective_parts.get(part) for side in sides]
        rows.append([f"  {words}", found.before.objective_parts.get(part), *cells])
    rows += [
        ["bound (reported)", "", found.best.bound, ""],
        ["changes of owner", "", *(Value(side.changes, "count") for side in sides)],
        ["  forced, as the owner has left", "", *(Value(side.forced, "count") for side in sides)],
        ["  chosen", "", *(Value(side.changes - side.forced, "count") for side in sides)],
        ["  most that may be chosen", "", Value(found.limit, "count"), ""],
        ["deadlines lost", "", *(Value(len(side.deadlines_lost), "count") for side in sides)],
        ["utilisation, mean", *_metric(found, "utilisation_mean")],
        ["utilisation, highest", *_metric(found, "utilisation_max")],
        ["contacts without interpreter", *_metric(found, "contacts_without_interpreter")],
    ]
    heads = ("before", "rebalanced", _other(found))
    columns = [Column("what"), *(Column(head, "minutes") for head in heads)]
    return Table("costs", caption, columns, rows, strong=(1,))


def _other(found: Rebalance) -> str:
    """Return what the other plan is: the clerk may find none where nothing may be left."""
    return "the clerk's rule" if found.greedy.engine == _GREEDY else "only who must"


def _metric(found: Rebalance, name: str) -> list[Cell]:
    tables = [found.before.metrics, found.best.metrics, found.greedy.metrics]
    return [UNKNOWN if each is None else Value(each.value(name), "share") for each in tables]


def _reasons(found: Rebalance, caption: str) -> Table:
    kinds = Counter[str](move.reason for move in found.moves)
    left = Counter[str](move.reason for move in found.moves if move.owner is None)
    rows: list[list[Cell]] = [
        [words, kinds[reason], left[reason] or ""]
        for reason, words in REASONS.items()
        if kinds[reason]
    ]
    columns = [Column("reason"), Column("clients", "count"), Column("without an owner", "count")]
    return Table("reasons", caption, columns, rows or [["nobody moves", 0, ""]])


def _workers(found: Rebalance, caption: str) -> Section:
    gives = Counter(move.before for move in found.moves)
    takes = Counter(move.owner for move in found.moves)
    plan = found.best.plan
    owns = Counter(plan.owners["owner"].drop_nulls().to_list())
    used = _used(found, plan)
    away = {each.worker for each in found.away}
    here: list[str] = found.instance.workers["id"].to_list()
    former: list[str] = found.instance.former["id"].to_list()
    rows = [
        (
            worker,
            _AWAY if worker in away else "here",
            gives[worker],
            takes[worker],
            owns[worker],
            used.get(worker),
        )
        for worker in here
        if gives[worker] or takes[worker] or worker in away
    ]
    rows += [(worker, "has left", gives[worker], 0, 0, None) for worker in former if gives[worker]]
    counts = [Column(head, "count") for head in ("gives", "takes", "owns")]
    columns = [Column("worker"), Column("state"), *counts, Column("utilisation", "share")]
    lines = away_lines(found.away)
    return Section(
        caption,
        [Table("workers", caption, columns, rows), *([Listing(lines)] if lines else [])],
    )


def _used(found: Rebalance, plan: Plan) -> dict[str, float]:
    regular = found.instance.workers.select(
        pl.col("id").alias("worker"), pl.col("minutes").list.sum().alias("regular")
    )
    load = plan.work.group_by("worker").agg(pl.col("minutes").sum().alias("load"))
    frame = regular.join(load, on="worker", how="left").filter(pl.col("regular") > 0)
    return dict(frame.select("worker", pl.col("load").fill_null(0) / pl.col("regular")).iter_rows())


def _moves(found: Rebalance, caption: str, most: int) -> Table:
    rows = [
        (
            move.client,
            move.before or "-",
            move.owner,
            _why(move),
            "yes" if move.speaks else "interpreter",
            move.choices,
        )
        for move in found.moves
        if move.owner is not None
    ]
    heads = ("client", "from", "to", "why", "speaks the language")
    columns = [*map(Column, heads), Column("could own", "count")]
    return Table("moves", caption, columns, rows, most=most)


def _why(move: Move) -> str:
    """Return what of the events is behind a move, and what speaks against today's owner."""
    reason, words = REASONS[move.reason], change_words(move)
    if move.reason in ("leaves", "left", "first") or not words:
        return reason
    if move.reason == "unfit" and move.why == "rule":
        return f"{reason} ({move.rule})"
    return f"{reason}: {words}"


def _given_up_words(cheapest: GivenUp, best: Side) -> str:
    lost = count(cheapest.deadlines_lost, "deadline")
    return (
        f"The cheapest plan found costs {minutes(cheapest.objective)} minutes and loses {lost}; it "
        f"was given up for the one above, which loses {len(best.deadlines_lost):,}."
    )


def _lost(found: Rebalance) -> list[str]:
    def line(name: str, side: Side) -> str:
        if not side.deadlines_lost:
            return f"{name}: none"
        return f"{name}: {count(len(side.deadlines_lost), 'task')} ({listed(side.deadlines_lost)})"

    return [line("rebalanced", found.best), line(_other(found), found.greedy)]
