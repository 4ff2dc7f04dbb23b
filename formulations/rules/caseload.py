"""caseload: caps on the clients a worker owns, weighted or by program, with or without work.

For every cap: sum over owned clients of the weight <= cap. Weights are in thousandths of a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ...model.policy import MILLI, Policy, milli
from ...problem import Ints
from ..view import InstanceView


@dataclass(frozen=True, eq=False)
class Cap:
    """One cap on owned clients.

    Parameters
    ----------
    name : str
        ``cap``, or ``cap`` and the program.
    weight : array of shape (clients,)
        What each client counts.
    limit : int
        Most a worker may own, in the unit of the weights.
    """

    name: str
    weight: Ints
    limit: int


def build_caps(view: InstanceView, policy: Policy) -> list[Cap]:
    """Return the caps that the policy sets."""
    section = policy.caseload
    if not section.enabled:
        return []
    found: list[Cap] = []
    if section.cap is not None:
        limit = int(Fraction(repr(section.cap)) * MILLI)
        found.append(Cap("cap", _weights(view, policy), limit))
    for program, limit in section.caps.items():
        holds = np.zeros(view.clients, dtype=np.int64)
        if program in view.programs:
            holds = view.client_programs[:, view.programs.index(program)].astype(np.int64)
        found.append(Cap(f"cap {program}", holds, limit))
    return found


def _weights(view: InstanceView, policy: Policy) -> Ints:
    weights = policy.caseload.weights
    if not weights:
        return np.full(view.clients, MILLI, dtype=np.int64)
    each = np.array([milli(weights.get(name, 1.0)) for name in view.programs], dtype=np.int64)
    return view.client_programs.astype(np.int64) @ each
