"""The page of questions: each with its change, its command and its answer on the example.

Answers take minutes to compute, so they are kept in a JSON file beside the page, each with a
fingerprint of the change that it belongs to; the page itself is written from the scenario files and
that file alone. ``python docs/make_questions.py examples/unit examples/scenarios docs``
renews both; ``--only FILE`` solves the reforms of one scenario file again and keeps the others, and
``--over-time`` lets months go by for those that need them, and solves nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from samehands.changes import apply
from samehands.model.instance import Instance
from samehands.model.io.files import write_files
from samehands.model.io.read import read
from samehands.model.policy import Policy
from samehands.report.what_if import answer_words
from samehands.scenarios import (
    Outcome,
    Reform,
    Scenarios,
    WhatIf,
    list_differences,
    read_scenarios,
    what_if,
)
from samehands.simulation import FIGURES, Estimate, Simulation, simulate

ANSWERS = "questions.json"
"""File of the answers."""
PAGE = "questions.md"
"""File of the page."""

_SECONDS = 60.0
_GAP = 0.01
_HEAD = """# The questions

What analysts and both sides of the table ask, as changes that `samehands what-if` makes. Each
answer is the reform less its baseline on [examples/unit](../examples/unit): a synthetic unit of
eight workers and 3,200 clients in one month, so the numbers show how to ask and how to read, and
nothing about any real agency. Costs are in minutes, at prices that are assumed; a difference is
called real only if the interval of the best plans excludes zero. This page is written by
`python docs/make_questions.py`; do not edit it by hand.
"""


_MONTHS_SAY = """Twelve months say, as mean and half of the 95 % interval over 20 replications,
first the baseline, then the reform ([time.md](time.md) says what happens in them):
"""


class Answer(BaseModel):
    """What was found for one reform.

    Attributes
    ----------
    fingerprint : str
        Of the effective difference that it belongs to.
    answers : tuple of str
        In words, with numbers and units.
    cost, bound : float or None
        Of the reform, in minutes.
    baseline_cost, baseline_bound : float or None
        Of its baseline, in minutes.
    over_time : tuple of str
        What months say, where the question needs them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprint: str
    answers: tuple[str, ...]
    cost: float | None
    bound: float | None
    baseline_cost: float | None
    baseline_bound: float | None
    over_time: tuple[str, ...] = ()


@dataclass(frozen=True)
class OverTime:
    """How a question is asked over months.

    Parameters
    ----------
    standards : str
        The standards, the first of which the others are compared with.
    figures : tuple of str
        What is told of them.
    parameters : str
        File of parameters beside the folder of scenarios; empty for the defaults.
    """

    standards: str
    figures: tuple[str, ...]
    parameters: str = ""

    def command(self, file: str) -> str:
        """Return the command that asks it."""
        more = f" --parameters examples/{self.parameters}" if self.parameters else ""
        return (
            f"samehands simulate examples/unit --standards {self.standards}"
            f" --scenarios examples/scenarios/{file}{more}"
        )


OVER_TIME: Mapping[int, OverTime] = {
    7: OverTime(
        "client-based,hybrid",
        ("on_time", "wait_mean", "workers_met_6", "handoffs"),
        "peak-months.toml",
    ),
    24: OverTime(
        "client-based,task-based", ("owner_changes", "left_on_time", "on_time", "wait_mean")
    ),
}
"""The questions that need months, by number."""

_MONTHS, _REPLICATIONS = 12, 20


Answers = Mapping[str, Answer]
"""What was found, by the name of the reform."""

_ANSWERS = TypeAdapter(dict[str, Answer])


def fingerprint(
    instance: Instance, policy: Policy, scenarios: Scenarios, reform: Reform, seed: int = 0
) -> str:
    """Return a fingerprint of what a reform changes and of the baseline it changes.

    Parameters
    ----------
    instance, policy : Instance and Policy
        Things as they are.
    scenarios : Scenarios
        The file of the reform.
    reform : Reform
        The reform.
    seed : int
        Seed of whatever the changes draw.
    """
    base = apply(scenarios.baseline, instance, policy, seed=seed)
    changed = list_differences(base, apply(reform.changes, *base, seed=seed))
    given = list_differences((instance, policy), base)
    text = "\n".join([*map(str, given), "", *map(str, changed)])
    return sha256(text.encode()).hexdigest()[:16]


