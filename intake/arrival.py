"""What comes to the desk: a client and the tasks that come along, checked as the tables are."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar, cast

from pydantic import ValidationError

from ..model.checks.cells import personal_value, shown
from ..model.checks.messages import faults_by_path, suggestion
from ..model.errors import InputError, InputFault
from ..model.tables import Client, Row, TableName, Task

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Arrival:
    """A new client with its tasks.

    Parameters
    ----------
    client : Client
        Who has come.
    tasks : tuple of Task
        What is to be done.
    """

    client: Client
    tasks: tuple[Task, ...]


@dataclass(frozen=True, eq=False)
class Known:
    """What an arrival is checked against.

    Parameters
    ----------
    clients, tasks : container of str
        Ids that are taken.
    offices, owners : container of str
        Offices that are there, and workers who are there or have left.
    last : int
        Last period.
    """

    clients: Container[str]
    tasks: Container[str]
    offices: Sequence[str]
    owners: Container[str]
    last: int


def take_arrival(client: object, tasks: object, known: Known) -> Arrival:
    """Check a client and tasks, as models or as plain data.

    Parameters
    ----------
    client : Client or mapping
        The client; a mapping has the columns of the table of clients.
    tasks : iterable of Task or mapping
        The tasks; a mapping has the columns of the table of tasks, without ``client`` if it likes.
    known : Known
        What there is.

    Returns
    -------
    Arrival
        Checked.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    faults: list[InputFault] = []
    who = _take(Client, client, "clients", None, faults)
    name = who.id if who is not None else _said(client, "id")
    work: list[Task] = []
    kind = type(tasks).__name__
    if isinstance(tasks, str | bytes | Mapping) or not isinstance(tasks, Iterable):
        says = f"must be a list of tasks, not {kind}"
        faults.append(InputFault("argument", None, None, "tasks", says))
    else:
        for row, each in enumerate(cast("Iterable[object]", tasks), start=1):
            of_client = each
            if isinstance(each, Mapping) and "client" not in each and name is not None:
                of_client = {**cast("Mapping[str, object]", each), "client": name}
            task = _take(Task, of_client, "tasks", row, faults)
            if task is not None:
                faults += _task_faults(task, row, name, known, work)
                work.append(task)
    if who is not None:
        faults += _client_faults(who, known)
    if faults or who is None:
        raise InputError(faults)
    return Arrival(who, tuple(work))


def _take(
    kind: type[R], data: object, table: TableName, row: int | None, faults: list[InputFault]
) -> R | None:
    if isinstance(data, kind):
        return data
    if not isinstance(data, Mapping):
        says = f"must be a {kind.__name__} or a table of fields, not {shown(data)}"
        faults.append(InputFault(table, row, None, None, says))
        return None
    # Rows let no text through that looks like personal data; only what is wrong is looked at again.
    with suppress(ValidationError):
        return kind.model_validate(data)
    content = {str(name): value for name, value in cast("Mapping[object, object]", data).items()}
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        id = _said(content, "id")
        found = faults_by_path(error, content, kind.model_json_schema())
        faults += [InputFault(table, row, id, *each) for each in found.values()]
        return None


def _said(data: object, field: str) -> str | None:
    """Return an id as it was said, if it may be shown."""
    value = cast("Mapping[str, object]", data).get(field) if isinstance(data, Mapping) else None
    fits = isinstance(value, str) and 0 < len(value) <= 200 and not personal_value(value)
    return str(value) if fits else None


def _client_faults(client: Client, known: Known) -> Iterable[InputFault]:
    if client.id in known.clients:
        says = "there is a client of this id already; a new one needs another"
        yield InputFault("clients", None, client.id, "id", says)
    if client.office not in known.offices:
        hint = suggestion(client.office, known.offices)
        hint = hint or f"; the offices are {', '.join(known.offices[:10])}"
        says = f"no client and no worker has the office {shown(client.office)}{hint}"
        yield InputFault("clients", None, client.id, "office", says)
    if client.worker is not None and client.worker not in known.owners:
        says = f"no worker {shown(client.worker)}; leave it out where nobody owns the client"
        yield InputFault("clients", None, client.id, "worker", says)


def _task_faults(
    task: Task, row: int, client: str | None, known: Known, before: Sequence[Task]
) -> Iterable[InputFault]:
    if task.id in known.tasks:
        says = "there is a task of this id already; a new one needs another"
        yield InputFault("tasks", row, task.id, "id", says)
    if any(task.id == other.id for other in before):
        yield InputFault("tasks", row, task.id, "id", "two tasks have this id; each needs its own")
    if client is not None and task.client != client:
        says = f"is {shown(task.client)}, but the client is {shown(client)}; leave it out"
        yield InputFault("tasks", row, task.id, "client", says)
    if task.release > known.last:
        says = f"release {task.release} is outside the horizon; it must be from 0 to {known.last}"
        yield InputFault("tasks", row, task.id, "release", says)
