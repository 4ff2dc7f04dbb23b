"""What runner and run say to each other: one order, then messages, one line of JSON each."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ...planning.result import BoundKind
from ...problem import Limit, Status
from ..record import Kind, Point, RunSpec


@dataclass(frozen=True)
class Order:
    """What the process of a run is to do.

    Parameters
    ----------
    spec : RunSpec
        The run.
    plugins : tuple of str
        Where further engines come from.
    """

    spec: RunSpec
    plugins: tuple[str, ...]


ORDER = TypeAdapter(Order)
"""Reads and writes orders as JSON."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Loaded(_Message):
    """The instance is there, and the time limit begins.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    instance_sha256 : str
        Fingerprint of the instance.
    phase : str
        ``read`` or ``generate``.
    seconds : float
        How long that took.
    """

    type: Literal["loaded"] = "loaded"
    instance_sha256: str
    phase: Literal["read", "generate"]
    seconds: float


class Improved(_Message):
    """The engine has a better objective or bound.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    point : tuple
        Seconds, objective, bound.
    """

    type: Literal["improved"] = "improved"
    point: Point


class Compiling(_Message):
    """Code that is not on the disk yet is being compiled: this run measures that, and not itself.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    """

    type: Literal["compiling"] = "compiling"


class Answered(_Message):
    """The engine has stopped, and the time limit no longer counts.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    """

    type: Literal["answered"] = "answered"


class Finding(_Message):
    """How the run ended; the last message. The fields are those of ``Record``.

    Attributes
    ----------
    type : str
        Tells the messages apart.
    kind, message, chosen, status, limit, objective, bound, bound_kind, bound_certified
        See ``Record``.
    gap_work, trace, seconds, metrics
        See ``Record``.
    peak_memory_mb : float or None
        Of this process alone.
    """

    type: Literal["finding"] = "finding"
    kind: Kind
    message: str | None = None
    chosen: str | None = None
    status: Status | None = None
    limit: Limit | None = None
    objective: float | None = None
    bound: float | None = None
    bound_kind: BoundKind = "none"
    bound_certified: float | None = None
    gap_work: float | None = None
    trace: tuple[Point, ...] | None = None
    seconds: Mapping[str, float] = {}
    peak_memory_mb: float | None = None
    metrics: Mapping[str, float | None] | None = None


Message = Loaded | Compiling | Improved | Answered | Finding
"""Anything the process of a run tells, the finding last."""

_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def message_from_line(line: bytes) -> Message:
    """Return the message of a line."""
    return _MESSAGE.validate_json(line)


class Teller:
    """Writes messages to a pipe, from any thread.

    Parameters
    ----------
    pipe : int
        File descriptor of the pipe.
    """

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def tell(self, message: Message) -> None:
        """Write a message."""
        data = memoryview(message.model_dump_json().encode() + b"\n")
        with self._lock:
            while data:
                data = data[os.write(self._pipe, data) :]
