"""What a new client would cost at each worker: the prices of the desk."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..model.certificate import Certificate
from ..model.checks.cells import shown
from ..model.errors import InputError, InputFault
from ..model.policy import MILLI
from ..problem import Bools, Ints
from ..solver.marginal_costs import IMPOSSIBLE, AgentLoads, Offer, offers, price_offer
from .arrival import Arrival
from .placement import Candidate, Placement, in_minutes
from .roster import Roster
from .terms import RULES, Terms, code_of

_PARTS = (
    ("owner", offers.OWN),
    ("work", offers.WORK),
    ("undone", offers.LEFT),
    ("late", offers.LATE),
    ("overtime", offers.OVERTIME),
    ("utilisation", offers.MINUTES),
    ("caseload", offers.AMOUNT),
)


class Quotes:
    """Works out what clients cost at workers.

    Parameters
    ----------
    roster : Roster
        Who has whom.
    certificate : Certificate or None
        The prices of the last plan.
    """

    def __init__(self, roster: Roster, certificate: Certificate | None) -> None:
        self.roster = roster
        self._time, self._case = _time_prices(roster, certificate)

    def quote(self, arrival: Arrival) -> Quote:
        """Return what a client costs at every worker, at the loads as they are."""
        roster, client = self.roster, arrival.client
        rules = roster.rules
        terms = rules.terms(client.office, client.language, frozenset(client.programs))
        codes = self._codes(arrival, terms)
        offer, through = self._offer(arrival, terms, codes)
        loads = roster.loads.with_standing(terms.area, offer.amount)
        return Quote(self, arrival, offer, through, codes, price_offer(loads, offer))

    def _codes(self, arrival: Arrival, terms: Terms) -> Ints:
        """Return the rule that keeps each worker from a client, whatever the time left: codes."""
        roster, client = self.roster, arrival.client
        rules, loads = roster.rules, roster.loads
        codes = terms.excluded.copy()
        met = rules.meetings(client.id)
        if met is not None:
            _exclude(codes, "pairs", met[0])
        workers = np.arange(len(codes))
        only = rules.only_owner(client)
        if only is not None:
            _exclude(codes, "moves", workers != only)
        if client.worker in rules.rows and not roster.may_move():
            _exclude(codes, "moves", workers != rules.rows[client.worker])
        self._ask_household(arrival, codes)
        if loads.caps.names:
            _exclude(codes, "caseload", loads.caps.is_full(client.programs))
        if roster.policy.utilisation.gaps:
            minutes = sum(task.minutes for task in arrival.tasks)
            _exclude(codes, "utilisation", loads.gaps.is_wider(minutes))
        return codes

    def _ask_household(self, arrival: Arrival, codes: Ints) -> None:
        """Exclude whoever does not own the client's household, and all where K would be broken."""
        roster, client = self.roster, arrival.client
        home = roster.household(client)
        if home is None:
            return
        workers, ids = np.arange(len(codes)), roster.rules.ids
        owner = -1 if home.owner is None else home.owner
        _exclude(codes, "continuity", workers != owner)
        if owner < 0:
            return
        others = home.workers - {ids[owner]}
        most = [k for k in (home.most, roster.rules.limit_of(client.groups)) if k is not None]
        if most and len(others) + 1 > min(most):
            _exclude(codes, "continuity", workers >= 0)
        handoffs = roster.policy.handoffs
        if others and handoffs.enabled and handoffs.minutes:
            _exclude(codes, "handoffs", workers >= 0)

    def _offer(self, arrival: Arrival, terms: Terms, codes: Ints) -> tuple[Offer, Ints]:
        """Return the client as an offer, and the interpreted minutes of its tasks at each."""
        roster, client = self.roster, arrival.client
        rules, workers = roster.rules, len(codes)
        met = rules.meetings(client.id)
        meeting, missed = (np.int64(0), 0) if met is None else met[1:]
        own, start = terms.price + meeting, np.zeros(workers, dtype=np.int64)
        if client.worker is not None:
            changes = np.arange(workers) != rules.rows.get(client.worker, -1)
            own = own + changes * roster.change_price()
            start = changes * roster.transfer_minutes()
        items = len(arrival.tasks)
        minutes = np.empty((items, workers), dtype=np.int64)
        cost = np.zeros((items, workers), dtype=np.int64)
        through = np.zeros((items, workers), dtype=np.int64)
        windows: list[tuple[int, int]] = []
        left: list[int] = []
        most = roster.limit_of(client)
        for at, task in enumerate(arrival.tasks):
            is_pooled = roster.is_pooled(task, most)
            rules.price_task(terms, task, is_pooled, minutes[at], cost[at], through[at])
            if met is not None:
                cost[at] += meeting
            windows.append((task.release, rules.due(task)))
            undone = rules.undone(task)
            left.append(undone if undone < 0 else undone + missed)
        release, due = np.array(windows, dtype=np.int64).reshape(items, 2).T.copy()
        standing = roster.standing(arrival)
        offer = Offer(
            agents=codes == 0,
            own=own,
            start=start,
            span=np.array(roster.span(windows), dtype=np.int64),
            amount=standing,
            release=release,
            due=due,
            minutes=minutes,
            cost=cost,
            left=np.array(left, dtype=np.int64),
            ties=self._ties(release, due, minutes, standing),
            is_whole=False,
        )
        return offer, through

    def _ties(self, release: Ints, due: Ints, minutes: Ints, standing: int) -> offers.Floats:
        """Return who comes first at the same cost: (workers, 2)."""
        loads = self.roster.loads
        ties = np.empty((len(loads.capacity), 2))
        ties[:, 0] = self._worth(release, due, minutes, standing)
        # Who owns least of a fair share.
        np.divide(loads.agents.amount, loads.fair.some, out=ties[:, 1])
        return ties

    def _worth(self, release: Ints, due: Ints, minutes: Ints, standing: int) -> offers.Floats:
        """Return what work is worth at the prices of the last plan: minutes, (workers,)."""
        if self._time is None:
            return self._case
        found = self._case * standing
        if len(release):
            found += (self._time[:, release, due] * np.maximum(minutes, 0).T).sum(axis=1)
        return found


