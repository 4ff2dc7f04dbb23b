"""The errors that the library raises, from the general to the particular.

SamehandsError
|- InputError              the input is wrong; ``problems`` lists every fault
|- UnsupportedError        a rule, formulation or engine cannot do what was asked
|- EngineUnavailableError  the engine is known, but cannot run here
|- NoPlanError             a plan was asked of a result that has none
`- InternalError           a bug: the audit or the evaluation disagrees with the answer
"""

from __future__ import annotations

from collections.abc import Sequence

from .problems import Problem, report


class SamehandsError(Exception):
    """Base of every error that the library raises on purpose."""


class InputError(SamehandsError):
    """The input is wrong.

    Parameters
    ----------
    problems : sequence of Problem
        Every fault found, in the order of the tables.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(report(self.problems))


class UnsupportedError(SamehandsError):
    """A rule, formulation or engine cannot do what was asked."""


class EngineUnavailableError(SamehandsError):
    """The engine is known, but cannot run here."""


class NoPlanError(SamehandsError):
    """A plan was asked of a result that has none."""


class InternalError(SamehandsError):
    """A bug in samehands: two computations that must agree do not."""
