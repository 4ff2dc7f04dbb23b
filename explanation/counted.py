"""The networks of minutes and of cases, and what is short in them, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..formulations.rules import caseload, moves, overtime, utilisation
from ..model.units import MILLI
from ..planning.changes import FTE_MINUTES_A_PERIOD
from ..problem import Ints
from .answer import Shortage
from .closed import needed_programs
from .needs import Needs, Question, anyone, case_needs, must_change, owner_patterns
from .network import Nodes, Supply, nodes_of
from .shortages import Found, shortages
from .wording import days, many, whom


@dataclass(frozen=True, eq=False)
class CaseNetwork:
    """What must be and may be owned under one cap.

    Parameters
    ----------
    field : str
        Field of the policy.
    limit, scale : int
        The cap, and what stands for one case.
    needs : Needs
        Cases that must be owned.
    supply : Supply
        Cases that may be owned.
    """

    field: str
    limit: int
    scale: int
    needs: Needs
    supply: Supply


def minute_supply(asked: Question, needs: Needs) -> Supply:
    """Return the minutes that workers have, with overtime, under the ceiling."""
    view, policy = asked.view, asked.policy
    everything = np.full(view.workers, needs.amount.sum(), dtype=np.int64)
    amount = view.capacity + overtime.limits(view, policy, everything)
    levels = utilisation.levels(view, policy)
    ceilings = [level.capacity for level in levels if level.price is None]
    return Supply(amount, ceilings[0] if ceilings else None)


def case_networks(asked: Question) -> Iterator[CaseNetwork]:
    """Yield the network of each caseload cap."""
    section = asked.policy.caseload
    if not section.enabled:
        return
    fields = [("caseload.cap", MILLI)] if section.cap is not None else []
    fields += [(f"caseload.caps.{program}", 1) for program in section.caps]
    caps = caseload.caps(asked.view, asked.policy)
    for (field, scale), cap in zip(fields, caps, strict=True):
        amount = np.full((asked.view.workers, 1), cap.limit, dtype=np.int64)
        needs = case_needs(asked, cap.weight)
        yield CaseNetwork(field, cap.limit, scale, needs, Supply(amount, None))


def minute_shortages(asked: Question, needs: Needs, supply: Supply) -> Iterator[Shortage]:
    """Yield the shortages of minutes."""
    if not len(needs.amount):
        return
    nodes = nodes_of(needs, supply)
    for found in shortages(nodes):
        inside = needs.some(found.nodes[nodes.node])
        first, last = int(inside.release.min()), int(inside.due.max())
        plain = _shortage(asked, inside, nodes, found, 1)
        when = days(first, last, asked.view.last)
        fte = found.missing / (FTE_MINUTES_A_PERIOD * (last - first + 1))
        needy = "needs" if plain.clients == 1 else "need"
        words = (
            f"{plain.words} {needy} {plain.need:,.10g} minutes {when}; "
            f"{_able(plain.workers, 'has', 'have')} {plain.have:,.10g}: "
            f"{plain.missing:,.10g} minutes ({_fte(fte)}) are missing"
        )
        yield plain.model_copy(update={"first": first, "last": last, "fte": fte, "words": words})


def case_shortages(asked: Question) -> Iterator[Shortage]:
    """Yield the shortages of places under the caps."""
    for network in case_networks(asked):
        if not len(network.needs.amount):
            continue
        nodes = nodes_of(network.needs, network.supply)
        for found in shortages(nodes):
            inside = network.needs.some(found.nodes[nodes.node])
            plain = _shortage(asked, inside, nodes, found, network.scale)
            fte = found.missing / network.limit if network.limit else None
            extra = "" if fte is None else f" ({_fte(fte)})"
            counts = "counts" if plain.clients == 1 else "count"
            words = (
                f"{plain.words} {counts} {plain.need:,.10g} under {network.field}; "
                f"{_able(plain.workers, 'may own', 'may own')} {plain.have:,.10g}: "
                f"{plain.missing:,.10g} too many{extra}"
            )
            update = {"unit": "cases", "rule": network.field, "fte": fte, "words": words}
            yield plain.model_copy(update=update)


def move_shortages(asked: Question) -> Iterator[Shortage]:
    """Yield that more clients must change owner than the limit on moves allows."""
    limits = moves.most_changes(asked.view, asked.policy)
    if not limits:
        return
    field, most = min(limits, key=lambda limit: limit[1])
    owners, owning = owner_patterns(asked)
    changing = np.flatnonzero(must_change(asked) & anyone(owners)[owning])
    missing = len(changing) - most
    if missing <= 0:
        return
    about = whom(asked.view, changing, needed_programs(asked, changing, changing * 0 - 1))
    yield Shortage(
        unit="moves",
        rule=f"moves.{field}",
        clients=about.clients,
        offices=about.offices,
        languages=about.languages,
        programs=about.programs,
        first=None,
        last=None,
        need=len(changing),
        have=most,
        missing=missing,
        workers=(),
        fte=None,
        words=f"the owner of today may not stay with {about.words}; at most "
        f"{many(most, 'client')} may change owner: {missing:,} too many",
    )


def _shortage(asked: Question, inside: Needs, nodes: Nodes, found: Found, scale: int) -> Shortage:
    """Return a shortage whose words only say whom it is about."""
    needed = needed_programs(asked, inside.client, inside.task)
    about = whom(asked.view, inside.client, needed)
    workers = asked.instance.workers["id"].gather(_who(nodes, found).tolist()).to_list()
    apart = "on top of the other shortages, " if found.is_besides else ""
    return Shortage(
        unit="minutes",
        rule="",
        clients=about.clients,
        offices=about.offices,
        languages=about.languages,
        programs=about.programs,
        first=None,
        last=None,
        need=found.need / scale,
        have=(found.need - found.missing) / scale,
        missing=found.missing / scale,
        workers=tuple(workers),
        fte=None,
        words=apart + about.words,
    )


def _who(nodes: Nodes, found: Found) -> Ints:
    serving = anyone(nodes.serves[np.unique(nodes.pattern[found.nodes])].T)
    return np.flatnonzero(serving[nodes.group])


def _able(workers: tuple[str, ...], one: str, several: str) -> str:
    verb = one if len(workers) == 1 else several
    return f"the {many(len(workers), 'worker')} who may serve them {verb}"


def _fte(number: float) -> str:
    shown = f"{number:.1f}" if number >= 0.05 else "less than 0.1"
    return f"{shown} full-time equivalents"
