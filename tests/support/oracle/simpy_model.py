"""The simulation a second time, as processes of SimPy, written from the words of docs/time.md.

It shares with the first: the parameters, the agency as arrays, and the draws (who comes, what work
comes in, who is away, who leaves). Who may take what, who takes what when, what that takes,
hand-offs and owners are stated here anew, with lists and ``min`` in place of heaps.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, cast

import simpy

from samehands.simulation.agency import NOBODY, Agency
from samehands.simulation.arrivals import ARRIVAL, EXIT
from samehands.simulation.standards import Standard
from samehands.simulation.world import World

_WORK, _MORNING, _ARRIVAL = 100, 500_000, 1_000_000
"""What comes first at the same tick: ends of work by seat, the morning, what comes in."""


class Piece(NamedTuple):
    """A stretch of work on one task."""

    task: int
    seat: int
    person: int
    begun: int
    ended: int
    handoff: int


@dataclass
class Hand:
    """A task that a worker has begun: what it takes in all, and what of that is left."""

    task: int
    effort: int
    rest: int


class Model:
    """An agency whose days go by."""

    def __init__(
        self,
        agency: Agency,
        world: World,
        standard: Standard,
        chosen: Mapping[int, Mapping[int, int]] | None = None,
    ) -> None:
        self.chosen = chosen or {}
        self.agency, self.world, self.standard = agency, world, standard
        self.env = simpy.Environment()
        seats = range(len(agency.seat_office))
        self.seats = seats
        # Who may do a task hangs on no day, and is asked a million times.
        self.can, self.can_in_pool = cache(self._can), cache(self._can_in_pool)
        self.owner = [
            *agency.owner.tolist(),
            *[NOBODY] * (len(world.client_like) - len(agency.owner)),
        ]
        self.here = [client < len(agency.owner) for client in range(len(world.client_like))]
        self.last = [NOBODY] * len(world.client_like)
        self.load = [0] * len(seats)
        self.left = world.task_ticks.tolist()
        self.own: list[set[int]] = [set() for _ in seats]
        self.pool: set[int] = set()
        self.held: list[Hand | None] = [None] * len(seats)
        self.idle: dict[int, tuple[int, simpy.Event]] = {}
        self.done: dict[int, int] = {}
        self.pieces: list[Piece] = []
        self.day = 0
        self.partners = [self._find_partners(seat) for seat in seats]
        self.kind_group, self.seat_group = self._deal_kinds()

    def run(self) -> None:
        """Let all days go by."""
        self.env.process(self._mornings())
        self.env.process(self._arrivals())
        self.env.run()

    # Who may take what.

    def _program(self, task: int) -> int:
        return int(self.agency.kind_program[self.world.task_kind[task]])

    def _like(self, client: int) -> int:
        return int(self.world.client_like[client])

    def _language(self, client: int) -> int:
        return int(self.agency.client_language[self._like(client)])

    def _able(self, seat: int, office: int, program: int, language: int) -> bool:
        """Knows the program, and the language where anybody of the office knows both."""
        agency = self.agency
        if agency.seat_office[seat] != office or not agency.knows[seat, program]:
            return False
        others = [each for each in self.seats if agency.seat_office[each] == office]
        anybody = any(agency.knows[e, program] and agency.speaks[e, language] for e in others)
        return bool(agency.speaks[seat, language]) or not anybody

    def _can(self, seat: int, task: int) -> bool:
        client = int(self.world.task_client[task])
        office = int(self.agency.client_office[self._like(client)])
        return self._able(seat, office, self._program(task), self._language(client))

    def _can_in_pool(self, seat: int, task: int) -> bool:
        """Where work is pooled by kind, those of the kind's group, if any of them can."""
        if not self.can(seat, task):
            return False
        group = self.kind_group[int(self.world.task_kind[task])]
        if self.seat_group[seat] == group:
            return True
        return not any(self.seat_group[e] == group and self.can(e, task) for e in self.seats)

    def _is_pooled(self, task: int) -> bool:
        same_day = bool(self.agency.kind_same_day[self.world.task_kind[task]])
        day = int(self.world.task_at[task]) // self.world.day_length
        same_day = same_day and bool(self.world.pools[day])
        return {"nothing": False, "same-day": same_day, "everything": True}[self.standard.pools]

    def _find_partners(self, owner: int) -> list[int]:
        agency, count = self.agency, len(self.seats)
        programs, languages = agency.knows.shape[1], agency.speaks.shape[1]
        office = int(agency.seat_office[owner])
        mine = [
            (program, language)
            for program in range(programs)
            for language in range(languages)
            if self._able(owner, office, program, language)
        ]

        def key(seat: int) -> tuple[int, bool, int]:
            shared = sum(self._able(seat, office, *each) for each in mine)
            tenths = round(shared / max(len(mine), 1) * 10)
            away = bool(agency.seat_unit[seat] != agency.seat_unit[owner])
            return -tenths, away, (seat - owner) % count

        others = [e for e in self.seats if e != owner and agency.seat_office[e] == office]
        return sorted(others, key=key)[: self.standard.team - 1]

    def _deal_kinds(self) -> tuple[list[int], list[int]]:
        agency = self.agency
        kinds = range(len(agency.kind_ticks))
        if not self.standard.by_kind:
            return [0 for _ in kinds], [0 for _ in self.seats]
        offices = agency.seat_office.tolist()
        groups = min(4, max(offices.count(office) for office in offices))
        work = [
            float(sum(agency.rates[bundle, kind] for bundle in agency.client_bundle))
            * float(agency.kind_ticks[kind])
            for kind in kinds
        ]
        loads, of_kind = [0.0] * groups, [0 for _ in kinds]
        for kind in sorted(kinds, key=lambda each: -work[each]):
            group = loads.index(min(loads))
            of_kind[kind] = group
            loads[group] += work[kind]
        of_seat = [offices[:seat].count(offices[seat]) % groups for seat in self.seats]
        return of_kind, of_seat

    # Owners.

    def _qualified(self, seat: int, client: int) -> bool:
        bundle = self.agency.client_bundle[self._like(client)]
        return all(
            self.agency.knows[seat, program]
            for program, needed in enumerate(self.agency.needs[bundle])
            if needed
        )

    def _place(self, client: int) -> None:
        """Who was chosen; else qualified, then the language, then the least load for the hours."""
        if client in self.chosen.get(self.day, {}):
            self._give(client, self.chosen[self.day][client])
            return
        agency = self.agency
        office = agency.client_office[self._like(client)]

        def key(seat: int) -> tuple[bool, bool, bool, float, int]:
            hours = float(agency.day_ticks[seat])
            return (
                self.world.person[seat, self.day] == NOBODY,
                not self._qualified(seat, client),
                not agency.speaks[seat, self._language(client)],
                self.load[seat] / hours if hours else float("inf"),
                seat,
            )

        seat = min((e for e in self.seats if agency.seat_office[e] == office), key=key)
        self._give(client, seat)

    def _give(self, client: int, seat: int) -> None:
        self.owner[client] = seat
        self.load[seat] += int(self.world.standing[client])

    def _carry_out(self) -> None:
        """Who is there and was given another owner this morning moves, with the work that waits."""
        for client, seat in self.chosen.get(self.day, {}).items():
            before = self.owner[client]
            if self.here[client] and before != seat:
                self.load[before] -= int(self.world.standing[client])
                self._give(client, seat)
                mine = {t for t in self.own[before] if self.world.task_client[t] == client}
                self.own[before] -= mine
                self.own[seat] |= mine

    def _begin(self) -> None:
        there = range(len(self.agency.owner))
        for client in there:
            if self.owner[client] != NOBODY and not self._qualified(self.owner[client], client):
                self.owner[client] = NOBODY
            if self.owner[client] != NOBODY:
                self.load[self.owner[client]] += int(self.world.standing[client])
        for client in there:
            if self.owner[client] == NOBODY:
                self._place(client)
            self.last[client] = int(self.world.person[self.owner[client], 0])

    def _leave(self, seat: int) -> None:
        waiting = sorted(self.own[seat])
        self.own[seat] = set()
        for client, owner in enumerate(self.owner):
            if owner == seat and self.here[client]:
                self.load[seat] -= int(self.world.standing[client])
                self._place(client)
        for task in waiting:
            client = int(self.world.task_client[task])
            if self.owner[client] == seat:
                self._place(client)
                self.load[self.owner[client]] -= int(self.world.standing[client])
            self._wait(task)

    def _change(self, client: int, what: int) -> None:
        standing = int(self.world.standing[client])
        self.here[client] = what != EXIT
        if what == EXIT:
            self.load[self.owner[client]] -= standing
        elif what == ARRIVAL or self.world.person[self.owner[client], self.day] == NOBODY:
            self._place(client)
        else:
            self.load[self.owner[client]] += standing

    # Days.

    def _at(self, tick: int, priority: int) -> simpy.Event:
        event: Any = self.env.event()
        event._ok, event._value = True, None
        order: Any = priority
        self.env.schedule(event, priority=order, delay=tick - self.env.now)
        return cast(simpy.Event, event)

    def _mornings(self) -> Generator[simpy.Event, Any, None]:
        world, change = self.world, 0
        for day in range(world.days):
            yield self._at(day * world.day_length, _MORNING)
            self.day = day
            self.idle.clear()
            if day == 0:
                self._begin()
            for seat in self.seats:
                person = world.person[seat, day]
                has_left = day > 0 and person != world.person[seat, day - 1]
                hand = self.held[seat]
                if hand is not None and (has_left or not world.present[seat, day]):
                    self.held[seat] = None
                    self._put_back(hand)
                if has_left and person == NOBODY:
                    self._leave(seat)
            while change < len(world.change_day) and world.change_day[change] <= day:
                self._change(int(world.change_client[change]), int(world.change[change]))
                change += 1
            self._carry_out()
            for seat in self.seats:
                if world.present[seat, day] and self.agency.day_ticks[seat] > 0:
                    self.env.process(self._day_of(seat, day))

    def _arrivals(self) -> Generator[simpy.Event, Any, None]:
        for task, tick in enumerate(self.world.task_at.tolist()):
            yield self._at(tick, _ARRIVAL)
            seat = self._find_idle(task)
            if seat is None:
                self._wait(task)
            else:
                self.idle.pop(seat)[1].succeed(task)

    def _find_idle(self, task: int) -> int | None:
        """The owner, if idle and at work; else who has been idle longest of those who may."""
        owner = self.owner[int(self.world.task_client[task])]
        free = [seat for seat in self.idle if self.env.now < self._ends(seat, task)]
        if self._is_pooled(task):
            able = [seat for seat in free if self.can_in_pool(seat, task)]
        elif owner in free and self._knows(owner, task):
            able = [owner]
        elif self._may_help(owner):
            able = [e for e in self.partners[owner] if e in free and self.can(e, task)]
        else:
            able = []

        def key(seat: int) -> tuple[bool, int, int]:
            return seat != owner, self.idle[seat][0], self._rank(seat, owner, task)

        return min(able, key=key, default=None)

    def _rank(self, seat: int, owner: int, task: int) -> int:
        return seat if self._is_pooled(task) or seat == owner else self.partners[owner].index(seat)

    def _knows(self, seat: int, task: int) -> bool:
        return bool(self.agency.knows[seat, self._program(task)])

    def _may_help(self, owner: int) -> bool:
        return not (self.standard.only_away and self.world.present[owner, self.day])

    def _ends(self, seat: int, task: int) -> int:
        close = self.day * self.world.day_length + int(self.agency.day_ticks[seat])
        is_due = self.world.task_due[task] <= self.day
        return close + self.agency.overtime_ticks if is_due else close

    def _wait(self, task: int) -> None:
        if self._is_pooled(task):
            self.pool.add(task)
        else:
            self.own[self.owner[int(self.world.task_client[task])]].add(task)

    def _put_back(self, hand: Hand) -> None:
        self.left[hand.task] = max(1, self.left[hand.task] * hand.rest // hand.effort)
        self._wait(hand.task)

    def _pick(self, seat: int) -> int | None:
        """The task that is due first of all that the worker may take, if it may be begun now."""
        able = {task for task in self.own[seat] if self._knows(seat, task)}
        for owner in self.seats:
            if seat in self.partners[owner] and self._may_help(owner):
                able |= {task for task in self.own[owner] if self.can(seat, task)}
        able |= {task for task in self.pool if self.can_in_pool(seat, task)}
        task = min(able, key=lambda each: (self.world.task_due[each], each), default=None)
        if task is None or self.env.now >= self._ends(seat, task):
            return None
        self.pool.discard(task)
        for waiting in self.own:
            waiting.discard(task)
        return task

    def _day_of(self, seat: int, day: int) -> Generator[simpy.Event, Any, None]:
        """A day of one worker."""
        hand, self.held[seat] = self.held[seat], None
        handoff = 0
        while True:
            if hand is None:
                task = self._pick(seat)
                if task is None:
                    wake = self.env.event()
                    self.idle[seat] = (int(self.env.now), wake)
                    task = yield wake
                hand, handoff = self._take(seat, task)
            begun = int(self.env.now)
            ended = min(begun + hand.rest, self._ends(seat, hand.task))
            yield self._at(ended, _WORK + seat)
            person = int(self.world.person[seat, day])
            self.pieces.append(Piece(hand.task, seat, person, begun, ended, handoff))
            hand.rest -= ended - begun
            if hand.rest == 0:
                self.done[hand.task] = ended
            elif self.held[seat] is None:
                self.held[seat] = hand
            else:
                self._put_back(hand)
            hand = None

    def _take(self, seat: int, task: int) -> tuple[Hand, int]:
        """What a task takes: speed, interpreter, speed-up, hand-off, each rounded up."""
        agency, world = self.agency, self.world
        client, kind = int(world.task_client[task]), int(world.task_kind[task])
        effort = -(-self.left[task] * 1000 // int(world.speed[seat, self.day]))
        if agency.kind_contact[kind] and not agency.speaks[seat, self._language(client)]:
            effort += -(-effort * agency.interpreter // 1000)
        if self._is_pooled(task):
            effort = -(-effort * (1000 - agency.speedup) // 1000)
        person = int(world.person[seat, self.day])
        handoff = int(self.last[client] not in (person, NOBODY))
        self.last[client] = person
        effort += handoff * agency.handoff_ticks
        return Hand(task, effort, effort), handoff
