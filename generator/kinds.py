"""Which bundles of programs clients hold, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

# The public sources behind the generator's figures, by the key that the tables cite.


Tag = Literal["S", "D", "A", "S+D", "S+A"]
"""S: a source states it; D: derived from sourced figures; A: assumed; or a mixture of two."""

SOURCES: Mapping[str, str] = {
    "calfresh-timing": "CalFresh Timeliness Standards; W&I Code 18911, law.onecle.com",
    "calsaws-tasks": "CalSAWS Imaging and Tasks, Santa Clara County business process handbook",
    "calworks-time": "CalWORKs Time Frames, Santa Clara County handbook",
    "child-welfare": "Edwards & Wildeman 2018, front-line child welfare workforce, turnover",
    "churn": "CalFresh churn, sfmfoodbank.org (two reports a year)",
    "cwes": "CWES Requests, Santa Clara County (level 2: three business days)",
    "expedited": "CalFresh expedited service timeframes, reg.summaries.guide",
    "gain-contact": "DPSS ePolicy 310, GAIN Monthly Contact",
    "gr-process": "DPSS ePolicy 40-107, Abbreviated GR Application Process",
    "gr-renewal": "DPSS ePolicy 40-116, GR Renewal",
    "homeless-aid": "CalWORKs Homeless Assistance Q&A, reg.summaries.guide",
    "immediate-need": "DPSS ePolicy 40-129, Immediate Need",
    "medi-cal-time": "Medi-Cal timeframes, Santa Clara County handbook",
    "missed": "Code for America, How Implementing Flexible Interviews Improves Benefit Delivery",
    "new-class": "CalWIN: Work of a New Classification, rb68.com (120 to 150 minutes)",
    "recertification": "Recertification for CalFresh Benefits (CF 37)",
    "snap-burden": "SNAP burden table, OMB 0584-0064",
    "snap-burden-2013": "SNAP burden summary (2008/2013), omb.report",
    "sb-2030": "SB 2030's Findings, cases per child welfare worker, rb68.com (study of 2000)",
    "statewide": "California is short on social workers (applications in a month)",
}
"""Title and place of every source that a figure cites."""


# The kinds of work: how often, how long, due when, and whether the client is spoken to.
#
# Two published figures are read in a way of our own. The intake rate of CalFresh counts all
# applications, so the expedited ones (35 %) are taken out of it. General Relief asks for a first
# contact within 3 days and a decision within 30: no minutes are known for the first contact, so the
# intake is one task due with the decision.


DueUnit = Literal["calendar", "working", "month end"]
"""Calendar or working days from the release, or the end of the month, but no fewer working days."""

Arrival = Literal["any day", "visit", "report", "form", "first day"]
"""When work arrives.

