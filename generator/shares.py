"""Sizes of agencies, and the shares of languages, special programs and labels."""

from __future__ import annotations

from dataclasses import dataclass

from .kinds import Tag


@dataclass(frozen=True)
class Size:
    """How large an agency is.

    Parameters
    ----------
    offices, workers, clients : int
        Their numbers.
    day_share : float
        Share of the productive day that its workers give to these clients.
    """

    offices: int
    workers: int
    clients: int
    day_share: float = 1.0


SIZES = {
    "toy": Size(1, 4, 40, day_share=0.025),
    "unit": Size(1, 8, 3_200),
    "office": Size(1, 190, 76_000),
    "region": Size(6, 1_130, 460_000),
    "intensive": Size(1, 15, 200),
}
"""The sizes by name. The workers of the toy serve its clients beside other work, with 2.5 % of
their day: that is the 400 clients a full-time worker of the other sizes, and without it nothing in
the toy would be scarce (assumed). The intensive team has figures of its own (see ``intensive``)."""


@dataclass(frozen=True)
class SpokenLanguage:
    """A language, the clients who speak it and the workers certified in it.

    Parameters
    ----------
    name : str
        Name of the language.
    share : float
        Share of all clients.
    certified : float or None
        Share of the workers certified in it, divided by the share of the clients of their office
        who speak it; None: every worker speaks it; 0: nobody does.
    tag : str
        Standing of both figures.
    """

    name: str
    share: float
    certified: float | None
    tag: Tag = "A"


@dataclass(frozen=True)
class Special:
    """A program that only some workers know.

    Parameters
    ----------
    program : str
        The program.
    share : float
        Share of the workers who serve approved cases of the program.
    also : tuple of str
        Other special programs that such a worker knows, so as to own whole bundles.
    tag : str
        Standing of the figures.
    """

    program: str
    share: float
    also: tuple[str, ...] = ()
    tag: Tag = "A"


@dataclass(frozen=True)
class Group:
    """A label that some clients bear, for equity breakdowns.

    Parameters
    ----------
    name : str
        The label.
    share : float
        Share of the clients.
    program : str
        Program whose clients bear it more often.
    program_share : float
        Share of the clients who hold that program.
    tag : str
        Standing of the figures.
    """

    name: str
    share: float
    program: str
    program_share: float
    tag: Tag = "A"


LANGUAGES = (
    SpokenLanguage("English", 0.58, None),
    SpokenLanguage("Spanish", 0.34, 0.95),
    SpokenLanguage("Armenian", 0.025, 0.9),
    SpokenLanguage("Chinese", 0.02, 0.9),
    SpokenLanguage("Korean", 0.009, 0.9),
    SpokenLanguage("Vietnamese", 0.008, 0.9),
    SpokenLanguage("Russian", 0.006, 0.8),
    SpokenLanguage("Farsi", 0.005, 0.8),
    SpokenLanguage("Tagalog", 0.004, 1.2),
    SpokenLanguage("Cambodian", 0.002, 0.8),
    SpokenLanguage("Other", 0.001, 0.0),
)
"""The languages of the clients; the first is the agency's own."""

SPECIALS = (
    Special("CalWORKs", 0.15),
    Special("GR", 0.08),
    Special("IHSS", 0.10),
    Special("GAIN", 0.05, also=("CalWORKs",)),
)
"""Who serves approved cases of what; a GAIN client holds CalWORKs too, so its worker knows both."""

GROUPS = (
    Group("homeless", 0.02, "GR", 0.40),
    Group("elderly", 0.12, "IHSS", 0.60),
    Group("disabled", 0.08, "IHSS", 0.45),
)
"""Labels of clients; people with IHSS are aged, blind or disabled."""
