"""Which bundles of programs clients hold, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .kinds import Kind
from .sources import Tag

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


def expected(bundle: Bundle, kinds: Iterable[Kind]) -> tuple[float, float]:
    """Return the tasks and the minutes that a client with the bundle needs in a month."""
    tasks = minutes = 0.0
    for kind in kinds:
        if kind.program is None or kind.program in bundle.programs:
            tasks += kind.rate
            minutes += kind.rate * kind.minutes
    return tasks, minutes