def answers_of(
    instance: Instance, policy: Policy, scenarios: Scenarios, found: WhatIf
) -> dict[str, Answer]:
    """Return the answers of one scenario file.

    Parameters
    ----------
    instance, policy : Instance and Policy
        Things as they are.
    scenarios : Scenarios
        The file.
    found : WhatIf
        What followed from its reforms.
    """
    return {
        each.reform.name: _answer(
            found, each, fingerprint(instance, policy, scenarios, each.reform)
        )
        for each in found.outcomes
    }


def _answer(found: WhatIf, each: Outcome, mark: str) -> Answer:
    result = each.result
    return Answer(
        fingerprint=mark,
        answers=tuple(answer_words(each, name) for name in each.reform.answers),
        cost=None if result is None else result.objective,
        bound=None if result is None else result.bound,
        baseline_cost=found.baseline.objective,
        baseline_bound=found.baseline.bound,
    )


def over_time(
    instance: Instance, policy: Policy, scenarios: Scenarios, asked: OverTime, folder: Path
) -> dict[str, tuple[str, ...]]:
    """Return what months say of the reforms of a file, by reform.

    Parameters
    ----------
    instance, policy : Instance and Policy
        Things as they are.
    scenarios : Scenarios
        The file.
    asked : OverTime
        How they are asked.
    folder : Path
        The folder of parameters.
    """
    figures = (
        tomllib.loads((folder / asked.parameters).read_text("utf-8")) if asked.parameters else {}
    )
    found = simulate(
        instance, policy, asked.standards, months=_MONTHS, replications=_REPLICATIONS,
        parameters=figures, scenarios=scenarios,
    )  # fmt: skip
    return {reform.name: tuple(_told(found, reform.name, asked)) for reform in scenarios.reforms}


def _told(found: Simulation, reform: str, asked: OverTime) -> Iterator[str]:
    """Yield a line for each figure and standard: the reform, its baseline, and the others."""
    base = found.runs[0].scenario
    for name in asked.figures:
        unit = FIGURES[name].unit
        for run in (each for each in found.runs if each.scenario == reform):
            before = found.run(run.standard, base).figure(name)
            after = run.figure(name)
            if before is not None and after is not None:
                yield (
                    f"{FIGURES[name].text}, {run.standard}: {_amount(before, unit)} -> "
                    f"{_amount(after, unit)}"
                )
        for each in found.differences:
            runs = [found.run(one, reform).figure(name) for one in (each.standard, each.than)]
            if any(run is None or run.mean is None for run in runs):
                continue
            if (each.scenario, each.figure, each.of) == (reform, name, ""):
                verdict = "real" if each.is_real else "not shown to differ"
                yield (
                    f"{FIGURES[name].text}, {each.standard} less {each.than}: "
                    f"{_amount(each.estimate, unit, '+')}, {verdict}"
                )


def _amount(estimate: Estimate, unit: str, sign: str = "") -> str:
    """Return a mean and half of its 95 % interval, with its unit."""
    if estimate.mean is None:
        return "grows without end"
    half = estimate.half_width or 0.0
    if unit == "share":
        return f"{100 * estimate.mean:{sign}.1f} ± {100 * half:.1f} %"
    return f"{estimate.mean:{sign},.2f} ± {half:,.2f} {unit}"


def load_answers(file: Path) -> dict[str, Answer]:
    """Return the answers of a file; none where there is no file."""
    if not file.exists():
        return {}
    return _ANSWERS.validate_json(file.read_text(encoding="utf-8"))


