"""What an explanation says: facts, a conflict, ways out, and the plan that can be had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, computed_field

from ..changes import WrittenChanges
from ..metrics.unserved import undone_tasks
from ..model.certificate import Certificate
from ..model.plan import Plan
from ..model.rules import RuleId
from ..planning import Result
from ..planning.written import LARGE_RESULT, AnswerAsForm, LeftOut, WrittenPolicy

Verdict = Literal["feasible", "infeasible", "undecided"]
"""Whether everything can be done on time; ``undecided`` when the time was up before a proof."""

Proof = Literal["counted", "solved", "none"]
"""Who says that rules clash: the counts of the facts, an engine, or nobody yet."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Closed(_Said):
    """Clients whom no worker may own, or tasks that no worker may do.

    Attributes
    ----------
    what : str
        ``clients`` or ``tasks``.
    number : int
        How many.
    ids : tuple of str
        The first of them.
    offices, languages, programs : tuple of str
        Those of the clients; ``programs`` are what a worker would need.
    excluded : dict from rule to int
        Workers by the first rule that excludes them.
    words : str
        The fact as a sentence.
    """

    what: Literal["clients", "tasks"]
    number: int
    ids: tuple[str, ...]
    offices: tuple[str, ...]
    languages: tuple[str, ...]
    programs: tuple[str, ...]
    excluded: Mapping[RuleId, int]
    words: str


class Oversize(_Said):
    """Work that has to be done by one worker, and is more than any one has.

    Attributes
    ----------
    what : str
        ``task``, or ``client`` where the owner does all of it.
    number : int
        How many there are.
    ids : tuple of str
        The first of them.
    need, have : int
        Minutes of the first, and the most that one worker can give it.
    words : str
        The fact as a sentence.
    """

    what: Literal["task", "client"]
    number: int
    ids: tuple[str, ...]
    need: int
    have: int
    words: str


class Shortage(_Said):
    """A cut of the network relaxation: needs that exceed what those can give who may serve them.

    Attributes
    ----------
    unit : str
        ``minutes``, ``cases`` or ``moves``.
    rule : str
        The field of the policy behind a shortage of cases or moves; empty for minutes.
    clients : int
        Clients concerned.
    offices, languages, programs : tuple of str
        Those of the clients; ``programs`` are what a worker needs to serve them.
    first, last : int or None
        Periods between which the work must be done.
    need, have, missing : float
        In the unit; ``missing`` of one shortage is not counted in another.
    workers : tuple of str
        Ids of those who may serve them.
    fte : float or None
        Full-time equivalents that would give the missing amount in these periods.
    words : str
        The fact as a sentence.
    """

    unit: Literal["minutes", "cases", "moves"]
    rule: str
    clients: int
    offices: tuple[str, ...]
    languages: tuple[str, ...]
    programs: tuple[str, ...]
    first: int | None
    last: int | None
    need: float
    have: float
    missing: float
    workers: tuple[str, ...]
    fte: float | None
    words: str


class Facts(_Said):
    """What can be counted before anything is solved; each fact alone proves that no plan exists.

    Attributes
    ----------
    closed, oversize, shortages : tuples
        The facts, the gravest of each sort first.
    """

    closed: tuple[Closed, ...] = ()
    oversize: tuple[Oversize, ...] = ()
    shortages: tuple[Shortage, ...] = ()

    @property
    def is_proof(self) -> bool:
        """Whether the facts prove that no plan does everything on time."""
        return bool(self.closed or self.oversize or self.shortages)

    @property
    def words(self) -> tuple[str, ...]:
        """All facts as sentences."""
        said = [fact.words for fact in self.closed]
        said += [fact.words for fact in self.oversize]
        return (*said, *(fact.words for fact in self.shortages))


class ScarceMinutes(_Said):
    """Workers whose minutes are scarce, by the prices that prove the least shortage.

    Attributes
    ----------
    office : str
        Their office.
    languages : tuple of str
        What they speak.
    programs : tuple of str
        What all of them work in.
    workers : tuple of str
        Their ids.
    first, last : int
        Periods between which their minutes are scarce.
    worth : float
        Minutes by which one minute more of theirs lessens the least shortage at most.
    words : str
        The reason as a sentence.
    """

    office: str
    languages: tuple[str, ...]
    programs: tuple[str, ...]
    workers: tuple[str, ...]
    first: int
    last: int
    worth: float
    words: str


