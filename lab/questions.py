"""What a run is asked: one public call, and the command and the lines of Python that are the same.

A question travels to another process, so it names files and holds no tables.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Literal

from ..changes import Change, apply
from ..explanation import Explanation, explain
from ..explanation.explain import STEPS
from ..model.instance import Instance
from ..model.io.files import write_files
from ..model.io.read import read
from ..model.policy import Policy
from ..planning import Result, solve
from ..planning.parallel import stop_event
from ..planning.result import load_result, save_result
from ..solver import SolveOptions
from .calls import Call, changing, command, file_name, reading
from .progress import Ended, Improved, Progress

_VERDICTS = {
    "feasible": "everything can be done on time, under all the rules",
    "infeasible": "not everything can be done on time",
    "undecided": "whether everything can be done on time could not be decided in time",
}


Verb = Literal["solve", "explain"]
"""What is asked, as the command is called."""

Answer = Result | Explanation
"""What the file of a run holds."""


@dataclass(frozen=True)
class Question(ABC):
    """What one run is asked.

    Parameters
    ----------
    scenario : str
        What the user calls the workload standard that is asked about.
    tables : pathlib.Path
        Where the tables are.
    source : str
        How commands name the tables: their place before anybody brought them here.
    changes : tuple of Change
        What the scenario changes in tables and policy; none for the baseline.
    policy : Policy
        The workload standard, changes made.
    has_own_tables : bool
        Whether the changes make other tables, which no policy can say.
    options : SolveOptions
        How hard to try; listener and cancel are those of the process that answers.
    """

    scenario: str
    tables: Path
    source: str
    changes: tuple[Change, ...]
    policy: Policy
    has_own_tables: bool
    options: SolveOptions

    verb: ClassVar[Verb]
    kind: ClassVar[type[Result] | type[Explanation]]

    @abstractmethod
    def answer(self, file: Path, progress: Progress) -> Ended:
        """Answer it in this process, write the answer to a file and say how it ended."""

    @property
    def title(self) -> str:
        """What is asked, in a few words."""
        return f"{self.verb} {self.scenario}"

    @property
    def named(self) -> str:
        """The scenario, with its standard where the name does not begin with that."""
        standard = self.policy.formulation
        is_said = self.scenario.startswith(standard)
        return self.scenario if is_said else f"{self.scenario} ({standard})"

    @property
    def policy_file(self) -> str:
        """The name of the file that holds the policy of the scenario."""
        return file_name(self.scenario, ".toml")

    @property
    def call(self) -> Call:
        """How the same is done without the lab, beside the files that it hands out."""
        return Call(self._command(), self._python())

    @property
    def keywords(self) -> str:
        """How hard to try, as arguments of a call."""
        given = "".join(f", {name}={json.dumps(value)}" for name, value in self._unusual())
        return f"time_limit={self.options.time_limit:g}{given}"

    def _command(self) -> str:
        """Return the command, which has the policy's file; nothing where no policy says it."""
        if self.has_own_tables:
            return ""
        words = [self.verb, self.source]
        words += ["--policy", self.policy_file] if self.changes else []
        words += ["--time-limit", f"{self.options.time_limit:g}"]
        for name, value in self._unusual():
            words += [f"--{name}", f"{value}"]
        return command(*words, *self._further_words())

    def _python(self) -> str:
        lines = [reading(self.source), changing(self.changes), *self._calls(self.keywords)]
        return "\n".join(filter(None, lines))

    @abstractmethod
    def _further_words(self) -> list[str]:
        """Return the words of the command that only this kind of question has."""

    @abstractmethod
    def _calls(self, keywords: str) -> list[str]:
        """Return the lines of Python that follow the reading of the tables."""

    def _unusual(self) -> list[tuple[str, object]]:
        """Return the options that are not left as they are, beside the time limit."""
        usual = SolveOptions()
        found = ((name, getattr(self.options, name)) for name in ("engine", "seed"))
        return [(name, value) for name, value in found if value != getattr(usual, name)]

    def _read(self) -> tuple[Instance, Policy]:
        """Return the tables and the policy, read and changed in this process."""
        return apply(self.changes, *read(self.tables))

    def _options(self, progress: Progress) -> SolveOptions:
        return replace(self.options, cancel=stop_event(), on_event=progress.listen)


@dataclass(frozen=True)
class SolveQuestion(Question):
    """What the best plan is.

    Parameters
    ----------
    start : pathlib.Path or None
        The file of a result to begin from; passed over where it holds no plan, as that of a run
        which found none or was stopped before it began.
    """

    start: Path | None = None

    verb: ClassVar[Verb] = "solve"
    kind = Result

    def answer(self, file: Path, progress: Progress) -> Ended:
        """Solve it."""
        instance, policy = self._read()
        begun = self._begun()
        progress.begin()
        result = solve(
            instance,
            policy,
            self._options(progress),
            start=None if begun is None else begun.plan,
            certificate=None if begun is None else begun.certificate,
        )
        progress.say("Writing the result.")
        save_result(result, file)
        return ended_with(result)

    def _begun(self) -> Result | None:
        if self.start is None or not self.start.exists():
            return None
        result = load_result(self.start)
        return None if result.plan is None else result

    def _further_words(self) -> list[str]:
        begun = [] if self.start is None else ["--start", self.start.name]
        return [*begun, "--out", file_name(self.scenario, ".json")]

    def _calls(self, keywords: str) -> list[str]:
        lines: list[str] = []
        if self.start is not None:
            lines.append(f"begun = sh.load_result({json.dumps(self.start.name)})")
            keywords = f"start=begun.plan, certificate=begun.certificate, {keywords}"
        return [
            *lines,
            f"result = sh.solve(instance, policy, {keywords})",
            f"sh.save_result(result, {json.dumps(file_name(self.scenario, '.json'))})",
        ]


@dataclass(frozen=True)
class ExplainQuestion(Question):
    """Why not everything can be done on time, and what would help."""

    verb: ClassVar[Verb] = "explain"
    kind = Explanation

    def answer(self, file: Path, progress: Progress) -> Ended:
        """Explain it."""
        instance, policy = self._read()
        progress.begin()
        found = explain(
            instance,
            policy,
            replace(self._options(progress), on_event=progress.listen_for_compiling),
            on_step=lambda step: progress.say(f"{STEPS[step].capitalize()}."),
        )
        progress.say("Writing the explanation.")
        write_files({file: found.to_json()})
        return ended_with(found)

    def _further_words(self) -> list[str]:
        return ["--jobs", "1"]

    def _calls(self, keywords: str) -> list[str]:
        return [f"found = sh.explain(instance, policy, {keywords})", "print(*found.facts.words)"]


# What an answer says of its run.


def ended_with(answer: Answer) -> Ended:
    """Return how a run ended that has this answer."""
    if isinstance(answer, Explanation):
        return Ended(_VERDICTS[answer.verdict], answer.limit)
    return Ended(answer.status, answer.limit, answer.priced_sum, answer.bound)


def seconds_of(answer: Answer) -> float:
    """Return how long it took to find an answer."""
    if isinstance(answer, Explanation):
        return sum(answer.seconds.values())
    it = answer.seconds
    return sum(filter(None, (it.build, it.solve, it.lift, it.audit, it.certify)))


def trace_of(answer: Answer) -> list[Improved]:
    """Return cost and bound as they became better; of a solve alone."""
    if isinstance(answer, Explanation):
        return []
    return [Improved(each.seconds, each.objective, each.bound) for each in answer.trace]