def questions_page(files: Mapping[str, Scenarios], answers: Answers) -> str:
    """Return the page.

    Parameters
    ----------
    files : mapping of str to Scenarios
        The scenario files by their names.
    answers : mapping of str to Answer
        The answers by reform.
    """
    asked: dict[int, list[tuple[str, Scenarios, Reform]]] = {}
    for name, scenarios in files.items():
        for reform in scenarios.reforms:
            asked.setdefault(number_of(reform), []).append((name, scenarios, reform))
    parts = [_HEAD]
    for number in sorted(asked):
        parts += _section(number, asked[number], answers)
    return "\n".join(parts)


def number_of(reform: Reform) -> int:
    """Return the number of the question that a reform asks, 0 without one."""
    found = re.match(r"\d+", reform.name)
    return int(found[0]) if found else 0


def _section(
    number: int, asked: Sequence[tuple[str, Scenarios, Reform]], answers: Answers
) -> Iterator[str]:
    yield f"## {number}. {asked[0][2].question}\n"
    for _, scenarios, reform in asked:
        changes = "; ".join(change.words() for change in reform.changes)
        against = ""
        if scenarios.baseline:
            given = "; ".join(change.words() for change in scenarios.baseline)
            against = f", against the baseline *{scenarios.name}* ({given})"
        yield f"**{reform.name}**: {changes}{against}.\n"
        if reform.needs == "simulation":
            yield "About time. A plan of one month answers a part:\n"
        answer = answers.get(reform.name)
        lines = ("not computed yet",) if answer is None else answer.answers
        yield "\n".join(f"- {line}" for line in lines) + "\n"
        if reform.needs == "simulation":
            yield _MONTHS_SAY
            lines = ("not computed yet",) if answer is None else answer.over_time
            yield "\n".join(f"- {line}" for line in lines) + "\n"
    for name in dict.fromkeys(name for name, _, _ in asked):
        command = f"samehands what-if examples/unit examples/scenarios/{name}"
        if number in OVER_TIME:
            command += f"\n{OVER_TIME[number].command(name)}"
        yield f"```\n{command}\n```\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Renew the page, from the command line.

    Parameters
    ----------
    arguments : sequence of str or None
        What stands after the module; that of the process by default.
    """
    parser = argparse.ArgumentParser(prog="python docs/make_questions.py")
    parser.add_argument("instance", type=Path)
    parser.add_argument("scenarios", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--over-time", action="store_true", help="let months go by, solve nothing")
    parser.add_argument("--only", action="append", metavar="FILE", help="solve these files alone")
    parser.add_argument(
        "--time-limit", type=float, default=_SECONDS, help="seconds for each reform"
    )
    parser.add_argument("--gap", type=float, default=_GAP)
    parser.add_argument("--jobs", type=int)
    asked = parser.parse_args(arguments)
    instance, policy = read(asked.instance)
    paths = sorted(asked.scenarios.glob("*.toml"))
    files = {path.name: read_scenarios(path, instance, policy) for path in paths}
    answers = load_answers(asked.out / ANSWERS)
    for name, scenarios in files.items():
        if asked.only is not None and name not in asked.only:
            continue
        if not asked.over_time:
            found = what_if(
                instance,
                policy,
                scenarios,
                time_limit=asked.time_limit * (1 + len(scenarios.reforms)),
                gap=asked.gap,
                jobs=asked.jobs,
            )
            answers |= answers_of(instance, policy, scenarios, found)
        for way in {number_of(reform) for reform in scenarios.reforms} & OVER_TIME.keys():
            said = over_time(instance, policy, scenarios, OVER_TIME[way], asked.scenarios.parent)
            for reform, lines in said.items():
                answers[reform] = answers[reform].model_copy(update={"over_time": lines})
        _save(asked.out, files, answers)
    _save(asked.out, files, answers)


def _save(folder: Path, files: Mapping[str, Scenarios], answers: Answers) -> None:
    names = [reform.name for scenarios in files.values() for reform in scenarios.reforms]
    kept = {
        name: answers[name].model_dump(exclude_defaults=True) for name in names if name in answers
    }
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    write_files({folder / ANSWERS: text, folder / PAGE: questions_page(files, answers)})


if __name__ == "__main__":
    main()
