"""The thirteen sections of the policy, one per rule: each field with default, unit and marks.

A new field is one annotation here; ``policy_order.py`` says who reads the marks.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .rules import Assumed, Forbids, Priced, Relaxes, Time, Unit

Price = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Minutes = Annotated[int, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
K = Annotated[int, Field(ge=1, le=1_000_000)] | Literal["unlimited"]
"""Most distinct workers of a client, the owner included."""

STANDING_MINUTES = {
    "CalFresh": 13,
    "Medi-Cal": 6,
    "CalWORKs": 16,
    "GR": 10,
    "IHSS": 16,
    "GAIN": 31,
}
"""Minutes a client needs in a usual month by program: rates times mean minutes of its kinds of work
(derived from assumed rates). Work of any program counts with Medi-Cal, which nine in ten hold."""


class Section(BaseModel):
    """What all sections share: each is frozen, refuses unknown fields and can be switched off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: Annotated[bool, Relaxes("down")] = Field(
        default=True, description="Whether the rule is on; off, it neither forbids nor prices"
    )


class Skills(Section):
    """Who is qualified for what."""

    bundle_integrity: Annotated[bool, Relaxes("down"), Forbids(unless=False)] = Field(
        default=True, description="An owner works in every program of the client's bundle"
    )
    specialist_speedup: Annotated[
        float,
        Field(ge=0, lt=1),
        Relaxes("up"),
        Time(is_saved=True),
        Unit("share of minutes"),
    ] = Field(default=0.0, description="Share of a task's minutes saved when the task is pooled")
    owner_price: Annotated[
        Price, Relaxes("down"), Priced(), Assumed(), Unit("minutes per client")
    ] = Field(
        default=5.0,
        description="Minutes per client whose owner lacks a program of the bundle, where bundle "
        "integrity is off",
    )


class Language(Section):
    """In which language the client is spoken to."""

    match: Annotated[
        Literal["required", "interpreter", "ignored"],
        Relaxes(("required", "interpreter", "ignored")),
        Time(),
        Forbids(is_rule=True),
    ] = Field(
        default="interpreter",
        description="required: owners and contacts in the client's language only; interpreter: "
        "contact minutes grow by the factor otherwise; ignored: no effect",
    )
    interpreter_factor: Annotated[
        float,
        Field(ge=1, le=100),
        Relaxes("down"),
        Time(),
        Assumed(above=1),
        Unit("times the minutes"),
    ] = Field(default=1.5, description="Factor on contact minutes through an interpreter")
    interpreter_price: Annotated[
        Price, Relaxes("down"), Priced(), Assumed(), Unit("minutes per interpreted minute")
    ] = Field(
        default=1.0,
        description="Minutes per minute worked on a contact through an interpreter, the factor "
        "included, at any load",
    )
    owner_price: Annotated[
        Price, Relaxes("down"), Priced(), Assumed(), Unit("minutes per client")
    ] = Field(
        default=5.0,
        description="Minutes per client whose owner does not speak the client's language, with or "
        "without work, where interpreters are used",
    )


class Pool(Section):
    """How far away a client's workers may be."""

    scope: Annotated[
        Literal["office", "region", "county"],
        Relaxes(("office", "region", "county")),
        Forbids(is_rule=True),
    ] = Field(default="office", description="A client's workers share its office, region or county")
    regions: dict[str, tuple[str, ...]] = Field(
        default_factory=dict[str, tuple[str, ...]], description="Offices of each region"
    )


class Pairs(Section):
    """Clients and workers who must not meet, or who meet at a price or with a gain.

    The pairs themselves stand in the table of pairs.
    """


class Continuity(Section):
    """How many workers a client meets."""

    k: Annotated[K, Relaxes("up"), Forbids(unless="unlimited"), Unit("workers per client")] = Field(
        default=1, description="Most distinct workers of a client, the owner included"
    )
    exempt_kinds: tuple[str, ...] = Field(
        default=(), description="Task kinds that anyone may do and that do not count"
    )
    k_by_group: Annotated[
        dict[str, K], Relaxes("up"), Forbids(unless="unlimited"), Unit("workers per client")
    ] = Field(
        default_factory=dict[str, K],
        description="K by client group; a client in several groups gets the smallest",
    )
    household: Annotated[bool, Relaxes("down"), Forbids(unless=False)] = Field(
        default=False,
        description="Whether all clients of a household have one owner and share K: it counts "
        "whoever serves any of them",
    )
    same_day_kinds: tuple[str, ...] = Field(
        default=("call", "lobby", "immediate_need", "homeless_aid"),
        description="Kinds that the formulation 'hybrid' exempts unless told otherwise",
    )
    piece: Annotated[Minutes, Unit("minutes")] = Field(
        default=15,
        description="Minutes that a piece of a task spread over several periods should have at "
        "least, wherever another schedule of the same cost allows it; 0 leaves the schedule alone",
    )


