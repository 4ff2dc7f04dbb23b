"""The generalised assignment problem: instances, and the files of OR-Library that hold them.

Every job goes to one agent, each agent has one capacity, and the total cost is least. The files are
whole numbers separated by blanks: ``m n``, then the costs of the n jobs for each of the m agents in
turn, then their loads likewise, then the m capacities (J. E. Beasley, OR-Library, JORS 41 (1990)
1069-1072). Files with several problems begin with their count, as OR-Library's own do. A solution
is the agent of every job, counted from 0. Everything is minimised; the values that OR-Library lists
for gap1 to gap12 are those of the maximisation.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ...model.errors import InputError, InputFault
from ...problem import AssignmentProblem, Ints
from .matrices import Bare, Numbers, read_numbers, shortened


@dataclass(frozen=True, eq=False)
class GapInstance:
    """A generalised assignment problem, to be minimised.

    Parameters
    ----------
    name : str
        Its name.
    costs : array of shape (agents, jobs)
        Cost of each job at each agent.
    loads : array of shape (agents, jobs)
        What each job takes of each agent's capacity; never negative.
    capacities : array of shape (agents,)
        Capacity of each agent.
    """

    name: str
    costs: Ints
    loads: Ints
    capacities: Ints

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.costs, self.loads, self.capacities):
            array.flags.writeable = False

    @property
    def agents(self) -> int:
        """Number of agents."""
        return len(self.capacities)

    @property
    def jobs(self) -> int:
        """Number of jobs."""
        return int(self.costs.shape[1])

    @cached_property
    def sha256(self) -> str:
        """Digest of the numbers; the name and the layout of the file do not count."""
        size = np.array(self.costs.shape, dtype=np.int64)
        parts = [size, self.costs, self.loads, self.capacities]
        data = np.concatenate([part.ravel() for part in parts]).astype("<i8").tobytes()
        return hashlib.sha256(data).hexdigest()

    @property
    def bare(self) -> Bare:
        """The same as a list of what is possible."""
        agents, jobs = self.agents, self.jobs
        return Bare(
            item=np.repeat(np.arange(jobs, dtype=np.int64), agents),
            agent=np.tile(np.arange(agents, dtype=np.int64), jobs),
            cost=self.costs.T.flatten(),
            load=self.loads.T.flatten(),
            capacity=self.capacities,
            unassigned=np.zeros(jobs, dtype=np.int64),
            required=True,
        )

    def to_problem(self) -> AssignmentProblem:
        """Return the instance as an assignment problem.

        Returns
        -------
        AssignmentProblem
            Item j is job j and must be assigned; its pair with agent i is number
            ``j * agents + i``. There is one resource and one row.
        """
        return self.bare.to_problem()

    def pairs(self, assignment: Ints) -> Ints:
        """Return how often each pair of the problem is used by an assignment.

        Parameters
        ----------
        assignment : array of shape (jobs,)
            Agent of every job, from 0 on.

        Returns
        -------
        array of shape (jobs * agents,)
            What ``problem.evaluate`` takes.
        """
        x = np.zeros(self.jobs * self.agents, dtype=np.int64)
        x[np.arange(self.jobs) * self.agents + assignment] = 1
        return x


def read_gaps(path: str | Path) -> list[GapInstance]:
    """Read the instances of a file in the format of OR-Library, with or without their count.

    Parameters
    ----------
    path : str or Path
        The file; its name without a suffix becomes the instance's. Of several instances in a file
        the place is added, from 1 on: ``gap1-1``.

    Returns
    -------
    list of GapInstance
        At least one.

    Raises
    ------
    InputError
        If the file cannot be read or anything in it is wrong; it names every fault and its line.
    """
    problems: list[InputFault] = []
    numbers = read_numbers(Path(path), problems)
    if numbers is None or problems:
        raise InputError(problems)
    parts, stem = _parts(numbers), Path(path).stem
    names = [stem] if len(parts) == 1 else [f"{stem}-{place + 1}" for place in range(len(parts))]
    found = [_instance(name, part, problems) for name, part in zip(names, parts, strict=True)]
    if problems:
        raise InputError(problems)
    return [instance for instance in found if instance is not None]


def read_gap(path: str | Path, number: int = 1) -> GapInstance:
    """Read one instance of a file; see ``read_gaps``.

    Parameters
    ----------
    path : str or Path
        The file.
    number : int
        Which of its instances, from 1 on.

    Raises
    ------
    InputError
        As ``read_gaps``, and if the file has fewer instances.
    """
    found = read_gaps(path)
    if not 1 <= number <= len(found):
        says = f"has {len(found)} instances; there is no number {number}"
        raise InputError([InputFault("file", None, None, Path(path).name, says)])
    return found[number - 1]


def _parts(numbers: Numbers) -> list[Numbers]:
    """Return the numbers of each instance: of several if a count stands before as many."""
    value, at = numbers.value, 1
    if value.size < 2 or _needed(value[:2]) == value.size:
        return [numbers]
    parts: list[Numbers] = []
    while len(parts) < value[0] and at + 2 <= value.size and (value[at : at + 2] >= 1).all():
        end = at + _needed(value[at : at + 2])
        parts.append(numbers.part(at, end))
        at = end
    return parts if parts and len(parts) == value[0] and at == value.size else [numbers]


def _needed(size: Ints) -> int:
    """Return how many numbers an instance has, its agents and jobs included."""
    agents, jobs = (int(number) for number in size)
    return 2 + 2 * agents * jobs + agents


def _instance(name: str, numbers: Numbers, problems: list[InputFault]) -> GapInstance | None:
    faults = _size_faults(numbers)
    if not faults:
        agents, jobs = (int(number) for number in numbers.value[:2])
        faults = _sign_faults(numbers, agents, jobs)
    problems += faults
    if faults:
        return None
    agents, jobs = (int(number) for number in numbers.value[:2])
    cells = [agents * jobs, 2 * agents * jobs]
    costs, loads, capacities = np.split(numbers.value[2:].copy(), cells)
    shape = (agents, jobs)
    return GapInstance(name, costs.reshape(shape), loads.reshape(shape), capacities)


def read_assignment(path: str | Path, instance: GapInstance) -> Ints:
    """Read a solution: the agent of every job, from 0 on.

    Parameters
    ----------
    path : str or Path
        The file.
    instance : GapInstance
        The instance it is for.

    Returns
    -------
    array of shape (jobs,)
        The agents. Whether their capacities suffice is for the audit to say.

    Raises
    ------
    InputError
        If the file cannot be read, does not give one agent for every job, or names an agent that
        is not there.
    """
    problems: list[InputFault] = []
    numbers = read_numbers(Path(path), problems)
    if numbers is None:
        raise InputError(problems)
    found = numbers.value
    if found.size != instance.jobs:
        says = f"has {found.size} numbers; one agent for each of {instance.jobs} jobs is needed"
        problems.append(InputFault("file", None, None, numbers.file, says))
    strange = np.flatnonzero((found < 0) | (found >= instance.agents))
    most = instance.agents - 1
    faults = [
        numbers.fault(job, f"job {job}: there is no agent {found[job]}, only 0 to {most}")
        for job in strange.tolist()
    ]
    problems += shortened(faults, numbers.file)
    if problems:
        raise InputError(problems)
    return found


def _size_faults(numbers: Numbers) -> list[InputFault]:
    if numbers.value.size < 2:
        says = "must begin with the number of agents and the number of jobs"
        return [InputFault("file", None, None, numbers.file, says)]
    agents, jobs = (int(number) for number in numbers.value[:2])
    faults = [
        numbers.fault(index, f"the number of {name} is {number}; it must be at least 1")
        for index, (name, number) in enumerate({"agents": agents, "jobs": jobs}.items())
        if number < 1
    ]
    needed = _needed(numbers.value[:2])
    if faults or numbers.value.size == needed:
        return faults
    size = f"{agents} x {jobs} agents and jobs need {needed} numbers, and there are"
    if numbers.value.size > needed:
        return [numbers.fault(needed, f"{size} {numbers.value.size}; the first too many is here")]
    place = _place(numbers.value.size - 2, agents, jobs)
    return [numbers.fault(-1, f"{size} {numbers.value.size}; {place} is missing")]


def _place(index: int, agents: int, jobs: int) -> str:
    """Return what the number of an index, counted after the sizes, stands for."""
    block, rest = divmod(index, agents * jobs)
    if block == 2:
        return f"the capacity of agent {rest}"
    agent, job = divmod(rest, jobs)
    return f"the {('cost', 'load')[block]} of job {job} at agent {agent}"


def _sign_faults(numbers: Numbers, agents: int, jobs: int) -> list[InputFault]:
    after = numbers.value[2:]
    negative = np.flatnonzero(after < 0)
    faults = [
        numbers.fault(
            2 + index, f"{_place(index, agents, jobs)} is {after[index]}; it must be at least 0"
        )
        for index in negative[negative >= agents * jobs].tolist()
    ]
    return shortened(faults, numbers.file)
