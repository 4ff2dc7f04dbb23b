"""The check once more in plain loops over rows, slow and obvious, to test the fast one against."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import ceil, floor

from plain_audit import Piece, Plain, exact, plain, thousandths
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.tables import Client, Worker

Key = tuple[str, tuple[str, ...], int | None, int]
"""Rule, names of whom it concerns in the order of the alphabet, period, amount."""


def key(rule: str, who: Iterable[str], when: int | None, by: int) -> Key:
    """Return a violation as a key."""
    return rule, tuple(sorted(who)), when, by


def plain_check(instance: Instance, plan: Plan) -> Counter[Key]:
    """Return what is wrong with a plan whose tables can be read against the instance."""
    p = plain(instance, plan)
    found = Counter(
        key(rule, who, when, by)
        for rule, violations in CHECKS
        if rule == "plan" or getattr(p.policy, rule).enabled
        for who, when, by in violations(p)
        if by > 0
    )
    return found


Found = Iterator[tuple[list[str], int | None, int]]
"""Who, when, by; an amount of 0 is none."""


def _plan(p: Plain) -> Found:
    spent: dict[str, int] = defaultdict(int)
    for (name, client, work), minutes in _spent(p).items():
        spent[work] += minutes
        if p.doer[work] != name:
            yield [name, client, work], None, minutes
    for id, task in p.tasks.items():
        doer = p.doer[id]
        if doer is not None:
            takes = p.minutes(task, p.workers[doer])
            yield [doer, task.client, id], None, abs(takes - spent[id])
    yield from _outside(p, lambda period, release, due: period < release)
    for id, worker in p.workers.items():
        for period, regular in enumerate(worker.minutes):
            if not p.policy.overtime.enabled and not regular:
                yield [id], period, p.worked(id, period)


def _spent(p: Plain) -> dict[tuple[str, str, str], int]:
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in p.work:
        if row.task is not None:
            sums[row.worker, row.client, row.task] += row.minutes
    return sums


def _outside(p: Plain, wrong: Callable[[int, int, int], bool]) -> Found:
    sums: dict[tuple[str, str, str, str | None, int], int] = defaultdict(int)
    for row in p.work:
        if wrong(row.period, *p.span(row)):
            sums[row.worker, row.client, row.activity, row.task, row.period] += row.minutes
    for (worker, client, _, task, period), minutes in sums.items():
        yield [worker, client, *([task] if task else [])], period, minutes


def _serving(p: Plain) -> Iterator[tuple[Client, Worker, str | None]]:
    """Yield who serves whom: with the task, or as the owner."""
    for id, task in p.tasks.items():
        doer = p.doer[id]
        if doer is not None:
            yield p.clients[task.client], p.workers[doer], id
    for id, owner in p.owner.items():
        if owner is not None:
            yield p.clients[id], p.workers[owner], None


def _skills(p: Plain) -> Found:
    for client, worker, id in _serving(p):
        if id is not None:
            program = p.tasks[id].program
            yield [client.id, worker.id, id, program], None, int(program not in worker.programs)
        elif p.policy.skills.bundle_integrity:
            yield [client.id, worker.id], None, len(set(client.programs) - set(worker.programs))


def _language(p: Plain) -> Found:
    for client, worker, id in _serving(p):
        bound = p.policy.language.match == "required" and (id is None or p.tasks[id].contact)
        names = [client.id, worker.id, *([id] if id else [])]
        yield names, None, int(bound and client.language not in worker.languages)


def _pool(p: Plain) -> Found:
    for client, worker, id in _serving(p):
        here, there = client.office, worker.office
        scope, regions = p.policy.pool.scope, p.policy.pool.regions.values()
        together = any(here in offices and there in offices for offices in regions)
        near = scope == "county" or here == there or (scope == "region" and together)
        yield [client.id, worker.id, *([id] if id else [])], None, int(not near)


def _pairs(p: Plain) -> Found:
    for client, worker, id in _serving(p):
        never = p.pairs.get((client.id, worker.id)) == "never"
        yield [client.id, worker.id, *([id] if id else [])], None, int(never)


def _continuity(p: Plain) -> Found:
    for id in p.owner:
        home = p.home(id)
        if id != home[0]:
            continue
        name = [id] if len(home) == 1 and p.alone(id) else [str(p.clients[id].household)]
        owners = {p.owner[one] for one in home}
        if len(owners) > 1:
            yield name, None, len(owners) - 1
        bound = {
            p.doer[name]
            for name, task in p.tasks.items()
            if task.client in home and not p.pooled(task)
        }
        met = (bound | owners) - {None}
        limit = 0 if p.k(id) == 1 and owners == {None} else p.k(id)
        if len(met) > limit:
            yield name, None, len(met) - int(limit)


def _deadlines(p: Plain) -> Found:
    if p.policy.deadlines.late == "forbidden":
        yield from _outside(p, lambda period, release, due: period > due)


def _caseload(p: Plain) -> Found:
    section = p.policy.caseload
    for id in p.workers:
        mine = [p.clients[name] for name, owner in p.owner.items() if owner == id]
        weight = 0
        for client in mine:
            each = [thousandths(section.weights.get(name, 1.0)) for name in client.programs]
            weight += sum(each) if section.weights else 1000
        if section.cap is not None:
            yield [id], None, weight - floor(exact(section.cap) * p.caseload_share(id) * 1000)
        for program, cap in section.caps.items():
            held = sum(program in client.programs for client in mine)
            yield [id, program], None, held - floor(cap * p.caseload_share(id))


def _utilisation(p: Plain) -> Found:
    section = p.policy.utilisation
    for id, worker in p.workers.items():
        if section.ceiling is not None:
            yield [id], None, p.worked(id) - floor(exact(section.ceiling) * sum(worker.minutes))
    for gap in section.gaps:
        kind, name = gap.group.split(":")
        tasks, regular = [0, 0], [0, 0]
        for id, worker in p.workers.items():
            has = {
                "office": [worker.office],
                "unit": [worker.unit],
                "language": worker.languages,
                "program": worker.programs,
            }[kind]
            side = int(name in has)
            regular[side] += sum(worker.minutes)
            tasks[side] += sum(p.tasks[t].minutes for t, doer in p.doer.items() if doer == id)
        if all(regular):
            apart = abs(Fraction(tasks[0], regular[0]) - Fraction(tasks[1], regular[1]))
            yield [gap.group], None, ceil((apart - exact(gap.limit)) * 1000)


def _overtime(p: Plain) -> Found:
    for id, worker in p.workers.items():
        for period, regular in enumerate(worker.minutes):
            limit = p.policy.overtime.limit if regular else 0
            yield [id], period, p.worked(id, period) - p.planned(id)[period] - limit


def _service(p: Plain) -> Found:
    section = p.policy.service
    undone = [task for id, task in p.tasks.items() if p.doer[id] is None]
    if section.undone == "forbidden":
        for task in undone:
            yield [task.client, task.id], None, 1
        for id, owner in p.owner.items():
            yield [id], None, int(owner is None)
    for kind, share in section.levels.items():
        all_of_kind = sum(task.kind == kind for task in p.tasks.values())
        must = ceil(exact(share) * all_of_kind)
        yield [kind], None, sum(task.kind == kind for task in undone) - (all_of_kind - must)


def _moves(p: Plain) -> Found:
    section = p.policy.moves
    changes = [id for id in p.clients if p.is_change(id)]
    owed = {(id, str(p.owner[id])): section.transfer_minutes for id in changes}
    yield from _switching(p, "transfer", owed)
    changes = [id for id in changes if not p.is_forced(id)]
    owned = sum(c.worker is not None and not p.is_forced(c.id) for c in p.clients.values())
    if section.limit is not None:
        yield [], None, len(changes) - section.limit
    if section.limit_share is not None:
        yield [], None, len(changes) - floor(exact(section.limit_share) * owned)
    for id in changes:
        yield [id, str(p.owner[id])], None, int(id in section.frozen)
    for id, fixed in section.fixed_owners.items():
        if id in p.clients:
            yield [id, fixed], None, int(p.owner[id] != fixed)
    for id, fixed in section.fixed_tasks.items():
        if id in p.tasks:
            yield [p.tasks[id].client, fixed, id], None, int(p.doer[id] != fixed)


def _handoffs(p: Plain) -> Found:
    owed = {
        (one, worker.id): p.policy.handoffs.minutes
        for client, worker, id in _serving(p)
        for one in p.home(client.id)
        if id is not None and worker.id != p.owner[one]
        if any(task.client == one for task in p.tasks.values())
    }
    yield from _switching(p, "handoff", owed)


def _switching(p: Plain, activity: str, owed: dict[tuple[str, str], int]) -> Found:
    spent: dict[tuple[str, str], int] = defaultdict(int)
    for row in p.work:
        if row.activity == activity:
            spent[row.client, row.worker] += row.minutes
    for client, worker in owed.keys() | spent.keys():
        by = abs(owed.get((client, worker), 0) - spent[client, worker])
        yield [client, worker], None, by


def _robust(p: Plain) -> Found:
    if not p.may_be_wrong():
        return
    for id, worker in p.workers.items():
        pieces: list[Piece] = [
            (task.client, name, task.release, p.due(task), p.minutes(task, worker))
            for name, task in p.tasks.items()
            if p.doer[name] == id
        ]
        pieces += [
            (row.client, None, *p.span(row), row.minutes)
            for row in p.work
            if row.worker == id and row.task is None
        ]
        by, last = p.unprotected(id, pieces)
        yield [id], last, by


CHECKS: tuple[tuple[str, Callable[[Plain], Found]], ...] = (
    ("plan", _plan),
    ("skills", _skills),
    ("language", _language),
    ("pool", _pool),
    ("pairs", _pairs),
    ("continuity", _continuity),
    ("deadlines", _deadlines),
    ("caseload", _caseload),
    ("utilisation", _utilisation),
    ("overtime", _overtime),
    ("service", _service),
    ("moves", _moves),
    ("handoffs", _handoffs),
    ("robust", _robust),
)
