"""The problem stated a second time, from the pages in docs/rules alone, and compared with engines.

A time-indexed mixed-integer program in plain PuLP: which worker owns which client, who does which
task, and how many minutes of each job are worked in each period. It shares no code with lowering,
engines or audit, and not their idea of windows and rows either; it reads the tables and the policy.
``make test`` compares a few drawn agencies, ``make fuzz`` many others.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from importlib import import_module
from itertools import pairwise, product
from math import ceil, floor, inf
from random import Random
from typing import Any

import pytest

from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.planning import solve
from tables import client, instance_of, task, worker
from tiny_agencies import FORMULATIONS, draw_case

# PuLP comes without types.
pulp: Any = import_module("pulp")

ASKED = os.environ.get("SAMEHANDS_FUZZ", "")
FIRST, CASES = (10_000, int(ASKED) // 20) if ASKED else (0, 24)

ENGINES = ("cp-sat", "milp", "kernel")

Row = dict[str, Any]
Sum = Any
"""A linear expression of PuLP, which comes without types."""


def exact(number: float) -> Fraction:
    """Return a number as it is written: 1.1 is 11/10."""
    return Fraction(repr(number))


def thousandths(price: float) -> int:
    """Return a price in whole thousandths of a minute, rounded up."""
    return ceil(1000 * exact(price))


class SecondModel:
    """The program of one instance and policy.

    Parameters
    ----------
    instance : Instance
        Its tables are read, and the number of periods.
    policy : Policy
        Its thirteen sections are read.
    """

    def __init__(self, instance: Instance, policy: Policy) -> None:
        self.policy = policy
        self.clients: list[Row] = instance.clients.to_dicts()
        self.workers: list[Row] = instance.workers.to_dicts()
        self.tasks: list[Row] = instance.tasks.to_dicts()
        self.periods = range(instance.calendar.periods)
        self.last = instance.calendar.last
        self.pairs: dict[tuple[str, str], str] = {
            (one["client"], one["worker"]): one["price"] for one in instance.pairs.to_dicts()
        }
        self.former: set[str] = {one["id"] for one in instance.former.to_dicts()}
        self.regular: dict[str, list[int]] = dict(
            zip((w["id"] for w in self.workers), instance.capacity.tolist(), strict=True)
        )
        self.tasks_of: dict[str, list[Row]] = {c["id"]: [] for c in self.clients}
        for t in self.tasks:
            self.tasks_of[t["client"]].append(t)
        self.client_of: dict[str, Row] = {c["id"]: c for c in self.clients}
        self.program = pulp.LpProblem("second", pulp.LpMinimize)
        self.cost: list[Sum] = []
        self.minutes: dict[tuple[str, int], list[Sum]] = {
            (w["id"], p): [] for w in self.workers for p in self.periods
        }
        self.jobs: dict[str, list[tuple[Sum, int, int]]] = {w["id"]: [] for w in self.workers}
        self._number = 0

    def optimum(self) -> int | None:
        """Return the least cost in thousandths of a minute, None if there is no plan."""
        self._choices()
        self._service()
        self._pairs()
        self._continuity()
        self._caseload()
        self._moves()
        self._handoffs()
        self._work()
        self._overtime()
        self._utilisation()
        self._robust()
        self.program.setObjective(pulp.lpSum(self.cost))
        # Presolve of integer programs is off: HiGHS has called worse solutions optimal with it.
        self.program.solve(pulp.HiGHS(msg=False, gapRel=0, gapAbs=0, threads=1, presolve="off"))
        status = pulp.LpStatus[self.program.status]
        if status == "Infeasible":
            return None
        assert status == "Optimal"
        return round(pulp.value(self.program.objective) or 0)

    # Variables and rows.

    def _variable(self, binary: bool = False, most: float | None = None) -> Sum:
        self._number += 1
        kind = pulp.LpBinary if binary else pulp.LpContinuous
        return self.program.add_variable(f"x{self._number}", 0, 1 if binary else most, kind)

    def _keep(self, row: Sum) -> None:
        self.program += row

    def _keep_at_most(self, terms: Iterable[Sum], most: float) -> None:
        some = list(terms)
        if some:
            self._keep(pulp.lpSum(some) <= most)
        elif most < 0:
            self._keep(self._variable(most=0.0) >= 1)

    # docs/rules/skills.md, language.md, pool.md: who may own whom and do what.

    def _area(self, office: str) -> str:
        pool = self.policy.pool
        if not pool.enabled or pool.scope == "county":
            return ""
        if pool.scope == "region":
            return next((f"r{r}" for r, some in pool.regions.items() if office in some), office)
        return office

    def _is_near(self, one: Row, other: Row) -> bool:
        return self._area(one["office"]) == self._area(other["office"])

    def _may_serve(self, w: Row, c: Row) -> bool:
        apart = self.policy.pairs.enabled and self.pairs.get((c["id"], w["id"])) == "never"
        return self._is_near(w, c) and not apart

    def _may_own(self, w: Row, c: Row) -> bool:
        skills, language, moves = self.policy.skills, self.policy.language, self.policy.moves
        if skills.enabled and skills.bundle_integrity and set(c["programs"]) - set(w["programs"]):
            return False
        required = language.enabled and language.match == "required"
        if required and c["language"] not in w["languages"]:
            return False
        frozen = moves.enabled and c["id"] in moves.frozen and self._is_owned(c)
        return self._may_serve(w, c) and (not frozen or c["worker"] == w["id"])

    def _is_owned(self, c: Row) -> bool:
        return c["worker"] is not None and c["worker"] not in self.former

    def _may_do(self, w: Row, t: Row) -> bool:
        c, language = self.client_of[t["client"]], self.policy.language
        if self.policy.skills.enabled and t["program"] not in w["programs"]:
            return False
        required = language.enabled and language.match == "required" and t["contact"]
        if required and c["language"] not in w["languages"]:
            return False
        return self._may_serve(w, c)

    def _owner_price(self, w: Row, c: Row) -> int:
        skills, language = self.policy.skills, self.policy.language
        price = 0
        if language.enabled and language.match == "interpreter":
            price += thousandths(language.owner_price) * (c["language"] not in w["languages"])
        if skills.enabled and not skills.bundle_integrity:
            price += thousandths(skills.owner_price) * bool({*c["programs"]} - {*w["programs"]})
        return price

    def _choices(self) -> None:
        self.owns = {
            (c["id"], w["id"]): self._variable(binary=True)
            for c, w in product(self.clients, self.workers)
            if self._may_own(w, c)
        }
        self.does = {
            (t["id"], w["id"]): self._variable(binary=True)
            for t, w in product(self.tasks, self.workers)
            if self._may_do(w, t)
        }
        self.unowned = {c["id"]: self._variable(binary=True) for c in self.clients}
        self.undone = {t["id"]: self._variable(binary=True) for t in self.tasks}
        for (id, who), x in self.owns.items():
            w = next(w for w in self.workers if w["id"] == who)
            self.cost.append(self._owner_price(w, self.client_of[id]) * x)
        moves = self.policy.moves
        for chosen, left, fixed in (
            (self.owns, self.unowned, moves.fixed_owners),
            (self.does, self.undone, moves.fixed_tasks),
        ):
            for id, none in left.items():
                mine = {worker: x for (one, worker), x in chosen.items() if one == id}
                self._keep(pulp.lpSum([none, *mine.values()]) == 1)
                if moves.enabled and id in fixed:
                    self._keep_at_most([-mine.get(fixed[id], 0 * none)], -1)

    # docs/rules/deadlines.md and service.md.

    def _due(self, t: Row) -> int:
        return max(0, min(t["due"], self.last)) if self.policy.deadlines.enabled else self.last

    def _overdue(self, t: Row) -> int:
        return max(0, -t["due"]) if self.policy.deadlines.enabled else 0

    def _late_price(self) -> int:
        section = self.policy.deadlines
        return thousandths(section.late_price) if section.enabled else 0

    def _service(self) -> None:
        section = self.policy.service
        if not section.enabled:
            return
        for t in self.tasks:
            waiting = self._late_price() * (self.last - self._due(t) + self._overdue(t))
            price = t["minutes"] * (thousandths(section.undone_price) + waiting)
            self.cost.append(price * self.undone[t["id"]])
        self.cost += [thousandths(section.unowned) * x for x in self.unowned.values()]
        if section.undone == "forbidden":
            self._keep_at_most([*self.undone.values(), *self.unowned.values()], 0)
        for kind, level in section.levels.items():
            some = [self.undone[t["id"]] for t in self.tasks if t["kind"] == kind]
            self._keep_at_most(some, len(some) - ceil(exact(level) * len(some)))

    # docs/rules/pairs.md.

    def _pairs(self) -> None:
        if not self.policy.pairs.enabled:
            return
        for c in self.clients:
            said = {
                who: int(price)
                for (id, who), price in self.pairs.items()
                if id == c["id"] and price != "never"
            }
            gain = max([0, *(-price for price in said.values())])
            serving = [(self.owns, c["id"], self.unowned)]
            serving += [(self.does, t["id"], self.undone) for t in self.tasks_of[c["id"]]]
            for chosen, id, left in serving:
                self.cost.append(1000 * gain * left[id])
                for w in self.workers:
                    x = chosen.get((id, w["id"]))
                    if x is not None:
                        self.cost.append(1000 * (gain + said.get(w["id"], 0)) * x)

    # docs/rules/continuity.md.

    def _home(self, c: Row) -> list[Row]:
        section, label = self.policy.continuity, c["household"]
        if not section.enabled or not section.household or label is None:
            return [c]
        return [other for other in self.clients if other["household"] == label]

    def _k(self, c: Row) -> float:
        section = self.policy.continuity
        if not section.enabled:
            return inf
        least = inf
        for one in self._home(c):
            of_groups = [k for group, k in section.k_by_group.items() if group in one["groups"]]
            for k in of_groups or [section.k]:
                least = min(least, k if isinstance(k, int) else inf)
        return least

    def _is_bound(self, t: Row) -> bool:
        exempt = t["kind"] in self.policy.continuity.exempt_kinds
        return not exempt and self._k(self.client_of[t["client"]]) < inf

    def _continuity(self) -> None:
        for c in self.clients:
            home = self._home(c)
            tasks = [t for one in home for t in self.tasks_of[one["id"]]]
            bound = [t["id"] for t in tasks if self._is_bound(t)]
            k = self._k(c)
            serving: list[Sum] = []
            for w in self.workers:
                # One owner, whoever it is: each worker owns all clients of a household or none.
                first, own = (self.owns.get((one["id"], w["id"]), 0) for one in (home[0], c))
                if c is not home[0]:
                    self._keep(self._variable(most=0.0) + own - first == 0)
            if k == inf:
                continue
            for w in self.workers:
                own = self.owns.get((c["id"], w["id"]))
                doing = [self.does[t, w["id"]] for t in bound if (t, w["id"]) in self.does]
                if k == 1:
                    for x in doing:
                        self._keep(x <= (0 if own is None else own))
                    continue
                serves = self._variable(binary=True)
                serving.append(serves)
                for x in doing if own is None else [own, *doing]:
                    self._keep(serves >= x)
            self._keep_at_most(serving, k)

    # docs/rules/caseload.md.

    def _caseload(self) -> None:
        section = self.policy.caseload
        if not section.enabled:
            return
        weights = {name: thousandths(weight) for name, weight in section.weights.items()}
        for w in self.workers:
            mine = [(c, self.owns.get((c["id"], w["id"]))) for c in self.clients]
            owned = [(c, x) for c, x in mine if x is not None]
            if section.cap is not None:
                each = [
                    sum(weights.get(p, 1000) for p in c["programs"]) * x if weights else 1000 * x
                    for c, x in owned
                ]
                self._keep_at_most(each, floor(1000 * exact(section.cap) * self._part(w)))
            for program, most in section.caps.items():
                held = [x for c, x in owned if program in c["programs"]]
                self._keep_at_most(held, floor(most * self._part(w)))
            self._breakpoints(w, pulp.lpSum([self._standing(c) * x for c, x in owned]))

    def _part(self, w: Row) -> Fraction:
        return Fraction(1) if w["caseload_share"] is None else exact(w["caseload_share"])

    def _standing(self, c: Row) -> int:
        named = self.policy.caseload.standing
        if c["expected_minutes"] is not None:
            return int(c["expected_minutes"])
        if c["programs"] and {*c["programs"]} <= named.keys():
            return sum(int(named[p]) for p in c["programs"])
        alike = [d for d in self.clients if {*d["programs"]} == {*c["programs"]}]
        minutes: int = sum(t["minutes"] for d in alike for t in self.tasks_of[d["id"]])
        return ceil(
            Fraction(minutes, len(alike)) / max(Fraction(1), Fraction(len(self.periods), 21))
        )

    def _breakpoints(self, w: Row, owned: Sum) -> None:
        pool = [v for v in self.workers if self._is_near(v, w)]
        regular = sum(sum(self.regular[v["id"]]) * self._part(v) for v in pool)
        needed = sum(self._standing(c) for c in self.clients if self._is_near(w, c))
        mine = sum(self.regular[w["id"]]) * self._part(w)
        share = needed * mine / regular if regular else Fraction(0)
        points = self.policy.caseload.breakpoints
        prices = [0, *(thousandths(point.price) for point in points)]
        for point, (below, price) in zip(points, pairwise(prices), strict=True):
            above = self._variable()
            self._keep(above >= owned - floor(exact(point.above) * share))
            self.cost.append((price - below) * above)

    # docs/rules/moves.md and handoffs.md: switching minutes are jobs like tasks.

    def _window(self, c: Row) -> tuple[int, int]:
        tasks = self.tasks_of[c["id"]]
        if not tasks:
            return 0, self.last
        return min(t["release"] for t in tasks), max(self._due(t) for t in tasks)

    def _moves(self) -> None:
        section = self.policy.moves
        if not section.enabled:
            return
        price = ceil(Fraction(thousandths(section.change_price), section.months_served))
        changes: list[Sum] = []
        for c in self.clients:
            for w in self.workers:
                x = self.owns.get((c["id"], w["id"]))
                if x is None or c["worker"] is None or c["worker"] == w["id"]:
                    continue
                if self._is_owned(c):
                    changes.append(x)
                self.cost.append(price * x)
                self._job(w["id"], section.transfer_minutes * x, *self._window(c))
        owned = sum(self._is_owned(c) for c in self.clients)
        if section.limit is not None:
            self._keep_at_most(changes, section.limit)
        if section.limit_share is not None:
            self._keep_at_most(changes, floor(exact(section.limit_share) * owned))

    def _handoffs(self) -> None:
        section = self.policy.handoffs
        if not section.enabled or not section.minutes:
            return
        for c, w in product(self.clients, self.workers):
            own = self.owns.get((c["id"], w["id"]), 0)
            if not self.tasks_of[c["id"]]:
                continue
            tasks = [t for one in self._home(c) for t in self.tasks_of[one["id"]]]
            doing = [self.does.get((t["id"], w["id"])) for t in tasks]
            comes = self._variable(binary=True)
            for x in doing:
                if x is not None:
                    self._keep(comes >= x - own)
            self._job(w["id"], section.minutes * comes, *self._window(c))

    # Minutes by period: deadlines.md, skills.md and language.md.

    def _effective(self, t: Row, w: Row) -> int:
        skills, language = self.policy.skills, self.policy.language
        f = i = 1000
        if skills.enabled and not self._is_bound(t):
            f = 1000 - floor(1000 * exact(skills.specialist_speedup))
        if self._is_interpreted(t, w):
            i = thousandths(language.interpreter_factor)
        return ceil(Fraction(t["minutes"] * f * i, 1_000_000))

    def _is_interpreted(self, t: Row, w: Row) -> bool:
        section = self.policy.language
        spoken = self.client_of[t["client"]]["language"] in w["languages"]
        interpreted = section.enabled and section.match == "interpreter"
        return interpreted and t["contact"] and not spoken

    def _work(self) -> None:
        for t, w in product(self.tasks, self.workers):
            x = self.does.get((t["id"], w["id"]))
            if x is None:
                continue
            minutes = self._effective(t, w)
            self._job(w["id"], minutes * x, t["release"], self._due(t), self._besides(t, w) * x)
            self.cost.append(self._late_price() * self._overdue(t) * minutes * x)
            if self._is_interpreted(t, w):
                self.cost.append(thousandths(self.policy.language.interpreter_price) * minutes * x)

    def _job(
        self, worker: str, amount: Sum, release: int, due: int, besides: Sum | None = None
    ) -> None:
        """Add work of a worker, spread over periods from the release on, all of it inside them."""
        section = self.policy.deadlines
        self.jobs[worker].append((amount if besides is None else amount + besides, release, due))
        parts: list[Sum] = []
        for p in self.periods:
            forbidden = section.enabled and section.late == "forbidden" and p > due
            if p < release or forbidden:
                continue
            x = self._variable()
            parts.append(x)
            self.minutes[worker, p].append(x)
            self.cost.append(self._late_price() * max(0, p - due) * x)
        self._keep(pulp.lpSum(parts) == amount)

    # docs/rules/overtime.md and utilisation.md.

    def _overtime(self) -> None:
        section = self.policy.overtime
        for (who, p), parts in self.minutes.items():
            regular = self.regular[who][p]
            most = section.limit if section.enabled else None
            over = self._variable(most=most if regular > 0 else 0)
            self._keep(pulp.lpSum(parts) <= self._planned(regular) + over)
            if section.enabled:
                self.cost.append(thousandths(section.price) * over)

    def _utilisation(self) -> None:
        section = self.policy.utilisation
        if not section.enabled:
            return
        for w in self.workers:
            regular = sum(self.regular[w["id"]])
            load = pulp.lpSum([x for p in self.periods for x in self.minutes[w["id"], p]])
            if section.ceiling is not None:
                self._keep(load <= floor(exact(section.ceiling) * regular))
            prices = [0, *(thousandths(point.price) for point in section.breakpoints)]
            for point, (below, price) in zip(section.breakpoints, pairwise(prices), strict=True):
                above = self._variable()
                self._keep(above >= load - floor(exact(point.above) * regular))
                self.cost.append((price - below) * above)
        for gap in section.gaps:
            self._gap(gap.group, exact(gap.limit))

    # docs/rules/robust.md.

    def _planned(self, regular: int) -> int:
        section = self.policy.robust
        return regular - (ceil(exact(section.absence) * regular) if section.enabled else 0)

    def _longer(self, t: Row, w: Row) -> int:
        return ceil(exact(self.policy.robust.deviation) * self._effective(t, w))

    def _besides(self, t: Row, w: Row) -> int:
        """Return how many minutes of those a task may take longer count one by one."""
        whole = sum(self._longer(one, w) for one in self.tasks_of[t["client"]])
        above = max(0, whole - self.policy.robust.threshold)
        return ceil(Fraction(self._longer(t, w) * above, whole)) if whole else 0

    def _robust(self) -> None:
        section, overtime = self.policy.robust, self.policy.overtime
        if not section.enabled or not (section.deviation and section.clients):
            return
        if not overtime.enabled:
            return
        deadlines = self.policy.deadlines
        forbidden = deadlines.enabled and deadlines.late == "forbidden"
        for who, regular in self.regular.items():
            room = [self._planned(m) + (overtime.limit if m else 0) for m in regular]
            for a, p in product(self.periods, self.periods if forbidden else [self.last]):
                inside = [n for n, release, due in self.jobs[who] if release >= a and due <= p]
                free = sum(room[a : p + 1]) - section.clients * section.threshold
                if inside and a <= p:
                    self._keep(pulp.lpSum(inside) <= max(0, free))

    def _gap(self, group: str, limit: Fraction) -> None:
        by, _, name = group.partition(":")
        column = {"language": "languages", "program": "programs"}.get(by, by)
        inside = {
            w["id"]
            for w in self.workers
            if (name in w[column] if isinstance(w[column], list) else name == w[column])
        }
        regular: Counter[bool] = Counter()
        for who, minutes in self.regular.items():
            regular[who in inside] += sum(minutes)
        one, other = regular[True], regular[False]
        if not one or not other:
            return
        standard = {t["id"]: t["minutes"] for t in self.tasks}
        scale = limit.denominator
        difference = pulp.lpSum(
            scale * (other if worker in inside else -one) * standard[task] * x
            for (task, worker), x in self.does.items()
        )
        most = limit.numerator * one * other
        self._keep(difference <= most)
        self._keep(difference >= -most)


def test_the_second_model_and_the_engines_agree() -> None:
    endings: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + CASES):
        formulation, times = FORMULATIONS[seed % len(FORMULATIONS)], 1 + seed % 3
        instance, policy = draw_case(Random(seed), formulation, 0.05, times)
        least = SecondModel(instance, policy).optimum()
        for engine in ENGINES:
            result = solve(instance, policy, engine=engine, threads=1, time_limit=600)
            said = None if result.objective is None else round(1000 * result.objective)
            known = "infeasible" if least is None else "optimal"
            assert (seed, engine, result.status, said) == (seed, engine, known, least)
        endings["none" if least is None else "cost" if least else "free"] += 1
    # Many agencies have a plan that costs something, and some have none.
    assert endings["cost"] >= 0.4 * CASES
    assert endings["none"] >= 1


@pytest.mark.parametrize(("release", "cost"), [(0, 0), (1, 50_000)])
def test_work_may_not_begin_before_its_release(release: int, cost: int) -> None:
    """There is time on the first day only; what is released later stays undone."""
    instance = instance_of(
        [client("c", worker="w")],
        [worker("w", minutes=[100, 0])],
        [task("t", "c", minutes=5, release=release, due=1)],
        2,
    )
    policy = Policy().without("caseload")
    assert SecondModel(instance, policy).optimum() == cost
    assert solve(instance, policy, threads=1).objective == cost / 1000
