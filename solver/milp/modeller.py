"""The one module that knows PuLP: a program in, what a solver made of it out.

PuLP tells less than its solvers know: it calls a solve optimal that its time limit or a cancel
stopped (https://github.com/coin-or/pulp/issues/661, /711), and 3.3 has no bound at all. So HiGHS
is read natively, CBC by the first line of its own solution file, and of any other solver only
what cannot be mistaken is believed.
"""

from __future__ import annotations

import contextlib
import inspect
import math
import os
import signal
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, cast

import numpy as np
import pulp  # type: ignore[import-untyped]  # PuLP ships no types

from ..highs import Floats, HighsModel
from ..limits import OverError
from .model import Ending, Model, Outcome, Settings

# PuLP ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportMissingParameterType=false


HIGHS, CBC = "highs", "cbc"
"""The solvers that are asked natively."""

_CARRIED = "pulp_cbc_cmd"


def known_solvers() -> dict[str, str]:
    """Return the solvers that PuLP knows: the names to ask for them, and PuLP's own."""
    known: list[str] = pulp.listSolvers()
    names = {name.lower(): name for name in known}
    # Two names of one solver; PuLP 4 drops the second.
    return {CBC: names.pop("coin_cmd")} | {key: names[key] for key in names.keys() - {_CARRIED}}


def found_solvers() -> list[str]:
    """Return PuLP's names of the solvers that can run here."""
    found: list[str] = pulp.listSolvers(onlyAvailable=True)
    return sorted(found)


def is_found(solver: str) -> bool:
    """Whether a solver can run here."""
    if solver == CBC:
        return bool(pulp.COIN_CMD(path=_cbc_path()).available())
    return known_solvers()[solver] in found_solvers()


def solver_version(solver: str) -> str:
    """Return the version of PuLP, and that of the solver where it is a package."""
    mine = f"PuLP {version('pulp')}"
    return f"{mine}, HiGHS {version('highspy')}" if solver == HIGHS else f"{mine}, {solver}"


def solve_with(solver: str, model: Model, start: Floats | None, settings: Settings) -> Outcome:
    """Solve a program.

    Parameters
    ----------
    solver : str
        One of the keys of ``known_solvers``.
    model : Model
        The program.
    start : array of shape (columns,) or None
        A solution to begin with.
    settings : Settings
        How to ask.

    Returns
    -------
    Outcome
        How it ended, as far as that is certain.
    """
    try:
        return _solve_with(solver, model, start, settings)
    except OverError:
        return Outcome("stopped", None, None, "the program was not built in time")


def _solve_with(solver: str, model: Model, start: Floats | None, settings: Settings) -> Outcome:
    linear = _Linear(model, settings)
    if linear.contradiction:
        return Outcome("infeasible", None, None, "a row without columns cannot hold")
    if settings.limits.is_over():
        return Outcome("stopped", None, None, "no time was left to solve")
    if solver == HIGHS:
        return _Highs(linear, start, settings).outcome()
    if solver == CBC:
        return _Cbc(linear, start, settings).outcome()
    return _any_solver(known_solvers()[solver], linear, start, settings)


class _Linear:
    """A program in PuLP, in the calls that PuLP 3.3 and 4 share."""

    def __init__(self, model: Model, settings: Settings) -> None:
        variables, rows = model.variables, model.rows
        self.size = variables.columns
        self.program = pulp.LpProblem("assignment", pulp.LpMinimize)
        self.contradiction = False
        kinds = (pulp.LpContinuous, pulp.LpInteger)
        # PuLP 3.3 sorts columns by name; so named, they keep their order.
        self.columns: list[Any] = []
        for column, (low, high, whole) in enumerate(
            zip(
                variables.lower.tolist(),
                variables.upper.tolist(),
                variables.whole.tolist(),
                strict=True,
            )
        ):
            settings.go_on()
            least, most = (side if math.isfinite(side) else None for side in (low, high))
            name = f"x{column:09d}"
            self.columns.append(self.program.add_variable(name, least, most, kinds[whole]))
        priced = np.flatnonzero(model.objective.price)
        self.program += self._sum(priced.tolist(), model.objective.price[priced].tolist())
        sides = zip(rows.lower.tolist(), rows.upper.tolist(), strict=True)
        starts = rows.matrix.start.tolist()
        column, value = rows.matrix.column.tolist(), rows.matrix.value.tolist()
        for row, (low, high) in enumerate(sides):
            settings.go_on()
            part = slice(starts[row], starts[row + 1])
            self._add_row(column[part], value[part], low, high)

    def _sum(self, columns: list[int], factors: list[float]) -> Any:
        make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
        mine = [self.columns[column] for column in columns]
        return make(list(zip(mine, factors, strict=True)))

    def _add_row(self, columns: list[int], factors: list[float], low: float, high: float) -> None:
        if not columns:
            self.contradiction |= not low <= 0 <= high
            return
        total = self._sum(columns, factors)
        self.program += (total == high) if low == high else (total <= high)

    def place(self, name: str) -> int:
        """Return which column a name is; one beyond the last for PuLP's dummy."""
        return int(name[1:]) if name.startswith("x") else self.size

    def start(self, values: Floats) -> None:
        """Set the values that a solver begins with."""
        for variable, value in zip(self.columns, values.tolist(), strict=True):
            variable.setInitialValue(value, check=False)

    def values(self) -> Floats | None:
        """Return the values that a solver left; None where it left none."""
        found = [variable.varValue for variable in self.columns]
        if all(value is None for value in found):
            return None
        return np.array([value or 0.0 for value in found])


