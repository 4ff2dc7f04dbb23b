"""What the pages are about: the agency that is loaded, scenarios by number, the runs."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..changes import Change, apply
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.plain import instance_sha256
from ..model.io.read import read
from ..model.io.write import write_json
from ..model.policy import Policy
from ..planning import Result
from ..scenarios import Reform
from ..solver import SolveOptions
from .project import KeptRun, Project, is_project, read_project
from .questions import ExplainQuestion, SolveQuestion
from .runs import Answered, Run, Runs, number_of


@dataclass(frozen=True)
class Agency:
    """Tables that are loaded.

    Parameters
    ----------
    name : str
        What they are called: a file or a folder without the way to it, or what was drawn.
    path : pathlib.Path
        Where they are: a folder or a file that ``read`` takes.
    command : str
        The command that made them, or the path as it is typed; how the pages name them.
    instance : Instance
        The tables.
    policy : Policy
        The policy beside them, the baseline.
    """

    name: str
    path: Path
    command: str
    instance: Instance
    policy: Policy


@dataclass(frozen=True)
class Refusal:
    """Tables that could not be loaded.

    Parameters
    ----------
    name : str
        What they are called.
    faults : tuple of InputFault
        Everything that is wrong with them.
    """

    name: str
    faults: tuple[InputFault, ...]


def pose(
    agency: Agency,
    kind: type[SolveQuestion | ExplainQuestion],
    scenario: str,
    changes: Sequence[Change],
    options: SolveOptions,
) -> tuple[SolveQuestion | ExplainQuestion, Instance]:
    """Return a question about a scenario of an agency, and the tables that it is about.

    Raises
    ------
    InputError
        If the changes cannot be applied to the tables.
    """
    instance, policy = apply(changes, agency.instance, agency.policy)
    has_own_tables = instance != agency.instance
    question = kind(
        scenario=scenario,
        tables=agency.path,
        source=agency.command,
        changes=tuple(changes),
        policy=policy,
        has_own_tables=has_own_tables,
        options=options,
    )
    return question, instance if has_own_tables else agency.instance


class Workspace:
    """One agency, its scenarios and its runs, with a folder that is gone at the end.

    Numbers of scenarios are never used twice; number 0 is the baseline, the policy of the tables.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="samehands-lab-"))
        self.lock = threading.RLock()
        self.runs = Runs(self.folder / "runs")
        self._agency: Agency | None = None
        self._scenarios: dict[int, Reform] = {}
        self._last = 0
        self.refusal: Refusal | None = None

    @property
    def agency(self) -> Agency | None:
        """The agency that is loaded, or None."""
        return self._agency

    @property
    def scenarios(self) -> Mapping[int, Reform]:
        """The scenarios by their numbers, from 1."""
        return dict(self._scenarios)

    def load(self, path: Path, *, name: str = "", command: str = "") -> Agency | None:
        """Read tables in place of those that are loaded; scenarios stay where they can be applied.

        Parameters
        ----------
        path : pathlib.Path
            A folder, a workbook or a JSON file.
        name, command : str
            What they are called, and how they are named in commands; by the path if left out.

        Returns
        -------
        Agency or None
            None where they are refused: then ``refusal`` says why, and what was loaded stays.
        """
        try:
            instance, policy = read(path)
        except InputError as error:
            self.refuse(name or path.name, error.problems)
            return None
        called = name or path.name
        agency = Agency(called, path, command or name or str(path), instance, policy)
        with self.lock:
            self._agency, self.refusal = agency, None
        return agency

    def open(self, path: Path) -> None:
        """Load tables, or open a project; ``refusal`` says what is wrong with them."""
        if path.suffix.lower() not in (".json", ".zip") or not is_project(path):
            self.load(path)
            return
        try:
            self.open_project(read_project(path.read_bytes()))
        except InputError as error:
            self.refuse(path.name, error.problems)

    def refuse(self, name: str, faults: Iterable[InputFault]) -> None:
        """Keep what is wrong with something that was not loaded."""
        self.refusal = Refusal(name, tuple(faults))

    def add(self, scenario: Reform) -> int:
        """Keep a scenario and return its number.

        Raises
        ------
        InputError
            If another one has its name, or it cannot be applied to the tables.
        """
        with self.lock:
            if any(each.name == scenario.name for each in self._scenarios.values()):
                says = f"{scenario.name!r} is there already; take another name"
                raise InputError([InputFault("scenarios", None, None, "name", says)])
            if self._agency is not None:
                apply(scenario.changes, self._agency.instance, self._agency.policy)
            self._last += 1
            self._scenarios[self._last] = scenario
            return self._last

    def add_all(self, scenarios: Iterable[Reform]) -> list[int]:
        """Keep several scenarios, all or none, and return their numbers.

        Raises
        ------
        InputError
            As ``add`` does; it names every fault.
        """
        with self.lock:
            before, last = dict(self._scenarios), self._last
            numbers: list[int] = []
            faults: list[InputFault] = []
            for each in scenarios:
                try:
                    numbers.append(self.add(each))
                except InputError as error:
                    faults += [replace(fault, id=each.name) for fault in error.problems]
            if faults:
                self._scenarios, self._last = before, last
                raise InputError(faults)
            return numbers

    def open_project(self, project: Project) -> None:
        """Take scenarios, with their numbers, and tables of a project in place of those here.

        Its runs come to those that are here.

        Raises
        ------
        InputError
            If its tables are not right, a scenario cannot be applied, or an answer is about others;
            then nothing is changed.
        """
        with self.lock:
            agency = self._agency
            if project.tables is not None:
                path = self.folder / f"project-{project.sha256[:12]}.json"
                write_json(path, *read(project.tables))
                name = project.name or "tables of the project"
                agency = Agency(name, path, f"{name}.json", *read(path))
            if agency is not None:
                faults = [
                    replace(fault, id=each.name)
                    for each in project.scenarios.values()
                    for fault in _faults_of(each, agency)
                ]
                if faults:
                    raise InputError(faults)
            answered = {} if agency is None else _answered(project, agency)
            self.runs.restore(answered)
            self._agency, self.refusal = agency, None
            self._scenarios = dict(project.scenarios)
            self._last = max([self._last, *project.scenarios])

    def kept_runs(self) -> list[tuple[KeptRun, bytes]]:
        """Return what was asked about the tables here, each with the file of its answer."""
        here = None if self._agency is None else self._agency.path
        answered = (run for run in self.runs if run.question.tables == here)
        return [(_kept(run), run.file.read_bytes()) for run in answered if run.status == "done"]

    def remove(self, number: int) -> None:
        """Forget a scenario."""
        with self.lock:
            self._scenarios.pop(number, None)

    def question(self, number: int) -> tuple[Instance, Policy]:
        """Return the tables and the policy of a scenario, those of the baseline for 0.

        Raises
        ------
        KeyError
            If there is no such scenario, or no agency is loaded.
        InputError
            If the scenario cannot be applied to the tables.
        """
        if self._agency is None:
            raise KeyError("no agency")
        here = self._agency.instance, self._agency.policy
        return here if number == 0 else apply(self._scenarios[number].changes, *here)

    def scenario_name(self, number: int) -> str:
        """Return the name of a scenario, or of the baseline."""
        return "baseline" if number == 0 else self._scenarios[number].name

    def close(self) -> None:
        """Stop the runs and remove the folder; nothing is kept."""
        self.runs.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _faults_of(scenario: Reform, agency: Agency) -> tuple[InputFault, ...]:
    try:
        apply(scenario.changes, agency.instance, agency.policy)
    except InputError as error:
        return error.problems
    return ()


