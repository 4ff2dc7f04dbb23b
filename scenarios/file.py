"""Scenarios as data: a baseline and named reforms, read from a TOML file and checked at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

import tomli_w

from ..changes import Change, State, checked, give_changes, parse_changes, read_changes
from ..metrics import CATALOGUE
from ..model.checks.cells import shown
from ..model.checks.messages import suggestion
from ..model.errors import InputError, InputFault, typed_arguments
from ..model.instance import Instance
from ..model.io.files import parse_toml, read_text
from ..model.policy import Policy

Needs = Literal["simulation"]
"""What else a question needs before it is answered in full."""

COST = "cost"
"""The name in ``Reform.answers`` that stands for the cost of the plan."""

_PLACE = "scenarios"
_FILE_FIELDS = ("baseline", "reform")
_BASELINE_FIELDS = ("name", "changes")
_REFORM_FIELDS = ("name", "question", "changes", "answers", "needs")


@dataclass(frozen=True, init=False)
class Reform:
    """A named list of changes.

    Parameters
    ----------
    name : str
        Short and unique in its file.
    changes : sequence of Change or mapping
        In the order in which they are made, on top of the baseline; plain data such as
        ``{"set": "caseload.cap", "to": 200}`` becomes a change.
    question : str
        What is asked, in words.
    answers : tuple of str
        Metrics that answer it, or ``cost``.
    needs : str or None
        ``simulation`` where the question is about time, so that a plan answers it in part only.

    Raises
    ------
    InputError
        If plain data is no change; every fault is listed.
    """

    name: str
    changes: tuple[Change, ...]
    question: str = ""
    answers: tuple[str, ...] = (COST,)
    needs: Needs | None = None

    def __init__(
        self,
        name: str,
        changes: Iterable[Change | Mapping[str, object]],
        question: str = "",
        answers: tuple[str, ...] = (COST,),
        needs: Needs | None = None,
    ) -> None:
        plain = cast("object", changes)
        parsed = parse_changes([*changes] if _is_list(plain) else plain)
        for field, value in (
            *(("name", name), ("changes", parsed), ("question", question)),
            *(("answers", answers), ("needs", needs)),
        ):
            object.__setattr__(self, field, value)


def _is_list(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | dict)


@dataclass(frozen=True)
class Scenarios:
    """A baseline and the reforms that are compared with it.

    Parameters
    ----------
    reforms : tuple of Reform
        One or more, with distinct names.
    baseline : tuple of Change
        What is changed on both sides; none for the instance as it is.
    name : str
        What the baseline is called.
    """

    reforms: tuple[Reform, ...]
    baseline: tuple[Change, ...] = ()
    name: str = "baseline"


@typed_arguments(path=(str, Path), instance=Instance, policy=Policy)
def read_scenarios(
    path: str | Path, instance: Instance | None = None, policy: Policy | None = None, seed: int = 0
) -> Scenarios:
    """Read and check a file of scenarios.

    Parameters
    ----------
    path : str or Path
        A TOML file with ``[[reform]]`` tables (``name``, ``question``, ``changes``, ``answers``,
        ``needs``) and, if wanted, a table ``[baseline]`` (``name``, ``changes``).
    instance, policy : Instance and Policy, or None
        If given, every change is tried on them, so that unknown targets are found.
    seed : int
        Seed of whatever the changes draw.

    Returns
    -------
    Scenarios
        Baseline and reforms.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault by file, reform and change.
    """
    file = Path(path)
    problems: list[InputFault] = []
    text = read_text(file, _PLACE, problems)
    data = None if text is None else parse_toml(text, _PLACE, problems)
    if data is None or problems:
        raise InputError([_placed(problem, file.name) for problem in problems])
    try:
        return parse_scenarios(data, instance, policy, seed)
    except InputError as error:
        raise InputError([_placed(problem, file.name) for problem in error.problems]) from None


def parse_scenarios(
    data: Mapping[str, object],
    instance: Instance | None = None,
    policy: Policy | None = None,
    seed: int = 0,
) -> Scenarios:
    """Make scenarios of plain data, as a file holds it.

    Parameters
    ----------
    data : mapping
        A list ``reform`` and, if wanted, ``baseline``.
    instance, policy, seed
        As in ``read_scenarios``.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault by reform and change.
    """
    problems: list[InputFault] = []
    found = _scenarios(data, problems)
    if instance is not None and policy is not None:
        problems += _tried(found, State(instance, policy, seed))
    if problems:
        raise InputError(problems)
    baseline = found.baseline.whole()
    return Scenarios(tuple(one.whole() for one in found.reforms), baseline.changes, baseline.name)


def plain_scenarios(scenarios: Scenarios) -> dict[str, object]:
    """Return scenarios as plain data that ``parse_scenarios`` reads back.

    Parameters
    ----------
    scenarios : Scenarios
        Baseline and reforms.
    """
    data: dict[str, object] = {}
    if scenarios.baseline or scenarios.name != "baseline":
        data["baseline"] = {"name": scenarios.name, "changes": give_changes(scenarios.baseline)}
    data["reform"] = [
        {
            "name": reform.name,
            "question": reform.question,
            "changes": give_changes(reform.changes),
            "answers": list(reform.answers),
            **({} if reform.needs is None else {"needs": reform.needs}),
        }
        for reform in scenarios.reforms
    ]
    return data


def format_scenarios(scenarios: Scenarios) -> str:
    """Return scenarios as the text of a file that ``read_scenarios`` reads back."""
    return tomli_w.dumps(plain_scenarios(scenarios))


@dataclass(frozen=True)
class _Read:
    """A reform as far as it could be read, with the places of its changes."""

    reform: Reform
    numbered: Sequence[tuple[int, Change]]

    def whole(self) -> Reform:
        return replace(self.reform, changes=tuple(change for _, change in self.numbered))


@dataclass(frozen=True)
class _Found:
    baseline: _Read
    reforms: Sequence[_Read]


def _tried(found: _Found, state: State) -> list[InputFault]:
    changed, faults = checked(found.baseline.numbered, state)
    problems = [replace(fault, id=found.baseline.reform.name) for fault in faults]
    if faults:
        return problems
    for one in found.reforms:
        _, faults = checked(one.numbered, changed)
        problems += [replace(fault, id=one.reform.name) for fault in faults]
    return problems


def _scenarios(data: Mapping[str, object], problems: list[InputFault]) -> _Found:
    for name in data:
        if name not in _FILE_FIELDS:
            hint = suggestion(name, _FILE_FIELDS) or ";"
            says = f"unknown table {shown(name)}{hint} a file has [[reform]] and [baseline]"
            problems.append(InputFault(_PLACE, None, None, name, says))
    reforms = data.get("reform", [])
    if not isinstance(reforms, list) or not reforms:
        says = "no reforms; write one [[reform]] table or more"
        problems.append(InputFault(_PLACE, None, None, "reform", says))
        reforms = list[object]()
    baseline = _reform(data.get("baseline", {}), _BASELINE_FIELDS, "baseline", problems)
    found = [
        _reform(one, _REFORM_FIELDS, f"reform {number}", problems)
        for number, one in enumerate(cast("list[object]", reforms), start=1)
    ]
    names = [baseline.reform.name, *(one.reform.name for one in found)]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        says = f"{names.count(name)} have this name; give each its own"
        problems.append(InputFault(_PLACE, None, name, "name", says))
    return _Found(baseline, found)


def _reform(data: object, fields: Sequence[str], label: str, problems: list[InputFault]) -> _Read:
    if not isinstance(data, dict):
        says = f"must be a table, not {shown(data)}"
        problems.append(InputFault(_PLACE, None, label, None, says))
        return _Read(Reform(label, ()), ())
    content = cast("dict[str, object]", data)
    found: list[InputFault] = []
    for field in content:
        if field not in fields:
            hint = suggestion(field, fields) or ";"
            says = f"unknown field {shown(field)}{hint} the fields are {', '.join(fields)}"
            found.append(InputFault(_PLACE, None, None, field, says))
    named = content.get("name", label if label == "baseline" else None)
    name = named if isinstance(named, str) and named.strip() else label
    if name is not named:
        found.append(InputFault(_PLACE, None, None, "name", "missing; it must be a text"))
    question = content.get("question", "")
    if not isinstance(question, str):
        says = f"{shown(question)} is not right; it must be a text"
        found.append(InputFault(_PLACE, None, None, "question", says))
    numbered = read_changes(content.get("changes", []), found)
    if label != "baseline" and "changes" not in content:
        says = "missing; it must be a list of changes, empty for none"
        found.append(InputFault(_PLACE, None, None, "changes", says))
    reform = Reform(
        name=name,
        changes=(),
        question=str(question),
        answers=_answers(content.get("answers", [COST]), found),
        needs=_needs(content.get("needs"), found),
    )
    problems += [replace(problem, id=name) for problem in found]
    return _Read(reform, numbered)


def _answers(data: object, found: list[InputFault]) -> tuple[str, ...]:
    known = (COST, *CATALOGUE)
    names = cast("list[object]", data) if isinstance(data, list) else [data]
    for name in names:
        if name not in known:
            hint = suggestion(str(name), known) or ";"
            says = f"{shown(name)} is no metric{hint} name metrics of a plan, or '{COST}'"
            found.append(InputFault(_PLACE, None, None, "answers", says))
    return tuple(str(name) for name in names)


def _needs(data: object, found: list[InputFault]) -> Needs | None:
    if data not in (None, "simulation"):
        says = f"{shown(data)} is not right; it must be 'simulation', or left out"
        found.append(InputFault(_PLACE, None, None, "needs", says))
    return "simulation" if data == "simulation" else None


def _placed(problem: InputFault, file: str) -> InputFault:
    """Return a problem that names the file."""
    return replace(problem, table=f"{_PLACE} {file}")