class Deadlines(Section):
    """When work must be done."""

    late: Annotated[
        Literal["priced", "forbidden"], Relaxes(("forbidden", "priced")), Forbids(is_rule=True)
    ] = Field(default="priced", description="Whether work may end after its due period, at a price")
    late_price: Annotated[
        Price, Relaxes("down"), Priced(), Assumed(), Unit("minutes per minute and period")
    ] = Field(default=4.0, description="Minutes per minute and period late")
    urgent_kinds: tuple[str, ...] = Field(
        default=(
            "expedited",
            "expedited_intake",
            "immediate_need",
            "homeless_aid",
            "emergency_aid",
        ),
        description="Task kinds whose on-time rate reports show apart; it changes no plan",
    )


class Breakpoint(BaseModel):
    """A share of what a worker has, or of a fair share, above which each minute has a price."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    above: Annotated[float, Field(ge=0, le=10)] = Field(
        description="Share of regular minutes, or of the fair share of standing minutes"
    )
    price: Price = Field(description="Minutes per minute above it, up to the next one")


class Caseload(Section):
    """How many clients one worker may own, with or without work this month, and how evenly."""

    cap: Annotated[
        Annotated[float, Field(ge=0, le=1_000_000)] | None, Relaxes("up"), Forbids(), Unit("cases")
    ] = Field(default=None, description="Most weighted cases a worker may own")
    weights: Annotated[
        dict[str, Annotated[float, Field(ge=0, le=1000)]],
        Relaxes("down", absent=1, empty_is_apart=True),
        Unit("cases"),
    ] = Field(
        default_factory=dict[str, float],
        description="Weight of a case by program, summed over the client's bundle; a program that "
        "is not named weighs 1; without any weights every client weighs 1",
    )
    caps: Annotated[dict[str, Count], Relaxes("up"), Forbids(), Unit("cases")] = Field(
        default_factory=dict[str, int],
        description="Most clients with the program a worker may own, by program",
    )
    standing: Annotated[
        dict[str, Minutes], Priced(), Assumed(), Unit("minutes per month and client")
    ] = Field(
        default_factory=lambda: dict(STANDING_MINUTES),
        description="Minutes a client needs in a usual month by program, summed over the bundle, "
        "where the table of clients does not say it; a bundle with a program that is not named "
        "needs the mean of its clients' own tasks",
    )
    breakpoints: Annotated[
        tuple[Breakpoint, ...],
        Relaxes("fewer"),
        Priced(),
        Assumed(),
        Unit("minutes per standing minute"),
    ] = Field(
        default=(
            Breakpoint(above=0.9, price=0.05),
            Breakpoint(above=1.0, price=0.1),
            Breakpoint(above=1.1, price=0.25),
        ),
        description="Prices that rise with the share of a fair share of standing minutes owned",
    )


class Gap(BaseModel):
    """A limit on the difference of mean load between two groups of workers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str = Field(
        description="Workers compared with all others: 'language:NAME', 'program:NAME', "
        "'office:NAME' or 'unit:NAME'"
    )
    limit: Share = Field(
        description="Largest difference of the groups' task minutes per regular minute"
    )


class Utilisation(Section):
    """How full a worker's time may be."""

    ceiling: Annotated[
        Annotated[float, Field(ge=0, le=10)] | None,
        Relaxes("up"),
        Forbids(),
        Unit("share of regular minutes"),
    ] = Field(default=None, description="Most minutes worked, as a share of regular minutes")
    breakpoints: Annotated[
        tuple[Breakpoint, ...],
        Relaxes("fewer"),
        Priced(),
        Assumed(),
        Unit("minutes per minute worked"),
    ] = Field(
        default=(Breakpoint(above=0.85, price=0.25),),
        description="Prices that rise with the share of regular minutes worked",
    )
    gaps: Annotated[tuple[Gap, ...], Relaxes("fewer"), Forbids(unless=())] = Field(
        default=(), description="Limits on the difference of load between groups of workers"
    )