# Runs in a project.


def _kept(run: Run) -> KeptRun:
    """Return what a project holds of a run."""
    asked = run.question
    begun = asked.start if isinstance(asked, SolveQuestion) else None
    return KeptRun(
        number=run.number,
        verb=asked.verb,
        scenario=asked.scenario,
        changes=asked.changes,
        engine=asked.options.engine,
        time_limit=asked.options.time_limit,
        seed=asked.options.seed,
        start=None if begun is None else number_of(begun),
    )


def _answered(project: Project, agency: Agency) -> dict[int, Answered]:
    """Return the runs of a project, checked against its tables."""
    found: dict[int, Answered] = {}
    faults: list[InputFault] = []
    for kept, text in project.runs:
        try:
            found[kept.number] = _restored(kept, text, agency)
        except InputError as error:
            faults += [replace(fault, id=f"run {kept.number}") for fault in error.problems]
    if faults:
        raise InputError(faults)
    return found


def _restored(kept: KeptRun, text: str, agency: Agency) -> Answered:
    kind = SolveQuestion if kept.verb == SolveQuestion.verb else ExplainQuestion
    options = SolveOptions(engine=kept.engine, time_limit=kept.time_limit, seed=kept.seed)
    question, instance = pose(agency, kind, kept.scenario, kept.changes, options)
    answer = kind.kind.from_json(text, instance)
    about = answer if isinstance(answer, Result) else answer.result
    if about is not None and about.instance_sha256 != instance_sha256(instance):
        says = "its answer is about other tables; take the project again"
        raise InputError([InputFault("project", None, None, "runs", says)])
    return Answered(question, instance, answer, text, kept.start)