class Quote:
    """What one client costs at every worker, and why.

    Parameters
    ----------
    quotes : Quotes
        Where it comes from.
    arrival : Arrival
        The client.
    offer : Offer
        The same in numbers.
    through : array of shape (tasks, workers)
        Minutes of each task through an interpreter.
    codes : array of shape (workers,)
        Code of the rule that keeps each worker from the client.
    found : tuple of arrays
        As ``price_offer`` returns them.
    """

    def __init__(
        self,
        quotes: Quotes,
        arrival: Arrival,
        offer: Offer,
        through: Ints,
        codes: Ints,
        found: tuple[Ints, Ints, Bools, Ints],
    ) -> None:
        self._quotes, self.arrival = quotes, arrival
        self._offer, self._through, self._codes = offer, through, codes
        self.total, self._parts, self._left, self._best = found
        loads = quotes.roster.loads
        # Placements may be read later, when the loads are others.
        self._standing = loads.agents.amount.copy()
        self._free = loads.agents.tightest[:, offer.span[0], offer.span[1]].copy()
        self._minutes_now = loads.agents.minutes.copy()
        self._needed = dict(loads.fair.needed)

    def best(self) -> int | None:
        """Return the row of the best worker; None where nobody may have the client.

        The cheapest; then whose time is worth least; then who owns least of a fair share.
        """
        return int(self._best[0]) if len(self._best) else None

    def cost(self, row: int) -> int:
        """Return what the client costs at a worker: thousandths, or ``IMPOSSIBLE``.

        Of workers who are none of the three best it is worked out when it is asked for.
        """
        if self.total[row] < 0:
            alone = np.zeros_like(self._offer.agents)
            alone[row] = True
            roster = self._quotes.roster
            area = roster.rules.area[self.arrival.client.office]
            loads = roster.loads.with_standing(area, self._offer.amount)
            found = price_offer(loads, self._offer._replace(agents=alone, is_whole=True))
            for mine, its in zip((self.total, self._parts, self._left), found, strict=False):
                mine[row] = its[row]
        return int(self.total[row])

    def able(self) -> Ints:
        """Return the rows of the workers who may have the client, in order."""
        rows = [row for row in range(len(self.total)) if self.cost(row) < IMPOSSIBLE]
        return np.array(rows, dtype=np.int64)

    def rule(self, row: int) -> str:
        """Return the rule that keeps a worker from the client, empty where none does."""
        if self.cost(row) < IMPOSSIBLE:
            return ""
        if self._codes[row]:
            return RULES[int(self._codes[row])]
        offer = self._offer
        if ((offer.minutes[:, row] < 0) & (offer.left < 0)).any():
            return "service"
        most = self._quotes.roster.loads.agents.most[row]
        is_full = self._minutes(row) + self._minutes_now[row] > most
        return "utilisation" if is_full else "deadlines"

    def excluded(self) -> Mapping[str, int]:
        """Return how many workers each rule keeps from the client, in the order of the rules.

        Who has no time left counts where that was looked at: among those who might be cheapest.
        """
        counts = np.bincount(self._codes, minlength=len(RULES))
        counts[0] = 0
        for row in np.flatnonzero((self.total >= IMPOSSIBLE) & (self._codes == 0)).tolist():
            counts[code_of(self.rule(row))] += 1
        return {rule: count for rule, count in zip(RULES, counts.tolist(), strict=True) if count}

    def undone(self, row: int) -> tuple[str, ...]:
        """Return the tasks that a worker would leave undone."""
        tasks = self.arrival.tasks
        return tuple(
            task.id for task, is_left in zip(tasks, self._left[row], strict=True) if is_left
        )

    def _minutes(self, row: int) -> int:
        return self._sum(self._offer.minutes, row) + int(self._offer.start[row])

    def _sum(self, minutes: Ints, row: int) -> int:
        """Return the minutes of the tasks that a worker would do."""
        left = self._left[row].tolist()
        each = minutes[:, row].tolist()
        return sum(one for one, is_left in zip(each, left, strict=True) if not is_left and one > 0)

    def candidate(self, row: int) -> Candidate:
        """Return what was found for a worker."""
        rule, roster = self.rule(row), self._quotes.roster
        said = self._parts[row].tolist()
        parts = {} if rule else {name: said[at] / MILLI for name, at in _PARTS if said[at]}
        cost = None if rule else in_minutes(int(self.total[row]))
        interpreted = self._sum(self._through, row)
        free = max(-int(self._free[row]), 0)
        fair = roster.loads.fair
        return Candidate(
            worker=roster.rules.ids[row],
            rule=rule or None,
            why=_reason(rule, cost, parts, interpreted, free),
            cost=cost,
            parts=parts,
            minutes=self._minutes(row),
            interpreted=interpreted,
            transfer=int(self._offer.start[row]),
            undone=() if rule else self.undone(row),
            time_price=round(float(self._offer.ties[row, 0]), 3),
            free=free,
            standing=int(self._standing[row]),
            fair_share=fair.share(row, self._needed) if fair.prices else None,
        )

    def placement(self, changes: int) -> Placement:
        """Return the answer of the desk."""
        best = self.best()
        return Placement(
            arrival=self.arrival,
            worker=None if best is None else self._quotes.roster.rules.ids[best],
            changes=changes,
            _quote=self,
        )

    def row(self, worker: str) -> int:
        """Return the row of a worker; InputError if there is none of that id."""
        row = self._quotes.roster.rules.rows.get(worker)
        if row is None:
            says = f"no worker {shown(worker)}"
            raise InputError([InputFault("argument", None, None, "worker", says)])
        return row

    def three_best(self) -> tuple[Candidate, ...]:
        """Return the three cheapest workers, the best first."""
        return tuple(self.candidate(row) for row in self._best.tolist())

    def unplaced(self) -> float | None:
        """Return the minutes it costs to place the client nowhere; None where that may not be."""
        service = self._quotes.roster.policy.service
        left = self._offer.left
        if (service.enabled and service.undone == "forbidden") or (left < 0).any():
            return None
        rules = self._quotes.roster.rules
        met = rules.meetings(self.arrival.client.id)
        missed = 0 if met is None else met[2]
        return in_minutes(rules.unowned() + missed + int(left.sum()))