class _Highs(pulp.HiGHS):  # type: ignore[misc]  # PuLP has no types: its base is Any
    """PuLP's HiGHS, begun from a start, listened to, and read natively."""

    def __init__(self, linear: _Linear, start: Floats | None, settings: Settings) -> None:
        super().__init__(
            msg=False,
            threads=settings.threads,
            gapRel=settings.limits.gap,
            gapAbs=settings.gap_within,
            random_seed=settings.seed,
            # HiGHS 1.13 with its presolve calls worse integer assignments optimal.
            presolve="off",
        )
        self._linear = linear
        self._start = start
        self._settings = settings

    def outcome(self) -> Outcome:
        """Solve, and return how it ended."""
        self._linear.program.solve(self)
        model = self._model
        endings: dict[str, Ending] = {
            "optimal": "gap" if self.gapRel else "optimal",
            "infeasible": "infeasible",
        }
        ending = endings.get(model.ending, "stopped")
        if model.bound is not None:
            self._settings.proved(model.bound)
        if model.values is None:
            return Outcome(ending, None, None, model.words)
        return Outcome(ending, self._by_column(model.values), model.objective, model.words)

    def buildSolverModel(self, lp: Any) -> None:
        """Hand over the program, column by column and row by row, unless that takes too long."""
        highs = lp.solverModel
        highs.addCol, highs.addRow = self._in_time(highs.addCol), self._in_time(highs.addRow)
        super().buildSolverModel(lp)

    def callSolver(self, lp: Any) -> None:
        """Run HiGHS; PuLP calls this when it has handed over the program."""
        self._model, limits = HighsModel(native=lp.solverModel), self._settings.limits
        if limits.work is not None:
            self._model.set(mip_max_nodes=int(limits.work))
        self._order = np.array([self._linear.place(each.name) for each in lp.variables()])
        if self._start is not None:
            self._model.start_from(np.append(self._start, 0.0)[self._order])
        self._model.listen(self._take, self._settings.proved)
        self._model.run(limits)

    def findSolutionValues(self, lp: Any) -> tuple[int, int]:
        """Leave the reading to ``outcome``: PuLP calls an interrupted solve optimal."""
        return pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound

    def _in_time(self, add: Callable[..., Any]) -> Callable[..., Any]:
        def added(*words: Any) -> Any:
            self._settings.go_on()
            return add(*words)

        return added

    def _take(self, values: Floats) -> None:
        self._settings.found(self._by_column(values))

    def _by_column(self, values: Floats) -> Floats:
        spread = np.zeros(self._linear.size + 1)
        spread[self._order] = values
        return spread[:-1]


