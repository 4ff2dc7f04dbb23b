"""Owners planned anew each month by the engines, and the desk's prices in between.

On the first morning of a month the cheapest plan found that changes few owners is carried out.
Until the next one, new clients and those of leavers go to whom the intake desk names.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from ..intake import IntakeDesk
from ..model.errors import NoPlanError
from ..model.policy import Policy
from ..model.tables import Client, Task
from ..planning.fixed import Fixed
from ..planning.result import Result
from ..planning.solve import solve
from ..solver import Limits, OverError
from .agency import TICKS, Agency, Ints, Names
from .month_question import Morning, Question, ask, planning_policy, read_morning
from .parameters import SimulationParameters
from .standards import Routing
from .state import CHOSEN, State
from .world import World

_GAP, _WORK = 0.01, 200
"""Gap at which a plan is good enough, and the nodes of a tree after which it is in any case: unlike
seconds, they are the same on every machine."""


class MonthlyPlans:
    """Chooses owners: by a plan on the first morning of a month, by the desk on all others.

    Parameters
    ----------
    policy : Policy
        Its prices; see ``planning_policy`` for what of it is left out.
    agency, names : Agency and Names
        The agency.
    world : World
        Who is there and what has come in; looked at up to the morning alone.
    routing : Routing
        The queues of the standard: what is pooled has no owner.
    parameters : SimulationParameters
        Days of a month, and how many owners a plan may change.
    seconds : float or None
        Time for each plan; None to let it end by itself, so that it hangs on no clock.
    cancel : threading.Event or None
        Set it to stop; then nobody is chosen any more.
    """

    def __init__(
        self,
        policy: Policy,
        agency: Agency,
        names: Names,
        world: World,
        routing: Routing,
        parameters: SimulationParameters,
        seconds: float | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self._agency, self._names, self._world, self._routing = agency, names, world, routing
        self._parameters, self._seconds = parameters, seconds
        self._cancel = cancel or threading.Event()
        self._policy = planning_policy(policy, parameters.plan_serves)
        self._standing: Ints = world.standing
        self._desk: IntakeDesk | None = None
        self._known: dict[int, str] = {}
        self._workers: set[str] = set()
        self._fixed: Mapping[str, str] = {}

    def __call__(self, day: int, state: State) -> None:
        """Put the owners of a morning into ``state.chosen``.

        Raises
        ------
        NoPlanError
            If the time for a plan was up before there was one.
        """
        morning = read_morning(day, self._agency, self._world, self._routing, state)
        if self._desk is None or day % self._parameters.month_days == 0:
            self._desk = self._plan(morning, state)
        elif morning.coming:
            self._place(self._desk, morning, state)

    def _plan(self, morning: Morning, state: State) -> IntakeDesk | None:
        """Choose the owners of a plan; return the desk that begins with it, None once stopped."""
        days = self._parameters.month_days
        self._standing = _owners_minutes(self._agency, self._world, self._routing, morning.day)
        question = ask(
            morning, self._agency, self._names, self._world, state, self._standing,
            self._parameters.plan_changes, days,
        )  # fmt: skip
        try:
            # What a solve does after its engine, such as the audit, looks at no cancel.
            result = Limits(cancel=self._cancel).run(lambda: self._solve(question))
        except OverError:
            return None
        if self._cancel.is_set():
            return None
        if result.plan is None:
            says = f"no plan for the month that begins on day {morning.day}; give more time"
            raise NoPlanError(says)
        self._known, self._fixed = {}, question.fixed
        self._workers = {*question.instance.workers["id"].to_list()}
        for client, owner in result.plan.owners.select("client", "owner").iter_rows():
            if client.startswith("c"):
                self._known[int(client[1:])] = client
                if owner is not None:
                    state.chosen[int(client[1:])] = int(owner[1:])
        state.counter[CHOSEN] = 1
        return IntakeDesk(question.instance, result.policy, result)

    def _solve(self, question: Question) -> Result:
        """Return the plan of a month, with as few changes of owner as the question says."""
        moves = self._policy.moves.model_copy(update={"limit": question.limit})
        return solve(
            question.instance,
            self._policy.model_copy(update={"moves": moves}),
            fixed=Fixed(owners=dict(question.fixed)),
            time_limit=self._seconds,
            threads=1,
            gap=_GAP,
            work_limit=_WORK,
            cancel=self._cancel,
        )

    def _place(self, desk: IntakeDesk, morning: Morning, state: State) -> None:
        """Choose the owners of new clients and of those whose worker has left, one by one."""
        for seat in morning.left:
            self._take_off(desk, seat)
        work = self._work(morning, state) if morning.left else {}
        for client in morning.coming:
            if client in self._known:
                desk.remove(self._known.pop(client))
            if morning.here[client]:
                self._place_one(desk, client, work.get(client, []), morning, state)
        state.counter[CHOSEN] = 1

    def _take_off(self, desk: IntakeDesk, seat: int) -> None:
        """Take a leaver's minutes off the desk, and what stands for the leaver's other clients."""
        if f"w{seat}" in self._workers:
            self._workers.remove(f"w{seat}")
            desk.capacity(f"w{seat}", 0)
            if f"o{seat}" in self._fixed:
                desk.remove(f"o{seat}")

    def _place_one(
        self, desk: IntakeDesk, client: int, tasks: list[Task], morning: Morning, state: State
    ) -> None:
        agency, names, like = self._agency, self._names, self._world.client_like[client]
        needs = agency.needs[agency.client_bundle[like]]
        name = f"n{client}.{morning.day}"
        placement = desk.place(
            Client(
                id=name,
                office=names.offices[agency.client_office[like]],
                language=names.languages[agency.client_language[like]],
                programs=tuple(names.programs[at] for at in needs.nonzero()[0].tolist()),
                expected_minutes=int(self._standing[client]),
            ),
            [task.model_copy(update={"client": name}) for task in tasks],
        )
        able = [each.worker for each in placement.candidates if each.worker in self._workers]
        # Whom nobody may own by the rules of the plan gets an owner by the clerk's rule.
        if able:
            desk.commit(placement, able[0])
            self._known[client] = name
            state.chosen[client] = int(able[0][1:])

    def _work(self, morning: Morning, state: State) -> dict[int, list[Task]]:
        """Return what waits for each client, as tasks from today on."""
        world, kinds = self._world, self._names.kinds
        first = morning.day % self._parameters.month_days
        last = self._parameters.month_days - 1
        found: dict[int, list[Task]] = {}
        for task in morning.waiting.tolist():
            client, (program, kind) = int(world.task_client[task]), kinds[world.task_kind[task]]
            due = first + int(world.task_due[task]) - morning.day
            found.setdefault(client, []).append(
                Task(
                    id=f"t{task}.{morning.day}",
                    client=f"c{client}",
                    program=program,
                    kind=kind,
                    minutes=-(-int(state.left[task]) // TICKS),
                    release=first,
                    due=min(max(due, first), last),
                    contact=bool(self._agency.kind_contact[world.task_kind[task]]),
                )
            )
        return found


def _owners_minutes(agency: Agency, world: World, routing: Routing, day: int) -> Ints:
    """Return the minutes that an owner does for a client in a usual month, of shape (clients,)."""
    work = agency.rates * agency.kind_ticks
    own = whole = work.sum(axis=1)
    if world.pools[day] or not routing.by_month:
        own = work @ ~routing.is_pooled
    share = own / whole.clip(min=1e-9)
    bundle = agency.client_bundle[world.client_like]
    found: Ints = (world.standing * share[bundle]).round().astype("int64")
    return found
