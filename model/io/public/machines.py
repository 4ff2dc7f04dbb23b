"""Machine reassignment (ROADEF/EURO challenge 2012): processes on machines, as moves with a price.

A file ``model_NAME.txt`` holds the problem, ``assignment_NAME.txt`` beside it where each process
runs today. The problem has several resources and no time, samehands time and one resource: so
resource r is period r. A process needs its amount of each resource *in that period and in no
other*, which is the same rule.

Kept:

- machine -> worker of the office of its location, who may serve processes of any; process -> client
  of one program, with a task of each resource of which it needs some, all at the owner
  (client-based);
- where a process runs today -> owner today; service -> group of the client;
- safety capacity -> minutes of the worker in the period of the resource. What is above costs
  overtime: one minute of it stands for the mean load weight of the file;
- process move cost -> price of a change of owner.

Approximated: amounts of each resource are divided so that no machine has more than 100,000, rounded
up for processes and down for machines. A machine may be filled up to its safety capacity and the
largest reserve (capacity less safety capacity) of any machine, for overtime has one limit. All
processes cost the mean price of a move, in multiples of the mean load weight.

Left out, and counted in a warning: conflicts and spread of the processes of a service, dependencies
between services, transient resources, balance costs, costs of moves by service and by machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...calendar import Calendar
from ...checks.cells import shown
from ...errors import InputError, InputFault
from ...instance import Instance
from ...policy import Policy
from ..read import read_frames
from .rows import UNOWNED, left_out

MOST_UNITS = 100_000
"""Most minutes that a machine has of a resource."""

_LANGUAGE = "any"
_PROGRAM = "run"
_MOST_NUMBER = 10**15
_MOST_PRICE = 1_000_000.0


@dataclass(frozen=True)
class Machine:
    """A machine: where it is, what it has of each resource, and up to where that is safe."""

    location: int
    capacity: Sequence[int]
    safety: Sequence[int]


@dataclass(frozen=True)
class Process:
    """A process: its service, what it needs of each resource, and the cost of moving it."""

    service: int
    needs: Sequence[int]
    move: int


@dataclass(frozen=True)
class Cluster:
    """What of a file is read; ``spread`` and others say how often something is left out."""

    transient: Sequence[bool]
    weights: Sequence[int]
    machines: Sequence[Machine]
    processes: Sequence[Process]
    move_weight: int
    spread: int
    dependencies: int
    balances: int


def translate(text: str, assignment: str | None = None) -> tuple[Instance, Policy]:
    """Translate a model of machine reassignment.

    Parameters
    ----------
    text : str
        The model.
    assignment : str or None
        Where each process runs today: one number of a machine per process. None if it is not known.

    Returns
    -------
    instance : Instance
        One period per resource; see the module for the translation.
    policy : Policy
        Client-based, nothing late, any office; language off.

    Raises
    ------
    InputError
        If the numbers are not what a model needs; the first that is wrong is named by its place.
    """
    source = read_model(text)
    today = None if assignment is None else _read_assignment(assignment, source)
    return _translated(source, today)


class _Numbers:
    """The whole numbers of a file, taken one after the other, each with its line."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._cells = [
            (number, cell)
            for number, line in enumerate(text.splitlines(), start=1)
            for cell in line.split()
        ]
        self._at = 0

    def take(self, what: str, most: int = _MOST_NUMBER) -> int:
        """Return the next number; InputError says what it should have been."""
        if self._at >= len(self._cells):
            raise self._fault(None, what, f"the file ends where {what} should be")
        number, cell = self._cells[self._at]
        self._at += 1
        if not (cell.isascii() and cell.isdecimal() and len(cell) <= 16 and int(cell) <= most):
            says = f"{shown(cell)} is not right; {what} must be a whole number from 0 to {most}"
            raise self._fault(number, what, says)
        return int(cell)

    def many(self, count: int, what: str, most: int = _MOST_NUMBER) -> list[int]:
        """Return the next numbers."""
        return [self.take(what, most) for _ in range(count)]

    def end(self) -> None:
        """Check that nothing is left."""
        if self._at < len(self._cells):
            number, cell = self._cells[self._at]
            says = f"{shown(cell)} is one number too many; the file should end before it"
            raise self._fault(number, "end", says)

    def _fault(self, number: int | None, what: str, says: str) -> InputError:
        return InputError([InputFault(self._file, number, None, what, says)])