class Overtime(Section):
    """How many minutes may be worked above the regular ones."""

    limit: Annotated[
        Minutes,
        Relaxes("up"),
        Assumed(),
        Forbids(is_rule=True),
        Unit("overtime minutes per period"),
    ] = Field(default=60, description="Most overtime minutes in a period that has regular minutes")
    price: Annotated[
        Price, Relaxes("down"), Priced(), Assumed(), Unit("minutes per overtime minute")
    ] = Field(default=1.5, description="Minutes per overtime minute")


class Service(Section):
    """What must be served."""

    undone: Annotated[
        Literal["priced", "forbidden"], Relaxes(("forbidden", "priced")), Forbids(is_rule=True)
    ] = Field(default="priced", description="Whether tasks and clients may be left, at a price")
    undone_price: Annotated[
        Price, Relaxes("down"), Priced(), Assumed(), Unit("minutes per undone minute")
    ] = Field(
        default=10.0,
        description="Minutes per undone minute, on top of the late price for every period from "
        "due to the end",
    )
    unowned: Annotated[Price, Relaxes("down"), Priced(), Assumed(), Unit("minutes per client")] = (
        Field(default=500.0, description="Minutes per client without an owner")
    )
    levels: Annotated[dict[str, Share], Relaxes("down", absent=0), Unit("share of tasks")] = Field(
        default_factory=dict[str, float],
        description="Least share of the tasks of a kind that are done",
    )


class Moves(Section):
    """Changes of owner against today."""

    change_price: Annotated[
        Price, Relaxes("down"), Priced(), Assumed(), Unit("minutes per change of owner")
    ] = Field(default=30.0, description="Minutes per change of owner")
    transfer_minutes: Annotated[
        Minutes, Relaxes("down"), Time(), Assumed(), Forbids(unless=0), Unit("minutes")
    ] = Field(default=15, description="Minutes the new owner spends on taking a client over")
    months_served: Annotated[int, Field(ge=1, le=1200), Relaxes("up"), Priced(), Unit("months")] = (
        Field(default=1, description="Months over which the change price is spread")
    )
    limit: Annotated[
        Count | None, Relaxes("up"), Forbids(), Unit("clients who may change owner")
    ] = Field(default=None, description="Most clients whose owner changes")
    limit_share: Annotated[
        Share | None, Relaxes("up"), Forbids(), Unit("share of clients who may change owner")
    ] = Field(default=None, description="Most owner changes, as a share of the clients owned today")
    frozen: Annotated[tuple[str, ...], Relaxes("fewer"), Forbids(unless=())] = Field(
        default=(), description="Clients whose owner of today may not be replaced by another"
    )
    fixed_owners: Annotated[dict[str, str], Relaxes("fewer"), Forbids()] = Field(
        default_factory=dict[str, str], description="The worker who owns each of some clients"
    )
    fixed_tasks: Annotated[dict[str, str], Relaxes("fewer"), Forbids()] = Field(
        default_factory=dict[str, str], description="The worker who does each of some tasks"
    )


class Handoffs(Section):
    """Workers other than the owner."""

    minutes: Annotated[
        Minutes, Relaxes("down"), Time(), Assumed(), Forbids(is_rule=True), Unit("minutes")
    ] = Field(
        default=0,
        description="Minutes each worker other than the owner spends who does a task of the client",
    )


class Robust(Section):
    """What a plan withstands: days away, and clients who take longer."""

    absence: Annotated[
        Share, Relaxes("down"), Forbids(unless=0.0), Unit("share of regular minutes")
    ] = Field(
        default=0.0,
        description="Share of each worker's regular minutes of every period that is held back for "
        "days away; minutes planned above the rest are overtime",
    )
    deviation: Annotated[
        float,
        Field(ge=0, le=10, allow_inf_nan=False),
        Relaxes("down"),
        Forbids(unless=0.0),
        Unit("share of minutes"),
    ] = Field(
        default=0.0, description="Share by which the tasks of a client may take longer than planned"
    )
    clients: Annotated[Count, Relaxes("down"), Unit("clients per worker")] = Field(
        default=10, description="Most clients of a worker who take longer, whichever they are"
    )
    threshold: Annotated[Minutes, Unit("minutes per client")] = Field(
        default=0,
        description="Minutes longer up to which a client is covered by what each worker keeps "
        "free, so many minutes for each of the clients above; every value is safe, 0 covers all "
        "clients one by one",
    )
