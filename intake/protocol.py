"""What other systems ask the desk as plain data, and what they get: one answer for each request.

The same requests come as JSON lines and over HTTP; their form stands here once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from ..model.checks.cells import shown
from ..model.checks.messages import input_faults, suggestion
from ..model.errors import InputError, InputFault, InternalError, SamehandsError
from ..model.tables import Client, Task
from .desk import IntakeDesk


def _task_schema() -> dict[str, Any]:
    """Return the schema of a task, whose client may be left out."""
    schema = Task.model_json_schema()
    return {**schema, "required": [name for name in schema["required"] if name != "client"]}


# Rows are checked by the desk, in the words of the tables.
_Client = Annotated[object, WithJsonSchema(Client.model_json_schema())]
_Task = Annotated[object, WithJsonSchema(_task_schema())]
_Whole = Annotated[int, Field(strict=True)]
_Id = Annotated[str, Field(strict=True)]


class Request(BaseModel):
    """Base of what the desk is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Nothing(Request):
    """A request without fields."""


class PlaceRequest(Request):
    """Who should have a new client."""

    client: _Client = Field(description="The client, as a row of the table of clients")
    tasks: tuple[_Task, ...] = Field(
        default=(), description="What is to be done, as rows of the table of tasks"
    )


class CommitRequest(PlaceRequest):
    """A new client, and who is to have it."""

    worker: _Id | None = Field(
        default=None, description="Who gets the client; left out: whoever is cheapest"
    )


class RemoveRequest(Request):
    """A client who leaves."""

    client: _Id = Field(description="Id of the client")


class AbsentRequest(Request):
    """A worker who is away."""

    worker: _Id = Field(description="Id of the worker")
    periods: _Whole | tuple[_Whole, ...] = Field(description="The period, or several")


class CapacityRequest(Request):
    """A worker who has other regular minutes."""

    worker: _Id = Field(description="Id of the worker")
    minutes: _Whole | tuple[_Whole, ...] = Field(
        description="Minutes of every period, or of each of them"
    )


@dataclass(frozen=True)
class Operation:
    """Something that the desk does for others.

    Parameters
    ----------
    summary : str
        What it does, in a sentence.
    request : type
        The form of the request.
    run : callable
        Does it, and returns the answer as plain data.
    """

    summary: str
    request: type[Request]
    run: Callable[[IntakeDesk, Any], object]


def _place(desk: IntakeDesk, asked: PlaceRequest) -> object:
    return desk.place(cast("Any", asked.client), cast("Any", asked.tasks)).as_dict()


def _commit(desk: IntakeDesk, asked: CommitRequest) -> object:
    made = desk.commit(cast("Any", asked.client), asked.worker, cast("Any", asked.tasks))
    return made.as_dict()


def _remove(desk: IntakeDesk, asked: RemoveRequest) -> object:
    desk.remove(asked.client)
    return {"changes": desk.changes}


def _absent(desk: IntakeDesk, asked: AbsentRequest) -> object:
    desk.absent(asked.worker, asked.periods)
    return {"changes": desk.changes}


def _capacity(desk: IntakeDesk, asked: CapacityRequest) -> object:
    desk.capacity(asked.worker, asked.minutes)
    return {"changes": desk.changes}


def _sync(desk: IntakeDesk, asked: Nothing) -> object:
    desk.sync()
    return {"changes": desk.changes}


OPERATIONS: Mapping[str, Operation] = {
    "place": Operation("Say who should have a new client; nothing changes.", PlaceRequest, _place),
    "commit": Operation("Give a new client to a worker.", CommitRequest, _commit),
    "remove": Operation("Take a client and all its work away.", RemoveRequest, _remove),
    "absent": Operation("Take note that a worker is away.", AbsentRequest, _absent),
    "capacity": Operation("Give a worker other regular minutes.", CapacityRequest, _capacity),
    "placed": Operation(
        "Say who has whom of the clients committed here.",
        Nothing,
        lambda desk, asked: {"placed": desk.placed(), "changes": desk.changes},
    ),
    "plan": Operation(
        "Return the plan as it is by now, audited.",
        Nothing,
        lambda desk, asked: desk.plan().to_dict(),
    ),
    "sync": Operation("Wait until all lines of the journal are on the disk.", Nothing, _sync),
}
"""What the desk does for others, by name."""


def run_operation(desk: IntakeDesk, name: str, fields: object) -> object:
    """Do what is asked.

    Parameters
    ----------
    desk : IntakeDesk
        The desk.
    name : str
        One of ``OPERATIONS``.
    fields : object
        The request, without its name.

    Returns
    -------
    object
        The answer as plain data.

    Raises
    ------
    InputError
        If the operation is unknown or the request is wrong; it names every fault.
    NoPlanError
        If nobody may have the client, or no plan keeps all rules.
    """
    operation = OPERATIONS.get(name)
    if operation is None:
        hint = suggestion(name, OPERATIONS) or f"; the operations are {', '.join(OPERATIONS)}"
        raise InputError([InputFault("request", None, None, "op", f"unknown operation{hint}")])
    try:
        asked = operation.request.model_validate(fields)
    except ValidationError as error:
        schema = operation.request.model_json_schema()
        raise InputError(input_faults(error, fields, schema, "request")) from None
    return operation.run(desk, asked)


def describe_error(error: Exception) -> dict[str, object]:
    """Return what went wrong as plain data: ``kind``, ``message`` and ``problems``."""
    if isinstance(error, InputError):
        problems = [problem.as_dict() for problem in error.problems]
        return {"kind": "InputError", "message": str(error), "problems": problems}
    if isinstance(error, SamehandsError):
        return {"kind": type(error).__name__, "message": str(error), "problems": []}
    if isinstance(error, OSError):
        says = error.strerror or type(error).__name__
        return {"kind": "OSError", "message": says, "problems": []}
    # What an unforeseen error says may name a client.
    kind = type(error).__name__
    return {"kind": InternalError.__name__, "message": f"a bug: {kind}", "problems": []}


def answer_line(desk: IntakeDesk, line: bytes) -> str:
    """Answer one line of JSON by another.

    Parameters
    ----------
    desk : IntakeDesk
        The desk.
    line : bytes
        An object with ``op``, the fields of the request, and an ``id`` if the caller likes, a text
        or a whole number, which comes back with the answer.

    Returns
    -------
    str
        An object with ``ok``, the ``id``, and ``answer`` or ``error``; without a line break.
    """
    id: object = None
    try:
        asked: object = json.loads(line)
        if not isinstance(asked, dict):
            raise InputError([InputFault("request", None, None, None, _NO_OBJECT)])
        fields = cast("dict[str, object]", asked)
        id = _echoed(fields.pop("id", None))
        name = str(fields.pop("op", ""))
        found: dict[str, object] = {"answer": run_operation(desk, name, fields)}
    except (ValueError, RecursionError):
        fault = InputFault("request", None, None, None, _NO_OBJECT)
        found = {"error": describe_error(InputError([fault]))}
    except Exception as error:
        found = {"error": describe_error(error)}
    return json.dumps({"ok": "answer" in found, "id": id, **found}, ensure_ascii=False)


def _echoed(id: object) -> str | int | None:
    """Return the id of a request, which stands in the answer: a text or a whole number."""
    if id is None or (isinstance(id, str | int) and not isinstance(id, bool)):
        return id
    says = f"{shown(id)} is not right; it must be a text or a whole number, or left out"
    raise InputError([InputFault("request", None, None, "id", says)])


_NO_OBJECT = 'must be one JSON object on a line, e.g. {"op": "placed"}'