``any day``: at random, as often as it happens. The others come at most once per client and month:
``visit`` on any day, ``report`` and ``form`` clustered (``GeneratorParameters.report_days`` and
``form_days``), ``first day`` on the first day of the month.
"""


@dataclass(frozen=True)
class Kind:
    """One kind of task for the clients of a program.

    Parameters
    ----------
    program : str or None
        Program whose clients have such tasks; None for every client, where the task then belongs
        to a program of the client's bundle, each as likely.
    name : str
        Name of the kind; several programs share one.
    rate : float
        Expected tasks in a month for a client who holds the program.
    minutes : float
        Mean minutes.
    due : int
        Days from the release to the due day, in ``due_unit``.
    due_unit : str
        What the days are.
    contact : bool
        Whether the client is spoken to.
    arrival : str
        When such tasks arrive (assumed).
    tags : tuple of str
        Standing of rate, minutes and due.
    sources : tuple of str
        Keys of ``SOURCES`` behind those that are not assumed.
    """

    program: str | None
    name: str
    rate: float
    minutes: float
    due: int
    due_unit: DueUnit
    contact: bool
    arrival: Arrival = "any day"
    tags: tuple[Tag, Tag, Tag] = ("A", "A", "A")
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if min(self.rate, self.minutes, self.due) < 0:
            raise ValueError(f"{self.name}: rate, minutes and due may not be negative")
        if self.arrival != "any day" and self.rate > 1:
            raise ValueError(f"{self.name}: a rate above 1 arrives on 'any day' only")

    def working_days(self, calendar_ratio: float) -> int:
        """Return the days of ``due`` in working days; calendar days are rounded down."""
        return int(self.due * calendar_ratio + 1e-9) if self.due_unit == "calendar" else self.due


_YEARLY = 1 / 12

_CALFRESH = (
    Kind("CalFresh", "intake", 0.045, 70, 30, "calendar", True,
         tags=("D", "S+D", "S"), sources=("statewide", "snap-burden", "calfresh-timing")),
    Kind("CalFresh", "expedited_intake", 0.025, 80, 3, "calendar", True,
         tags=("A", "A", "S"), sources=("expedited",)),
    Kind("CalFresh", "sar7", 0.0625, 12, 3, "working", False, "report",
         tags=("S+A", "A", "S"), sources=("churn", "snap-burden-2013", "calsaws-tasks")),
    Kind("CalFresh", "recertification", _YEARLY, 55, 3, "month end", True, "form",
         tags=("S", "A", "S"), sources=("recertification", "snap-burden", "calsaws-tasks")),
    Kind("CalFresh", "change", 0.06, 12, 10, "calendar", False),
    Kind("CalFresh", "missed_interview", 0.03, 8, 3, "working", True,
         tags=("S+A", "A", "A"), sources=("missed",)),
    Kind("CalFresh", "verification", 0.12, 10, 3, "working", False,
         tags=("A", "A", "S"), sources=("calsaws-tasks",)),
)  # fmt: skip

_MEDI_CAL = (
    Kind("Medi-Cal", "intake", 0.025, 60, 45, "calendar", True,
         tags=("A", "A", "S"), sources=("medi-cal-time",)),
    Kind("Medi-Cal", "disability_intake", 0.003, 90, 90, "calendar", True,
         tags=("A", "A", "S"), sources=("medi-cal-time",)),
    Kind("Medi-Cal", "renewal", 0.042, 35, 30, "calendar", False, "form"),
    Kind("Medi-Cal", "change", 0.03, 15, 10, "calendar", False),
    Kind("Medi-Cal", "verification", 0.05, 10, 3, "working", False,
         tags=("A", "A", "S"), sources=("calsaws-tasks",)),
)  # fmt: skip

_CALWORKS = (
    Kind("CalWORKs", "intake", 0.03, 135, 45, "calendar", True,
         tags=("A", "S+D", "S"), sources=("new-class", "calworks-time")),
    Kind("CalWORKs", "immediate_need", 0.01, 60, 1, "working", True,
         tags=("A", "A", "S"), sources=("immediate-need",)),
    Kind("CalWORKs", "homeless_aid", 0.01, 60, 0, "working", True,
         tags=("A", "A", "S"), sources=("homeless-aid",)),
    Kind("CalWORKs", "sar7", _YEARLY, 15, 3, "working", False, "report",
         tags=("A", "A", "S"), sources=("calsaws-tasks",)),
    Kind("CalWORKs", "renewal", _YEARLY, 75, 30, "calendar", True, "form"),
    Kind("CalWORKs", "change", 0.10, 15, 10, "calendar", False),
    Kind("CalWORKs", "verification", 0.15, 10, 3, "working", False,
         tags=("A", "A", "S"), sources=("calsaws-tasks",)),
)  # fmt: skip

_GR = (
    Kind("GR", "intake", 0.06, 75, 30, "calendar", True),
    Kind("GR", "emergency_aid", 0.01, 45, 1, "working", True),
    Kind("GR", "sar7", _YEARLY, 12, 3, "working", False, "report",
         tags=("S", "A", "A"), sources=("gr-renewal",)),
    Kind("GR", "renewal", _YEARLY, 40, 30, "calendar", True, "form",
         tags=("S", "A", "A"), sources=("gr-process", "gr-renewal")),
    Kind("GR", "verification", 0.10, 10, 3, "working", False,
         tags=("A", "A", "S"), sources=("calsaws-tasks",)),
)  # fmt: skip

_IHSS = (
    Kind("IHSS", "intake", 0.012, 180, 45, "calendar", True),
    Kind("IHSS", "reassessment", _YEARLY, 150, 30, "calendar", True, "visit"),
    Kind("IHSS", "change", 0.06, 30, 10, "calendar", True),
)

_GAIN = (
    Kind("GAIN", "monthly_contact", 1.0, 20, 0, "month end", True, "first day",
         tags=("S", "A", "S"), sources=("gain-contact",)),
    Kind("GAIN", "appraisal", 0.05, 90, 10, "working", True),
    Kind("GAIN", "supportive_service", 0.25, 20, 3, "working", False,
         tags=("A", "A", "S"), sources=("cwes",)),
    Kind("GAIN", "compliance", 0.05, 30, 10, "working", True),
)  # fmt: skip

_ANY = (
    Kind(None, "call", 0.12, 10, 0, "working", True),
    Kind(None, "lobby", 0.04, 15, 1, "working", True,
         tags=("A", "A", "S"), sources=("calsaws-tasks",)),
    Kind(None, "transfer_in", 0.003, 45, 20, "calendar", False,
         tags=("A", "A", "S"), sources=("calsaws-tasks",)),
    Kind(None, "transfer_out", 0.003, 20, 10, "calendar", False,
         tags=("A", "A", "S"), sources=("calsaws-tasks",)),
)  # fmt: skip

KINDS = (*_CALFRESH, *_MEDI_CAL, *_CALWORKS, *_GR, *_IHSS, *_GAIN, *_ANY)
"""Every kind of work, program by program; rates of 1/12 and 0.042 (half of it) are yearly."""


PROGRAMS = ("CalFresh", "Medi-Cal", "CalWORKs", "GR", "IHSS", "GAIN")
"""The programs of the agency, in the order of the tables."""

BASIC_PROGRAMS = ("CalFresh", "Medi-Cal")
"""Programs that every worker knows: the generic approved-case skills (assumed)."""


@dataclass(frozen=True)
class Bundle:
    """Programs that a client is entitled to together.

    Parameters
    ----------
    programs : tuple of str
        The programs, in the order of ``GeneratorParameters.programs``.
    share : float
        Share of all clients.
    tag : str
        Standing of the share.
    """

    programs: tuple[str, ...]
    share: float
    tag: Tag = "A"

    @property
    def name(self) -> str:
        """The programs, joined for people to read."""
        return " + ".join(self.programs)


_BOTH = ("CalFresh", "Medi-Cal")

BUNDLES = (
    Bundle(("Medi-Cal",), 0.50),
    Bundle(_BOTH, 0.23),
    Bundle(("CalFresh",), 0.09),
    Bundle((*_BOTH, "CalWORKs"), 0.024),
    Bundle((*_BOTH, "CalWORKs", "GAIN"), 0.016),
    Bundle((*_BOTH, "GR"), 0.045),
    Bundle(("Medi-Cal", "IHSS"), 0.06),
    Bundle((*_BOTH, "IHSS"), 0.035),
)
"""The bundles with their assumed shares, whose totals fit the published size of the programs."""


def compute_expected(bundle: Bundle, kinds: Iterable[Kind]) -> tuple[float, float]:
    """Return the tasks and the minutes that a client with the bundle needs in a month."""
    tasks = minutes = 0.0
    for kind in kinds:
        if kind.program is None or kind.program in bundle.programs:
            tasks += kind.rate
            minutes += kind.rate * kind.minutes
    return tasks, minutes
