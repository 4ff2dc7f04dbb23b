"""The networks of minutes and of cases, and what is short in them, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..changes import FTE_MINUTES_A_PERIOD
from ..formulations.rules import caseload, moves, overtime, utilisation
from ..model.units import MILLI
from ..problem import Bools, Ints
from .answer import Shortage
from .demand import (
    Needs,
    Question,
    anyone,
    case_needs,
    days,
    many,
    must_change,
    owner_patterns,
    whom,
)
from .network import Cut, Nodes, Supply, cut, nodes_of
from .uncovered import needed_programs

# Cuts of the network relaxation, shrunk until they can be read, in minutes and in cases.


_MOST = 12
"""Most shortages that are named; those that are left are counted in the last one."""


@dataclass(frozen=True, eq=False)
class Found:
    """A shortage in the nodes of a network.

    Parameters
    ----------
    nodes : boolean array of shape (nodes,)
        Whose needs.
    used : boolean array of shape (groups, periods)
        Who may serve them, when.
    need, missing : int
        In the unit of the network; what is missing of earlier shortages is left out of ``need``.
    is_besides : bool
        Whether some of the needs are in an earlier shortage, too.
    """

    nodes: Bools
    used: Bools
    need: int
    missing: int
    is_besides: bool


def shortages(nodes: Nodes) -> list[Found]:
    """Return shortages that together explain all that is missing.

    Each is shrunk to the fewest patterns of workers that are short by themselves, the widest
    dropped first, so that the scarcest remain; then all needs that only the same workers may serve
    are put back, so that their shortage is told once. Its needs are cut down to what can be
    served, and the next is looked for.

    Parameters
    ----------
    nodes : Nodes
        The network.

    Returns
    -------
    list of Found
        In the order in which they were found; empty if everything fits.
    """
    amount = nodes.amount.copy()
    before = np.zeros(len(amount), dtype=np.bool_)
    found: list[Found] = []
    while True:
        whole = cut(nodes, amount)
        if not whole.missing:
            return found
        part = whole if len(found) == _MOST - 1 else _shrunk(nodes, amount, whole)
        chosen = part.nodes
        found.append(
            Found(
                nodes=chosen,
                used=part.used,
                need=int(amount[chosen].sum()) * nodes.unit,
                missing=part.missing * nodes.unit,
                is_besides=bool((chosen & before).any()),
            )
        )
        before |= chosen
        amount = np.where(chosen, part.served, amount)


def _shrunk(nodes: Nodes, amount: Ints, whole: Cut) -> Cut:
    """Drop pattern after pattern as long as what is left does not fit; put back what is alike."""
    kept = whole
    width = nodes.serves.sum(axis=1)
    patterns = np.unique(nodes.pattern[kept.nodes])
    for pattern in patterns[np.argsort(-width[patterns], kind="stable")]:
        tried = cut(nodes, np.where(kept.nodes & (nodes.pattern != pattern), amount, 0))
        if tried.missing:
            kept = tried
    serving = anyone(nodes.serves[np.unique(nodes.pattern[kept.nodes])].T)
    alike = ~anyone(nodes.serves & ~serving)
    return cut(nodes, np.where(alike[nodes.pattern], amount, 0))


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
