"""Who has whom at the desk: the plan it began with, and every client who came and left since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

import numpy as np
import polars as pl

from ..audit import check
from ..audit.standing import standing_minutes
from ..model.checks.policy import policy_problems
from ..model.errors import InputError, InputFault, UnsupportedError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy, floor_share, milli
from ..model.tables import Client, Task
from ..problem import Ints
from .arrival import Arrival
from .loads import Holding, Loads, find_household_workers
from .terms import Rules

_USUAL_MONTH = 21


@dataclass(frozen=True, eq=False)
class Placed:
    """A client who was placed here.

    Parameters
    ----------
    arrival : Arrival
        The client and its tasks.
    holding : Holding
        Who has it, with what work.
    undone : tuple of str
        Tasks that stay undone.
    """

    arrival: Arrival
    holding: Holding
    undone: tuple[str, ...]


@dataclass(eq=False)
class Household:
    """A household that must stay together.

    Parameters
    ----------
    owner : int or None
        Row of its owner.
    members : int
        Clients in it.
    workers : set of str
        Who does tasks that only few may do for it.
    most : int or None
        The smallest K of its members.
    """

    owner: int | None
    members: int
    workers: set[str]
    most: int | None


class Roster:
    """Clients, owners and work at the desk.

    Parameters
    ----------
    instance : Instance
        As the desk began.
    policy : Policy
        The rules.
    plan : Plan
        A legal plan.

    Attributes
    ----------
    began, begun : Instance, Plan
        The instance without leaves, and the plan.
    rules, loads
        What looks at no load, and the loads.
    offices, owners, clients, tasks
        Names and ids that are known.
    placed : dict
        Who was placed here, by id.
    left : set of str
        Who of the beginning has left.
    is_changed : bool
        Whether anybody has other regular minutes than at the beginning.
    """

    def __init__(self, instance: Instance, policy: Policy, plan: Plan) -> None:
        self.began, self.policy, self.begun = instance.without_leaves(), policy, plan
        self.rules = Rules(self.began, policy)
        self.rules.prepare(self.began)
        self.loads = Loads(self.began, policy, plan, self.rules)
        self.offices: list[str] = sorted(self.rules.area)
        self.owners = {*self.rules.ids, *self.began.former["id"].to_list()}
        self.clients = {*self.began.clients["id"].to_list()}
        self.tasks = {*self.began.tasks["id"].to_list()}
        self.placed: dict[str, Placed] = {}
        self.left: set[str] = set()
        self.is_changed = False
        self._usual: Mapping[frozenset[str], int] | None = None
        today = plan.owners["owner_today"].is_in(self.rules.ids)
        changed = today & plan.owners["owner"].ne_missing(plan.owners["owner_today"])
        self.moved = int((changed & plan.owners["owner"].is_not_null()).sum())
        self.owned_today = int(today.sum())
        self._homes = self._households()
        self._pieces: Mapping[str, pl.DataFrame] | None = None

    def _households(self) -> dict[str, Household]:
        section, instance = self.policy.continuity, self.began
        found: dict[str, Household] = {}
        if not (section.enabled and section.household):
            return found
        owners = dict(self.begun.owners.select("client", "owner").iter_rows())
        met = find_household_workers(self.begun, instance, self.policy)
        members = instance.clients.filter(pl.col("household").is_not_null())
        for id, label, groups in members.select("id", "household", "groups").iter_rows():
            most = self.rules.limit_of(tuple(groups or ()))
            owner = self.rules.rows.get(owners[id] or "")
            home = found.setdefault(
                label, Household(owner, 0, met.get(f"household {label}", set()), most)
            )
            home.members += 1
            home.most = _least(home.most, most)
        return found

    def household(self, client: Client) -> Household | None:
        """Return the household that a client belongs to and must stay together with, if any."""
        return None if client.household is None else self._homes.get(client.household)

    def standing(self, arrival: Arrival) -> int:
        """Return what a client needs in a usual month."""
        client, named = arrival.client, self.policy.caseload.standing
        if client.expected_minutes is not None:
            return client.expected_minutes
        bundle = frozenset(client.programs)
        if bundle and bundle <= named.keys():
            return sum(named[program] for program in bundle)
        usual = self._usual_minutes()
        if bundle in usual:
            return usual[bundle]
        months = max(Fraction(self.began.calendar.periods, _USUAL_MONTH), Fraction(1))
        return -int(-sum(task.minutes for task in arrival.tasks) / months // 1)

    def _usual_minutes(self) -> Mapping[frozenset[str], int]:
        """Return what clients of each bundle need, where the table says nothing itself."""
        if self._usual is None:
            unsaid = self.began.clients.with_columns(expected_minutes=pl.lit(None, dtype=pl.Int64))
            said = standing_minutes(replace(self.began, clients=unsaid), self.policy)
            bundles = self.began.clients["programs"].to_list()
            self._usual = {
                frozenset(programs or ()): minutes
                for programs, minutes in zip(bundles, said["standing"].to_list(), strict=True)
            }
        return self._usual

    def change_price(self) -> int:
        """Return what a change of owner costs, in thousandths of a minute."""
        moves = self.policy.moves
        return -(-milli(moves.change_price) // moves.months_served) if moves.enabled else 0

    def transfer_minutes(self) -> int:
        """Return the minutes of taking a client over."""
        return self.policy.moves.transfer_minutes if self.policy.moves.enabled else 0

    def may_move(self) -> bool:
        """Whether one more client, whose owner is there, may get another one."""
        moves = self.policy.moves
        if not moves.enabled:
            return True
        limits = [] if moves.limit is None else [moves.limit]
        if moves.limit_share is not None:
            limits.append(floor_share(moves.limit_share, self.owned_today + 1))
        return all(self.moved < limit for limit in limits)

    def limit_of(self, client: Client) -> int | None:
        """Return how many workers a client may meet, its household's included; None: any number."""
        home = self.household(client)
        most = self.rules.limit_of(client.groups)
        return most if home is None else _least(most, home.most)

    def is_pooled(self, task: Task, most: int | None) -> bool:
        """Whether a task of a client who may meet so many workers is one that anyone may do.

        Specialists are faster at such a task.
        """
        return most is None or task.kind in self.policy.continuity.exempt_kinds

    def span(self, windows: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Return first release and last due of work; the whole calendar without any."""
        if not windows:
            return 0, self.rules.last
        return min(release for release, _ in windows), max(due for _, due in windows)

    def holding(self, arrival: Arrival, worker: int, undone: Iterable[str]) -> Holding:
        """Return what a worker gets with a client."""
        client, left = arrival.client, {*undone}
        terms = self.rules.terms(client.office, client.language, frozenset(client.programs))
        windows: list[tuple[int, int, int]] = []
        most = self.limit_of(client)
        for task in arrival.tasks:
            if task.id not in left:
                plain, slow = self.rules.minutes(task, self.is_pooled(task, most))
                mine = slow if slow is not None and terms.silent[worker] else plain
                windows.append((task.release, self.rules.due(task), mine))
        if self.is_change(client, worker):
            whole = [(task.release, self.rules.due(task)) for task in arrival.tasks]
            windows.append((*self.span(whole), self.transfer_minutes()))
        return Holding(worker, np.array(windows, dtype=np.int64).reshape(len(windows), 3))

    def is_change(self, client: Client, worker: int) -> bool:
        """Whether owning a client is a change of owner."""
        return client.worker is not None and client.worker != self.rules.ids[worker]

    def commit(self, arrival: Arrival, worker: int, undone: Sequence[str]) -> None:
        """Give a client to a worker, who leaves some tasks undone."""
        client = arrival.client
        holding = self.holding(arrival, worker, undone)
        self.loads.come(self.rules.area[client.office], self.standing(arrival), 1)
        self._take(Placed(arrival, holding, tuple(undone)), 1)
        self.clients.add(client.id)
        self.tasks.update(task.id for task in arrival.tasks)
        self.placed[client.id] = Placed(arrival, holding, tuple(undone))
        section = self.policy.continuity
        if section.enabled and section.household and client.household is not None:
            home = self._homes.setdefault(client.household, Household(worker, 0, set(), None))
            home.members += 1
            home.most = _least(home.most, self.rules.limit_of(client.groups))
            home.workers.add(self.rules.ids[worker])

    def _take(self, placed: Placed, sign: int) -> None:
        """Add what a placed client is to all sums, or take it off."""
        client, worker = placed.arrival.client, placed.holding.worker
        self.loads.change(placed.holding, self.standing(placed.arrival), sign)
        self.loads.caps.used[:, worker] += sign * self.loads.caps.weights(client.programs)
        done = [task for task in placed.arrival.tasks if task.id not in placed.undone]
        self.loads.gaps.done[worker] += sign * sum(task.minutes for task in done)
        if client.worker in self.rules.rows:
            self.owned_today += sign
            self.moved += sign * int(self.is_change(client, worker))

    def remove(self, client: str) -> None:
        """Take a client and all its work away."""
        placed = self.placed.pop(client, None)
        if placed is not None:
            who = placed.arrival
            self._take(placed, -1)
            self.loads.come(self.rules.area[who.client.office], self.standing(who), -1)
            self.tasks.difference_update(task.id for task in who.tasks)
            household = who.client.household
        else:
            household = self._remove_of_plan(client)
        self.clients.discard(client)
        home = None if household is None else self._homes.get(household)
        if home is not None and household is not None:
            home.members -= 1
            if not home.members:
                del self._homes[household]

    def _remove_of_plan(self, id: str) -> str | None:
        """Take away a client whom the plan had from the beginning; return the household."""
        client = self.began.client(id)
        plan = self.begun
        owner = plan.owners.row(by_predicate=pl.col("client") == id, named=True)["owner"]
        arrival = Arrival(client, ())
        standing = self.standing(arrival)
        pieces = self.loads.pieces.filter(pl.col("client") == id)
        for worker, *window in pieces.select("worker", "release", "due", "minutes").iter_rows():
            row = self.rules.rows[worker]
            self.loads.change(Holding(row, np.array([window], dtype=np.int64)), 0, -1)
        if owner is not None:
            row = self.rules.rows[owner]
            self.loads.change(Holding(row, np.zeros((0, 3), dtype=np.int64)), standing, -1)
            self.loads.caps.used[:, row] -= self.loads.caps.weights(client.programs)
            if client.worker in self.rules.rows:
                self.moved -= int(self.is_change(client, row))
        self.owned_today -= int(client.worker in self.rules.rows)
        mine = self.began.tasks.filter(pl.col("client") == id)
        done = mine.select(task="id", minutes="minutes").join(plan.assignments, on="task")
        for worker, minutes in done.drop_nulls("worker").select("worker", "minutes").iter_rows():
            self.loads.gaps.done[self.rules.rows[worker]] -= minutes
        self.loads.come(self.rules.area[client.office], standing, -1)
        self.tasks.difference_update(mine["id"].to_list())
        self.left.add(id)
        return client.household

    def set_capacity(self, worker: int, minutes: Ints) -> None:
        """Give a worker other regular minutes: (periods,)."""
        if minutes.shape != self.loads.capacity[worker].shape:
            raise ValueError("one number for each period")
        self.loads.set_capacity(worker, minutes)
        self.is_changed = True


def _least(one: int | None, other: int | None) -> int | None:
    finite = [each for each in (one, other) if each is not None]
    return min(finite, default=None)


def check_beginning(instance: Instance, policy: Policy, plan: Plan) -> None:
    """Refuse a plan that is not legal for the instance under the policy; raises InputError.

    Raises ``UnsupportedError`` where clients may take longer than planned: loads at the desk do not
    say what is protected.
    """
    section = policy.robust
    if section.enabled and section.deviation and section.clients:
        raise UnsupportedError(
            "the desk does not know robust.deviation; set it to 0 and solve the instance again, or "
            "solve with the new client in the tables"
        )
    faults = list(policy_problems(policy, instance))
    if faults:
        raise InputError(faults)
    violations = check(instance, plan, policy)
    if violations:
        kinds = Counter(each.rule for each in violations)
        says = "the plan breaks " + ", ".join(f"{rule} ({kinds[rule]})" for rule in kinds)
        says += "; solve the instance under this policy, and begin with that result"
        raise InputError([InputFault("plan", None, None, None, says)])


def plan_sha256(plan: Plan) -> str:
    """Return a fingerprint of who owns whom, who does what, and when."""
    found = sha256()
    for table in (plan.owners, plan.assignments, plan.work):
        found.update(table.write_csv().encode())
    return found.hexdigest()