class _Cbc(pulp.COIN_CMD):  # type: ignore[misc]  # PuLP has no types: its base is Any
    """PuLP's CBC in a process that can be stopped, read by the first line of its solution."""

    def __init__(self, linear: _Linear, start: Floats | None, settings: Settings) -> None:
        left, work = settings.limits.left(), settings.limits.work
        super().__init__(
            msg=False,
            path=_cbc_path(),
            maxNodes=None if work is None else int(work),
            gapRel=settings.limits.gap or None,
            threads=settings.threads if settings.threads > 1 else None,
            timeLimit=None if left is None else max(left, 0.1),
            options=[f"randomCbcSeed {settings.seed + 1}", f"randomSeed {settings.seed + 1}"],
            warmStart=start is not None,
        )
        self._settings = settings
        self._linear = linear
        self._said = ""
        self._values: dict[str, float] = {}
        if start is not None:
            linear.start(start)

    def outcome(self) -> Outcome:
        """Solve, and return how it ended."""
        self._linear.program.solve(self)
        first = self._said.split(" - objective value ")
        words = first[0].strip()
        endings: dict[str, Ending] = {
            "Optimal": "optimal",
            "Optimal (within gap tolerance)": "gap",
            "Infeasible": "infeasible",
            "Integer infeasible": "infeasible",
        }
        ending = endings.get(words, "stopped")
        if ending == "infeasible" or not self._values:
            return Outcome(ending, None, None, words)
        objective = float(first[1]) if len(first) > 1 else None
        values = np.zeros(self._linear.size + 1)
        for name, value in self._values.items():
            values[self._linear.place(name)] = value
        return Outcome(ending, values[:-1], objective, words)

    def solve_CBC(self, lp: Any, use_mps: bool = True) -> int:
        """Run CBC; PuLP calls this, and its own way waits for the end whatever happens."""
        files = [*self.create_tmp_files(lp.name, "mps", "sol", "mst")]
        mps, solution, mst = files
        try:
            columns, names, rows, _ = lp.writeMPS(mps, rename=1)
            words = [self.path, mps]
            if self.optionsDict.get("warmStart"):
                self.writesol(mst, lp, columns, names, rows)
                words += ["-mips", mst]
            if self.timeLimit is not None:
                words += ["-sec", str(self.timeLimit)]
            for option in [*self.options, *self.getOptions()]:
                words += f"-{option}".split()
            words += ["-solve", "-printingOptions", "all", "-solution", solution]
            self._run(words)
            if os.path.exists(solution):
                with open(solution) as file:
                    self._said = file.readline().strip()
                read: Any = self.readsol_MPS(solution, lp, columns, names, rows)
                self._values = read[1]
        finally:
            self.delete_tmp_files(*files)
        lp.assignStatus(pulp.LpStatusNotSolved)
        unknown: int = pulp.LpStatusNotSolved
        return unknown

    def _run(self, words: list[str]) -> None:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet)
        try:
            while not self._is_over():
                try:
                    process.wait(0.05)
                    return
                except subprocess.TimeoutExpired:
                    continue
            # CBC takes an interrupt as the end of its time, and writes its best solution. Windows
            # has no such signal.
            with contextlib.suppress(ValueError, subprocess.TimeoutExpired):
                process.send_signal(signal.SIGINT)
                process.wait(2.0)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()

    def _is_over(self) -> bool:
        limits = self._settings.limits
        # CBC keeps its time limit itself, but does not look at the clock everywhere.
        late = limits.seconds is not None and limits.elapsed() > limits.seconds + 1.0
        return limits.cancel.is_set() or late


def _any_solver(name: str, linear: _Linear, start: Floats | None, settings: Settings) -> Outcome:
    """Ask a solver through PuLP alone; it cannot be interrupted, only left alone."""
    wanted = {
        "timeLimit": settings.limits.left(),
        "gapRel": settings.limits.gap or None,
        "threads": settings.threads,
        "warmStart": start is not None,
    }
    accepts = inspect.signature(type(pulp.getSolver(name, msg=False))).parameters
    options = {key: each for key, each in wanted.items() if key in accepts and each is not None}
    solver = pulp.getSolver(name, msg=False, **options)
    if start is not None:
        linear.start(start)

    def ask() -> None:
        try:
            linear.program.solve(solver)
        except Exception as error:
            raise RuntimeError(f"{name} failed: {error}") from error

    try:
        settings.limits.run(ask)
    except OverError:
        return Outcome("stopped", None, None, f"{name} was left to itself")
    said = linear.program.sol_status
    in_time = not settings.limits.is_over() and not settings.limits.gap
    ending: Ending = "stopped"
    if in_time and said == pulp.LpSolutionOptimal:
        ending = "optimal"
    elif in_time and said == pulp.LpSolutionInfeasible:
        ending = "infeasible"
    values, priced = linear.values(), cast(Any, linear.program.objective)
    objective = None if values is None else float(priced.value())
    return Outcome(ending, values, objective, f"{name}: {pulp.LpSolution.get(said, said)}")


def _cbc_path() -> str | None:
    """Return the CBC that PuLP 3 carries where there is none on the path; None for the latter."""
    if pulp.COIN_CMD().available():
        return None
    carried = getattr(pulp, "PULP_CBC_CMD", None)
    return None if carried is None else cast(str, carried.pulp_cbc_path)