def read_model(text: str) -> Cluster:
    """Read the numbers of a model; InputError names the first that is wrong."""
    numbers = _Numbers(text, "model")
    resources = numbers.take("number of resources", 100)
    kinds = [(numbers.take("transient", 1), numbers.take("load weight")) for _ in range(resources)]
    count = numbers.take("number of machines", 100_000)
    machines: list[Machine] = []
    for _ in range(count):
        numbers.take("neighbourhood")
        location = numbers.take("location")
        capacity = numbers.many(resources, "capacity")
        safety = numbers.many(resources, "safety capacity")
        numbers.many(count, "cost of a move to a machine")
        machines.append(Machine(location, capacity, safety))
    services = numbers.take("number of services", 100_000)
    spread = dependencies = 0
    for _ in range(services):
        spread += numbers.take("spread") > 1
        some = numbers.take("number of dependencies", services)
        dependencies += some
        numbers.many(some, "dependency", max(services - 1, 0))
    processes = [
        Process(
            numbers.take("service", max(services - 1, 0)),
            numbers.many(resources, "requirement"),
            numbers.take("cost of a move"),
        )
        for _ in range(numbers.take("number of processes", 1_000_000))
    ]
    balances = numbers.take("number of balance costs", 10_000)
    for _ in range(balances):
        numbers.many(2, "resource", max(resources - 1, 0))
        numbers.many(2, "target or weight")
    move_weight = numbers.take("weight of a move")
    numbers.many(2, "weight of moves by service and by machine")
    numbers.end()
    transient, weights = [kind == 1 for kind, _ in kinds], [weight for _, weight in kinds]
    return Cluster(
        transient, weights, machines, processes, move_weight, spread, dependencies, balances
    )


def is_model(text: str) -> bool:
    """Whether a text holds just as many whole numbers as a model needs."""
    try:
        read_model(text)
    except InputError:
        return False
    return True


def _read_assignment(text: str, source: Cluster) -> list[int]:
    numbers = _Numbers(text, "assignment")
    most = max(len(source.machines) - 1, 0)
    found = numbers.many(len(source.processes), "machine of a process", most)
    numbers.end()
    return found


def _translated(source: Cluster, today: Sequence[int] | None) -> tuple[Instance, Policy]:
    divisors = [
        max(1, -(-max((one.capacity[at] for one in source.machines), default=0) // MOST_UNITS))
        for at in range(len(source.weights))
    ]
    reserve = max(_reserves(source, divisors), default=0)
    weight = sum(source.weights) / max(len(source.weights), 1)
    moves = [source.move_weight * process.move for process in source.processes]
    price = sum(moves) / max(len(moves), 1) / max(weight, 1.0)
    instance, policy = read_frames(
        _clients(source, today),
        _workers(source, divisors),
        _tasks(source, divisors),
        Calendar(periods=max(len(source.weights), 1)),
        _policy(price, reserve),
    )
    return replace(instance, warnings=(*instance.warnings, *_left(source, today))), policy


def _clients(source: Cluster, today: Sequence[int] | None) -> list[dict[str, object]]:
    where: Sequence[int | None] = today or [None] * len(source.processes)
    return [
        {
            "id": f"process-{at}",
            "office": "new" if place is None else f"location {source.machines[place].location}",
            "language": _LANGUAGE,
            "programs": [_PROGRAM],
            "worker": None if place is None else f"machine-{place}",
            "groups": [f"service {process.service}"],
        }
        for at, (process, place) in enumerate(zip(source.processes, where, strict=True))
    ]


def _workers(source: Cluster, divisors: Sequence[int]) -> list[dict[str, object]]:
    return [
        {
            "id": f"machine-{at}",
            "office": f"location {machine.location}",
            "unit": f"location {machine.location}",
            "languages": [_LANGUAGE],
            "programs": [_PROGRAM],
            "minutes": [safe // by for safe, by in zip(machine.safety, divisors, strict=True)],
        }
        for at, machine in enumerate(source.machines)
    ]


def _tasks(source: Cluster, divisors: Sequence[int]) -> list[dict[str, object]]:
    return [
        {
            "id": f"process-{at}-{resource}",
            "client": f"process-{at}",
            "program": _PROGRAM,
            "kind": f"resource {resource}",
            "minutes": -(-amount // divisors[resource]),
            "release": resource,
            "due": resource,
            "contact": False,
        }
        for at, process in enumerate(source.processes)
        for resource, amount in enumerate(process.needs)
        if amount
    ]


def _policy(price: float, reserve: int) -> Policy:
    return Policy.model_validate(
        {
            **UNOWNED,
            "pool": {"scope": "county"},
            "deadlines": {"late": "forbidden"},
            "overtime": {"limit": min(reserve, 1_000_000), "price": 1.0},
            "utilisation": {"breakpoints": []},
            "moves": {"change_price": min(round(price, 3), _MOST_PRICE), "transfer_minutes": 0},
        }
    ).without("language")


def _reserves(source: Cluster, divisors: Sequence[int]) -> Iterator[int]:
    for machine in source.machines:
        for most, safe, divisor in zip(machine.capacity, machine.safety, divisors, strict=True):
            yield max(most - safe, 0) // divisor


def _left(source: Cluster, today: Sequence[int] | None) -> list[InputFault]:
    services = [process.service for process in source.processes]
    shared = len(services) - len(set(services))
    transient = sum(source.transient)
    return [
        *left_out("model", "service", shared, "processes share a service; conflicts are left out"),
        *left_out("model", "spread", source.spread, "services are to be spread; that is left out"),
        *left_out("model", "dependency", source.dependencies, "dependencies are left out"),
        *left_out("model", "transient", transient, "resources are transient; that is left out"),
        *left_out("model", "balance", source.balances, "balance costs are left out"),
        *left_out(
            "assignment",
            "file",
            len(services) if today is None else 0,
            "processes have no machine today: there is no file assignment_... beside the model",
        ),
    ]
