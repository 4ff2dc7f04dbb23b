"""The engine behind the name ``milp``, and behind ``milp:`` with the name of a solver."""

from __future__ import annotations

from ...problem import Answer, AssignmentProblem
from ..engine import Engine, Feature, Request
from ..monitor import SolveMonitor

_PREFIX, _DEFAULT = "milp", "highs"


class Milp(Engine):
    """PuLP on the whole problem: a second opinion by any solver that PuLP finds.

    Its unit of work is a node of the search tree, with HiGHS and CBC.

    Parameters
    ----------
    solver : str
        ``highs``, ``cbc``, or PuLP's own name of a solver in lower case, such as ``glpk_cmd``.
    """

    features = frozenset(Feature)
    needs = (("pulp", "PuLP"), ("highspy", "HiGHS"))

    def __init__(self, solver: str = _DEFAULT) -> None:
        self.name = _PREFIX if solver == _DEFAULT else f"{_PREFIX}:{solver}"
        self.solver = solver

    def missing(self) -> str | None:
        """Return None if PuLP finds the solver, else how to get it."""
        missing = super().missing()
        if missing is not None:
            return missing
        from .modeller import found_solvers, is_found

        if is_found(self.solver):
            return None
        found = ", ".join(found_solvers())
        return f"PuLP does not find {self.solver}; install it, or ask for one of these: {found}"

    def version(self) -> str:
        """Return the version of PuLP, and of HiGHS where that is the solver."""
        from .modeller import solver_version

        return solver_version(self.solver)

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Solve the whole problem; see ``Engine.solve``."""
        from .solve import solve

        return solve(self.solver, problem, request, monitor)


def milp_named(name: str) -> Milp | None:
    """Return the engine of a name such as ``milp:cbc``, None if PuLP knows no such solver.

    Parameters
    ----------
    name : str
        ``milp``, or ``milp:`` and a solver, in capitals or not.

    Returns
    -------
    Milp or None
        The engine, whether or not its solver can run here.
    """
    prefix, colon, solver = name.partition(":")
    if prefix != _PREFIX or bool(colon) != bool(solver):
        return None
    if not solver:
        return Milp()
    from .modeller import known_solvers

    return Milp(solver.lower()) if solver.lower() in known_solvers() else None
