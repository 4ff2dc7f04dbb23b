"""The figures of a simulation, each a field with its unit and where it comes from."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import ConfigDict, Field

from ..model.checks.messages import CheckedModel

Tag = Literal["S", "D", "A"]
"""S: a source states it; D: derived from sourced figures; A: assumed."""


class Standing(NamedTuple):
    """The unit of a figure, its standing, and the key of its source, as in the generator."""

    unit: str
    tag: Tag
    source: str


def _figure(
    default: Any,
    unit: str,
    text: str,
    tag: Tag = "A",
    source: str = "",
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
) -> Any:
    field: Any = Field(default, description=text, ge=ge, gt=gt, le=le)
    field.metadata.append(Standing(unit, tag, source))
    return field


class Shock(CheckedModel):
    """A stretch of days in which some work comes more often, or less.

    Attributes
    ----------
    first_day : int
        Its first business day, counted from the end of the warm-up.
    days : int
        How many business days it lasts.
    factor : float
        On the rate of arrivals.
    kinds : tuple of str
        Kinds of work; none for all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_day: int = Field(default=0, ge=0, le=10_000)
    days: int = Field(default=21, ge=1, le=10_000)
    factor: float = Field(default=1.0, ge=0, le=100)
    kinds: tuple[str, ...] = ()


class SimulationParameters(CheckedModel):
    """What happens over months beside what the tables and the policy say.

    Rates, minutes and deadlines of work come from the instance's own tasks, languages and programs
    from its tables; the factor of an interpreter, the minutes of a hand-off, the speed-up of
    specialists and the limit on overtime from the policy. Every field has its unit, its
    standing (S, D or A) and its source in its metadata; ``list_parameters`` lists them.

    Raises
    ------
    InputError
        If a figure is out of its range; every fault is listed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    month_days: int = _figure(21, "business days", "Business days in a month", ge=1, le=31)
    opening_share: float = _figure(
        1.0, "share of the day", "Part of the day, from its beginning, in which work comes in",
        gt=0, le=1,
    )  # fmt: skip
    after_close: float = _figure(
        0.2, "share of tasks",
        "Tasks that come in after closing and count from the next opening", ge=0, le=1,
    )  # fmt: skip
    duration: Literal["lognormal", "exponential"] = _figure(
        "lognormal", "distribution", "How the minutes of a kind of work are distributed"
    )
    minutes_cv: float = _figure(
        0.6, "coefficient of variation",
        "Variation of lognormal minutes around the standard minutes; 0 for none", ge=0, le=5,
    )  # fmt: skip
    complexity_cv: float = _figure(
        0.35, "coefficient of variation",
        "Variation of the gamma factor that stays with a client, where the tables do not say what "
        "the client needs in a usual month; 0 for none", ge=0, le=5,
    )  # fmt: skip

    new_clients: float = _figure(
        0.0156, "share of the clients per month",
        "New clients: as many as exits without returns take away (0.026 x 0.6)", "D", "churn",
        ge=0, le=1,
    )  # fmt: skip
    exits: float = _figure(
        0.026, "share of the clients per month",
        "Clients who leave: 31 % of yearly renewals are not completed", "D", "churn", ge=0, le=1,
    )  # fmt: skip
    returns: float = _figure(0.4, "share of exits", "Clients who come back", ge=0, le=1)
    return_days: int = _figure(
        64, "business days", "Most days until a client comes back (90 calendar days)", ge=1, le=1000
    )
    season: float = _figure(
        0.08, "share of the rate", "Swing of arrivals over twelve months, up and down", ge=0, le=1
    )
    season_peak: float = _figure(
        1.0,
        "month",
        "Middle of the busiest month, counted from the end of the warm-up",
        ge=0,
        le=12,
    )
    shocks: tuple[Shock, ...] = _figure((), "stretches of days", "When work comes more often")

    absence_share: float = _figure(
        0.08, "share of days", "Days on which a worker is away", ge=0, le=0.9
    )
    absence_spell: tuple[int, int] = _figure(
        (1, 10), "business days", "Shortest and longest absence; each length is as likely"
    )
    turnover: float = _figure(
        0.18, "share of the workers per year", "Workers who leave (proxy: 14 to 22 %)", "A",
        "child-welfare", ge=0, le=0.99,
    )  # fmt: skip
    vacancy_days: int | None = _figure(
        42, "business days", "Days until a new worker takes the place; none: nobody is hired", ge=0,
        le=1000,
    )  # fmt: skip
    start_speed: float = _figure(
        0.6, "share of full speed", "Speed of a new worker in the first month", ge=0.01, le=1
    )
    learning_months: int = _figure(
        5, "months", "Months until a new worker has full speed, rising by equal steps", ge=0, le=120
    )

    pool_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = _figure(
        (), "months of the year",
        "Months in which a hybrid standard pools what comes in, counted from the end of the "
        "warm-up, every year again; none for all",
    )  # fmt: skip
    plan_changes: float = _figure(
        0.01, "share of the clients per month",
        "Clients whose owner a monthly plan may change though the owner is there", ge=0, le=1,
    )  # fmt: skip
    plan_serves: int = _figure(
        12, "months",
        "Months that a planned change of owner serves, over which its price is spread (in place of "
        "moves.months_served, which is about the plan of one month)", ge=1, le=1200,
    )  # fmt: skip
    warm_up_months: int = _figure(2, "months", "Months before anything is measured", ge=0, le=120)

    def faults(self) -> list[tuple[str, str]]:
        """Return what does not fit together: fields and messages."""
        found: list[tuple[str, str]] = []
        shortest, longest = self.absence_spell
        if not 1 <= shortest <= longest <= 1000:
            says = f"{shortest} to {longest} is no range of days; give two of 1 to 1000, in order"
            found.append(("absence_spell", says))
        if self.turnover > 0 and self.vacancy_days is None:
            says = (
                "nobody is hired ever, but workers leave: in the end nobody would be left; give "
                "the days until a place is filled, or set turnover to 0"
            )
            found.append(("vacancy_days", says))
        return found


class SourcedParameter(NamedTuple):
    """A figure of the simulation and where it comes from."""

    name: str
    value: str
    unit: str
    tag: Tag
    source: str
    description: str


def list_parameters(parameters: SimulationParameters | None = None) -> list[SourcedParameter]:
    """Return every figure of a simulation with its unit, standing and source."""
    used = parameters or SimulationParameters()
    rows: list[SourcedParameter] = []
    for name, field in SimulationParameters.model_fields.items():
        standing = next(each for each in field.metadata if isinstance(each, Standing))
        value = str(getattr(used, name))
        rows.append(SourcedParameter(name, value, *standing, field.description or ""))
    return rows
