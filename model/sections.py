"""The eleven sections of the policy, one a rule, every field with its default and unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Price = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Minutes = Annotated[int, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
K = Annotated[int, Field(ge=1, le=1_000_000)] | Literal["unlimited"]
"""Most distinct workers of a client, the owner included."""


class Section(BaseModel):
    """What all sections share: each is frozen, refuses unknown fields and can be switched off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = Field(
        default=True, description="Whether the rule is on; off, it neither forbids nor prices"
    )


class Skills(Section):
    """Who is qualified for what."""

    bundle_integrity: bool = Field(
        default=True, description="An owner works in every program of the client's bundle"
    )
    specialist_speedup: Annotated[float, Field(ge=0, lt=1)] = Field(
        default=0.0, description="Share of a task's minutes saved when the task is pooled"
    )


class Language(Section):
    """In which language the client is spoken to."""

    match: Literal["required", "interpreter", "ignored"] = Field(
        default="interpreter",
        description="required: owners and contacts in the client's language only; interpreter: "
        "contact minutes grow by the factor otherwise; ignored: no effect",
    )
    interpreter_factor: Annotated[float, Field(ge=1, le=100)] = Field(
        default=1.5, description="Factor on contact minutes through an interpreter"
    )


class Pool(Section):
    """How far away a client's workers may be."""

    scope: Literal["office", "region", "county"] = Field(
        default="office", description="A client's workers share its office, region or county"
    )
    regions: dict[str, tuple[str, ...]] = Field(
        default_factory=dict[str, tuple[str, ...]], description="Offices of each region"
    )


class Continuity(Section):
    """How many workers a client meets."""

    k: K = Field(default=1, description="Most distinct workers of a client, the owner included")
    exempt_kinds: tuple[str, ...] = Field(
        default=(), description="Task kinds that anyone may do and that do not count"
    )
    k_by_group: dict[str, K] = Field(
        default_factory=dict[str, K],
        description="K by client group; a client in several groups gets the smallest",
    )
    same_day_kinds: tuple[str, ...] = Field(
        default=("call", "lobby", "immediate_need", "homeless_aid"),
        description="Kinds that the formulation 'hybrid' exempts unless told otherwise",
    )


class Deadlines(Section):
    """When work must be done."""

    late: Literal["priced", "forbidden"] = Field(
        default="priced", description="Whether work may end after its due period, at a price"
    )
    late_price: Price = Field(default=4.0, description="Minutes per minute and period late")


class Caseload(Section):
    """How many clients one worker may own, with or without work this month."""

    cap: Annotated[float, Field(ge=0, le=1_000_000)] | None = Field(
        default=None, description="Most weighted cases a worker may own"
    )
    weights: dict[str, Annotated[float, Field(ge=0, le=1000)]] = Field(
        default_factory=dict[str, float],
        description="Weight of a case by program, summed over the client's bundle; a program that "
        "is not named weighs 1; without any weights every client weighs 1",
    )
    caps: dict[str, Count] = Field(
        default_factory=dict[str, int],
        description="Most clients with the program a worker may own, by program",
    )


class Breakpoint(BaseModel):
    """A share of a worker's regular minutes above which each minute worked has a price."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    above: Annotated[float, Field(ge=0, le=10)] = Field(description="Share of regular minutes")
    price: Price = Field(description="Minutes per minute worked above it, up to the next one")


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

    ceiling: Annotated[float, Field(ge=0, le=10)] | None = Field(
        default=None, description="Most minutes worked, as a share of regular minutes"
    )
    breakpoints: tuple[Breakpoint, ...] = Field(
        default=(Breakpoint(above=0.85, price=0.25),),
        description="Prices that rise with the share of regular minutes worked",
    )
    gaps: tuple[Gap, ...] = Field(
        default=(), description="Limits on the difference of load between groups of workers"
    )


class Overtime(Section):
    """How many minutes may be worked above the regular ones."""

    limit: Minutes = Field(
        default=60, description="Most overtime minutes in a period that has regular minutes"
    )
    price: Price = Field(default=1.5, description="Minutes per overtime minute")


class Service(Section):
    """What must be served."""

    undone: Literal["priced", "forbidden"] = Field(
        default="priced", description="Whether tasks and clients may be left, at a price"
    )
    undone_price: Price = Field(
        default=10.0,
        description="Minutes per undone minute, on top of the late price for every period from "
        "due to the end",
    )
    unowned: Price = Field(default=500.0, description="Minutes per client without an owner")
    levels: dict[str, Share] = Field(
        default_factory=dict[str, float],
        description="Least share of the tasks of a kind that are done",
    )


class Moves(Section):
    """Changes of owner against today."""

    change_price: Price = Field(default=30.0, description="Minutes per change of owner")
    transfer_minutes: Minutes = Field(
        default=15, description="Minutes the new owner spends on taking a client over"
    )
    months_served: Annotated[int, Field(ge=1, le=1200)] = Field(
        default=1, description="Months over which the change price is spread"
    )
    limit: Count | None = Field(default=None, description="Most clients whose owner changes")
    limit_share: Share | None = Field(
        default=None, description="Most owner changes, as a share of the clients owned today"
    )
    frozen: tuple[str, ...] = Field(
        default=(), description="Clients whose owner of today may not be replaced by another"
    )


class Handoffs(Section):
    """Workers other than the owner."""

    minutes: Minutes = Field(
        default=0,
        description="Minutes each worker other than the owner spends who does a task of the client",
    )