_KEPT = {
    "pool": "serves other offices",
    "skills": "does not work in all programs of the client",
    "language": "does not speak the client's language",
    "pairs": "must not meet the client",
    "moves": "is not the owner who must stay, or no more owners may change",
    "continuity": "does not own the client's household, or it has as many workers as it may meet",
    "handoffs": "another worker serves the household, who would have to get to know the client",
    "caseload": "owns as many cases as the cap allows",
    "utilisation": "has as much work as the ceiling or a gap allows",
    "service": "may not do a task that must be done",
    "deadlines": "has no time left for work that must be done",
}
_PRICED = {
    "owner": "as owner",
    "work": "for the contacts and the wait",
    "undone": "undone",
    "late": "late",
    "overtime": "overtime",
    "utilisation": "for a full month",
    "caseload": "for a full caseload",
}


def _reason(
    rule: str, cost: float | None, parts: Mapping[str, float], interpreted: int, free: int
) -> str:
    if rule:
        return f"{rule}: {_KEPT[rule]}"
    # Thousandths of minutes in full, whatever comes before them.
    said = [f"{value:.15g} {_PRICED[name]}" for name, value in parts.items()]
    why = f"{cost:.15g} min" + (f" ({', '.join(said)})" if said else "")
    if interpreted:
        why += f"; {interpreted} min through an interpreter"
    return f"{why}; {free} min free by the last due"


def _exclude(codes: Ints, rule: str, kept: Bools) -> None:
    codes[(codes == 0) & kept] = code_of(rule)


def _time_prices(
    roster: Roster, certificate: Certificate | None
) -> tuple[offers.Floats | None, offers.Floats]:
    """Return the price of a minute by worker, release and due, and of a standing minute.

    In minutes, of shape (workers, periods, periods) and (workers,).
    """
    agents: AgentLoads = roster.loads.agents
    workers, periods = agents.room.shape
    time, case = np.zeros((workers, periods, periods)), np.zeros(workers)
    if certificate is None:
        return None, case
    scale = certificate.scale * MILLI
    for row in certificate.rows:
        worker = roster.rules.rows.get(row.worker)
        if worker is None:
            continue
        if row.window is not None:
            # A minute counts in every window around its own.
            first, last = row.window
            time[worker, first:, : last + 1] += row.price / scale
        elif row.rule == "utilisation" and row.name is not None and "gap" not in row.name:
            time[worker] += row.price / scale
        elif row.rule == "caseload" and row.name == "standing":
            case[worker] += row.price / scale
    return time, case
