"""The intake desk: who should own the client who has just walked in, one client after the other.

The desk begins with an audited plan. A placement asks what the one cost of that plan grows by if a
worker gets the client with all work that the worker may do: least lateness and overtime included,
worker by worker, at the loads as they are by now. What was committed counts for the next client.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import numpy as np

from ..model.checks.cells import shown
from ..model.checks.messages import suggestion
from ..model.errors import InputError, InputFault, NoPlanError, typed_arguments
from ..model.instance import Instance
from ..model.io.plain import instance_sha256, policy_sha256
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.tables import Client, Task
from ..planning.result import Result, require_plan
from ..solver import Limits
from ..solver.marginal_costs import MARGINAL_COSTS
from .arrival import Arrival, Known, take_arrival
from .grown import grown_instance, grown_plan
from .journal import Journal
from .placement import Commitment, Placement, in_minutes
from .quotes import Quote, Quotes
from .roster import Roster, check_beginning, plan_sha256


class IntakeDesk:
    """Places new clients on top of a plan, and remembers whom it gave to whom.

    Every method may be called from several threads.

    Parameters
    ----------
    instance : Instance
        What the plan is for.
    policy : Policy
        The rules and prices, those of the plan by rights.
    result : Result or Plan
        A legal plan for the instance. The prices of a result's certificate say what time is worth.
    journal : str, Path or None
        File of JSON lines to which every change is written before the call returns, and from which
        a desk that begins anew takes up; without one a restart begins with the plan.
    sync : bool
        Whether each line also waits for the disk. Without it a change survives the end of the
        process, with it a power cut too.

    Raises
    ------
    InputError
        If the plan is not legal for the instance under the policy, or the journal cannot be read
        or is that of another plan.
    NoPlanError
        If the result has no plan.
    UnsupportedError
        If the policy protects plans against clients who take longer (``robust.deviation``).
    """

    @typed_arguments(
        instance=Instance, policy=Policy, result=(Result, Plan), journal=(str, Path), sync=bool
    )
    def __init__(
        self,
        instance: Instance,
        policy: Policy,
        result: Result | Plan,
        journal: str | Path | None = None,
        sync: bool = False,
    ) -> None:
        plan = result if isinstance(result, Plan) else require_plan(result)
        check_beginning(instance, policy, plan)
        certificate = None if isinstance(result, Plan) else result.certificate
        MARGINAL_COSTS.wait(Limits())
        self._lock = threading.RLock()
        self._roster = Roster(instance, policy, plan)
        self._quotes = Quotes(self._roster, certificate)
        self._last: tuple[Placement, Quote] | None = None
        self.changes = 0
        self._journal: Journal | None = None
        if journal is not None:
            header = {
                "instance": instance_sha256(instance),
                "policy": policy_sha256(policy),
                "plan": plan_sha256(plan),
            }
            self._journal = Journal(Path(journal), header, sync)
            try:
                self._replay(self._journal)
            except BaseException:
                self._journal.close()
                raise

    def __enter__(self) -> Self:
        """Return the desk; the end of a ``with`` block closes its journal."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the journal."""
        self.close()

    def close(self) -> None:
        """Close the journal; nothing can be changed from then on."""
        with self._lock:
            if self._journal is not None:
                self._journal.close()

    def sync(self) -> None:
        """Wait until all lines of the journal are on the disk: for changes synced in batches."""
        with self._lock:
            if self._journal is not None:
                self._journal.sync()

    def place(
        self, client: Client | Mapping[str, object], tasks: Iterable[Task | Mapping[str, object]]
    ) -> Placement:
        """Say who should have a new client; nothing changes.

        Parameters
        ----------
        client : Client or mapping
            The client, with the columns of the table of clients.
        tasks : iterable of Task or mapping
            What is to be done, with the columns of the table of tasks; ``client`` may be left out.

        Returns
        -------
        Placement
            The worker where the plan gets dearer by least, and the three best with their reasons.

        Raises
        ------
        InputError
            If client or tasks are wrong; it names every fault.
        """
        with self._lock:
            quote = self._quotes.quote(self._taken(client, tasks))
            placement = quote.placement(self.changes)
            self._last = placement, quote
            return placement

    def commit(
        self,
        client: Placement | Client | Mapping[str, object],
        worker: str | None = None,
        tasks: Iterable[Task | Mapping[str, object]] = (),
    ) -> Commitment:
        """Give a client to a worker.

        Parameters
        ----------
        client : Placement, Client or mapping
            What ``place`` returned, or a client and its ``tasks``.
        worker : str or None
            Who gets the client; None for whoever is cheapest by now.
        tasks : iterable of Task or mapping
            The tasks of a client who was not placed before.

        Returns
        -------
        Commitment
            Who has the client, and by what the plan got dearer, at the loads of this moment.

        Raises
        ------
        InputError
            If the client or the tasks are wrong, the client is here already, or the worker may not
            have the client; it says by which rule.
        NoPlanError
            If nobody may have the client.
        """
        with self._lock:
            arrival, quote = self._quoted(client, tasks)
            row = quote.best() if worker is None else self._row(worker)
            if row is None:
                kept = ", ".join(f"{count} by {rule}" for rule, count in quote.excluded().items())
                says = f"nobody may have the client {shown(arrival.client.id)}: {kept}"
                raise NoPlanError(says)
            if quote.rule(row):
                says = quote.candidate(row).why
                raise InputError([InputFault("argument", None, None, "worker", says)])
            return self._commit(arrival, quote, row)

    def remove(self, client: str) -> None:
        """Take a client and all its work from the plan, committed here or there before.

        Raises
        ------
        InputError
            If there is no such client.
        """
        with self._lock:
            if client not in self._roster.clients:
                raise _unknown("client", client, ())
            self._write({"op": "remove", "client": client})
            self._roster.remove(client)
            self.changes += 1

    def absent(self, worker: str, periods: int | Sequence[int]) -> None:
        """Take note that a worker is away: no regular minutes in some periods, and no overtime.

        Parameters
        ----------
        worker : str
            Who.
        periods : int or sequence of int
            Which.

        Raises
        ------
        InputError
            If there is no such worker or period.
        """
        with self._lock:
            row, minutes = self._row(worker), None
            minutes = self._roster.loads.capacity[row].tolist()
            away = [periods] if isinstance(periods, int) else list(periods)
            last = len(minutes) - 1
            if not away:
                says = f"names no period; they are whole numbers from 0 to {last}"
                raise InputError([InputFault("argument", None, None, "periods", says)])
            wrong = [each for each in away if not _is_whole(each) or not 0 <= each <= last]
            if wrong:
                says = f"{shown(wrong[0])} is no period; they are whole numbers from 0 to {last}"
                raise InputError([InputFault("argument", None, None, "periods", says)])
            for each in away:
                minutes[each] = 0
            self._set_capacity(worker, row, minutes)

    def capacity(self, worker: str, minutes: int | Sequence[int]) -> None:
        """Give a worker other regular minutes.

        Parameters
        ----------
        worker : str
            Who.
        minutes : int or sequence of int
            Minutes of every period, or of each, without leaves.

        Raises
        ------
        InputError
            If there is no such worker, or the minutes do not fit the calendar.
        """
        with self._lock:
            row = self._row(worker)
            periods = self._roster.loads.capacity.shape[1]
            each = [minutes] * periods if isinstance(minutes, int) else list(minutes)
            if len(each) != periods:
                says = f"{len(each)} numbers for {periods} periods; give one for all, or {periods}"
                raise InputError([InputFault("argument", None, None, "minutes", says)])
            wrong = [one for one in each if not _is_whole(one) or not 0 <= one <= 10_000_000]
            if wrong:
                says = f"{shown(wrong[0])} is no number of minutes; whole ones from 0 to 10000000"
                raise InputError([InputFault("argument", None, None, "minutes", says)])
            self._set_capacity(worker, row, each)

    def placed(self) -> dict[str, str]:
        """Return who has whom of the clients committed here, in the order in which they came."""
        with self._lock:
            ids = self._roster.rules.ids
            return {id: ids[each.holding.worker] for id, each in self._roster.placed.items()}

    def instance(self) -> Instance:
        """Return the instance as it is by now: clients who came and left, minutes as they are."""
        with self._lock:
            return grown_instance(self._roster)

    def plan(self) -> Plan:
        """Return the plan as it is by now, with everybody's work scheduled anew.

        Whoever was placed here has an owner, who does the client's tasks. What no longer fits
        because of an absence is left undone, what is due last first.

        Returns
        -------
        Plan
            For ``instance()``; it keeps all rules.

        Raises
        ------
        NoPlanError
            If no such plan keeps all rules, because work no longer fits that must be done.
        """
        with self._lock:
            return grown_plan(self._roster)

    def _taken(self, client: object, tasks: object) -> Arrival:
        roster = self._roster
        known = Known(
            roster.clients, roster.tasks, roster.offices, roster.owners, roster.rules.last
        )
        return take_arrival(client, tasks, known)

    def _quoted(
        self,
        client: Placement | Client | Mapping[str, object],
        tasks: Iterable[Task | Mapping[str, object]],
    ) -> tuple[Arrival, Quote]:
        """Return a client and what it costs at the loads of this moment."""
        if self._last is not None and client is self._last[0]:
            placement, quote = self._last
            if placement.changes == self.changes:
                return placement.arrival, quote
        if isinstance(client, Placement):
            tasks, client = client.arrival.tasks, client.arrival.client
        arrival = self._taken(client, tasks)
        return arrival, self._quotes.quote(arrival)

    def _row(self, worker: str) -> int:
        row = self._roster.rules.rows.get(worker)
        if row is None:
            raise _unknown("worker", worker, self._roster.rules.ids)
        return row

    def _commit(self, arrival: Arrival, quote: Quote, row: int) -> Commitment:
        undone = quote.undone(row)
        self._write(
            {
                "op": "commit",
                "worker": self._roster.rules.ids[row],
                "client": arrival.client.model_dump(mode="json", exclude_defaults=True),
                "tasks": [_task_row(task) for task in arrival.tasks],
                "undone": list(undone),
            }
        )
        self._roster.commit(arrival, row, undone)
        self.changes += 1
        return Commitment(
            client=arrival.client.id,
            worker=self._roster.rules.ids[row],
            cost=in_minutes(quote.cost(row)),
            undone=undone,
            changes=self.changes,
        )

    def _set_capacity(self, worker: str, row: int, minutes: list[int]) -> None:
        self._write({"op": "capacity", "worker": worker, "minutes": minutes})
        self._roster.set_capacity(row, np.array(minutes, dtype=np.int64))
        self.changes += 1

    def _write(self, entry: Mapping[str, object]) -> None:
        if self._journal is not None:
            self._journal.append(entry)

    def _replay(self, journal: Journal) -> None:
        for entry in journal.replay():
            try:
                self._repeat(entry)
            except (InputError, KeyError, TypeError, ValueError) as error:
                says = error.problems[0].message if isinstance(error, InputError) else "not whole"
                raise journal.refuse(f"it does not fit what came before: {says}") from None
            self.changes += 1

    def _repeat(self, entry: Mapping[str, object]) -> None:
        match entry["op"]:
            case "commit":
                arrival = self._taken(entry["client"], entry["tasks"])
                undone = tuple(cast("list[str]", entry["undone"]))
                self._roster.commit(arrival, self._row(str(entry["worker"])), undone)
            case "remove":
                client = str(entry["client"])
                if client not in self._roster.clients:
                    raise _unknown("client", client, ())
                self._roster.remove(client)
            case "capacity":
                minutes = np.array(entry["minutes"], dtype=np.int64)
                self._roster.set_capacity(self._row(str(entry["worker"])), minutes)
            case other:
                raise InputError([InputFault("file", None, None, "op", f"unknown {shown(other)}")])


def _task_row(task: Task) -> dict[str, object]:
    return task.model_dump(mode="json", exclude={"client"})


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _unknown(sort: str, id: object, known: Sequence[str]) -> InputError:
    hint = suggestion(str(id), known) if known else ""
    return InputError([InputFault("argument", None, None, sort, f"no {sort} {shown(id)}{hint}")])