class LeftMinutes(_Said):
    """Work that the plan with the least shortage leaves undone.

    Attributes
    ----------
    office, language, program : str
        Of the clients and the tasks.
    tasks : int
        How many tasks.
    minutes : int
        Their minutes.
    words : str
        The same in words.
    """

    office: str
    language: str
    program: str
    tasks: int
    minutes: int
    words: str


class Shortfall(_Said):
    """How many minutes have to stay undone if nothing may be late, and why.

    Attributes
    ----------
    least : float
        No plan leaves fewer minutes, clients without an owner counted as one each; certified by
        the audit.
    most : float or None
        What a plan leaves that was found and audited.
    scarce : tuple of ScarceMinutes
        Whose minutes the proof rests on.
    left : tuple of LeftMinutes
        What that plan leaves.
    certificate : Certificate or None
        The prices of the proof, for anyone to check.
    """

    least: float
    most: float | None
    scarce: tuple[ScarceMinutes, ...] = ()
    left: tuple[LeftMinutes, ...] = ()
    certificate: Certificate | None = None


class Conflict(_Said):
    """Rules that cannot all be kept.

    Attributes
    ----------
    rules : tuple of rule ids
        The rules; all others are off.
    parts : tuple of str
        Their fields that are needed for the clash, e.g. ``caseload.cap``.
    proof : str
        Who says that they clash.
    is_minimal : bool
        Whether without any one of the rules, and of the parts, there is a plan, which was found
        and audited each time; False where the time was up.
    undecided : tuple of str
        Rules and parts that nobody could decide about in time.
    """

    rules: tuple[RuleId, ...]
    parts: tuple[str, ...]
    proof: Proof
    is_minimal: bool
    undecided: tuple[str, ...] = ()


class WayOut(_Said):
    """Changes after which everything can be done on time, found and audited.

    Attributes
    ----------
    kind : str
        ``cap``, ``caseload_share``, ``ceiling``, ``overtime``, ``moves``, ``workers a client``,
        ``pool``, ``language``, ``skills``, ``staff``, ``certify``, ``train``, ``late``,
        ``undone``, ``robust`` or ``several``.
    changes : tuple of Change
        The changes, as scenarios take them.
    words : str
        The way as a sentence.
    sizes : tuple of float
        Size of each change that has one.
    unit : str
        What the sizes are counted in; empty for changes without a size.
    is_smallest : bool
        Whether a step less of any one change was shown to be too little.
    engine : str
        The engine that found the plan.
    """

    kind: str
    changes: WrittenChanges
    words: str
    sizes: tuple[float, ...]
    unit: str
    is_smallest: bool
    engine: str


class Explanation(AnswerAsForm):
    """Why everything cannot be done on time, and what would help.

    Attributes
    ----------
    verdict : str
        Whether everything can be done on time.
    facts : Facts
        What counting shows.
    shortfall : Shortfall or None
        The least minutes that have to stay undone; None where that was not asked.
    conflict : Conflict or None
        Rules that clash, where they do.
    ways_out : tuple of WayOut
        What would help, each verified.
    result : Result or None
        The plan that can be had: with everything done where that is possible, else with what must
        stay undone, under the prices of the policy; None where the time was up.
    policy : Policy
        The policy that was asked about: undone and late work are forbidden.
    limit : str
        ``time`` where the time was up before everything was decided, else ``none``.
    seconds : dict from str to float
        Time of each step: facts, decide, plan, conflict, ways.
    """

    kind: ClassVar[str] = "explanation"
    large: ClassVar[LeftOut] = {"result": LARGE_RESULT, "shortfall": {"certificate": True}}

    verdict: Verdict
    facts: Facts
    shortfall: Shortfall | None = None
    conflict: Conflict | None
    policy: WrittenPolicy
    limit: Literal["time", "interrupted", "none"]
    seconds: Mapping[str, float]
    ways_out: tuple[WayOut, ...]
    result: Result | None = Field(
        serialization_alias="plan", validation_alias=AliasChoices("plan", "result")
    )

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def undone_tasks(self) -> tuple[str, ...] | None:
        """Tasks that the plan leaves undone; None without one."""
        return None if self._plan is None else tuple(undone_tasks(self._plan))

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def unowned_clients(self) -> tuple[str, ...] | None:
        """Clients without an owner in the plan; None without one."""
        if self._plan is None:
            return None
        owners = self._plan.owners
        return tuple(owners.filter(owners["owner"].is_null())["client"].to_list())

    @property
    def _plan(self) -> Plan | None:
        return None if self.result is None else self.result.plan

    def answer(self) -> object:
        """Return the answer that says this: itself."""
        if self.result is not None:
            self.result.answer()
        return self
