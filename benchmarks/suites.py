"""The suites: named lists of runs, each with the limits it is published with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from ..solver import engine_names
from .instances.drawn import SHAPES
from .instances.folder import find_instances, fingerprint
from .instances.gap_table import gap_table
from .record import InstanceRef, Parameters, RunOptions, RunSpec, digest
from .run.plugins import ABLATIONS

STANDARDS = ("client-based", "team-2", "hybrid", "task-based")
"""The workload standards that suites compare, the strictest first."""

MEMORY_MB = 4096
"""Most memory of a run in the suites that need no more."""

OFFICE_MB = 6144
"""Most memory of a run at the size of an office."""

_OFFICE_LIMITS = {
    "client-based": 120.0,
    "team-2": 240.0,
    "hybrid": 240.0,
    "task-based": 180.0,
}
"""Seconds that an office may take under each standard."""


@dataclass(frozen=True)
class Wanted:
    """What of a suite is to be run.

    Parameters
    ----------
    engines : sequence of str
        Names of engines.
    options : RunOptions
        What each run may use.
    seeds : int
        Runs of each engine, with the seeds from 0 on.
    formulations : sequence of str
        Workload standards, where the suite has agencies.
    folder : Path or None
        Folder of instances, where the suite reads them.
    """

    engines: Sequence[str]
    options: RunOptions
    seeds: int = 1
    formulations: Sequence[str] = STANDARDS
    folder: Path | None = None


@dataclass(frozen=True)
class Suite:
    """A named list of runs.

    Parameters
    ----------
    name : str
        Its name.
    about : str
        What it is for, in one sentence.
    instances : str
        Its instances, in one phrase.
    time_limit : float
        Seconds for each run unless others are asked for.
    formulations : tuple of str
        Workload standards unless others are asked for; empty without agencies.
    needs_folder : bool
        Whether it reads its instances from a folder.
    make : callable
        Gives the runs.
    engines : tuple of str
        Engines unless others are asked for; empty for all that can run.
    memory_mb : int
        Most memory of a run unless another limit is asked for; the same on every machine.
    time_limits : dict from str to float
        Seconds for the runs of a formulation, where they differ from ``time_limit``.
    further_limits : tuple of float
        Seconds for every run once more, so that what comes of more time is seen.
    takes_folder : bool
        Whether it takes a folder of instances beside those it makes itself.
    """

    name: str
    about: str
    instances: str
    time_limit: float
    formulations: tuple[str, ...]
    needs_folder: bool
    make: Callable[[Wanted], list[RunSpec]]
    engines: tuple[str, ...] = ()
    memory_mb: int = MEMORY_MB
    time_limits: Mapping[str, float] = field(default_factory=dict[str, float])
    further_limits: tuple[float, ...] = ()
    takes_folder: bool = False

    def seconds(self, formulation: str | None) -> tuple[float, ...]:
        """Return the time limits of a question unless another is asked for."""
        return self.time_limits.get(formulation or "", self.time_limit), *self.further_limits


def smoke(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``smoke``: everything once, on instances that take seconds."""
    first = _runs("smoke", wanted, [_gap_drawn("c", 3, 15, 0)], [None], (425, 425))
    second = _runs("smoke", wanted, [_gap_drawn("d", 3, 12, 0)], [None], (806, 806))
    return first + second + _runs("smoke", wanted, [_agency("toy", 0)], wanted.formulations)


def gap(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``gap``: every file of a folder.

    Raises
    ------
    InputError
        If the folder holds no instance, or anything in one is wrong.
    """
    runs: list[RunSpec] = []
    for row in gap_table(wanted.folder or Path()):
        if row.path is not None:
            parameters: Parameters = {"path": str(row.path), "number": row.number}
            content = fingerprint(row.path, row.number)
            ref = InstanceRef("gap-file", row.name, row.group, content, parameters)
            runs += _runs("gap", wanted, [ref], [None], (row.best_known, row.bound))
    return runs


def own(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``own``: everything in a folder, agencies under each standard.

    Raises
    ------
    InputError
        If the folder holds no instance, or anything in one is wrong.
    """
    runs: list[RunSpec] = []
    for ref in find_instances(wanted.folder or Path()):
        is_agency = ref.family.startswith("agency")
        runs += _runs("own", wanted, [ref], wanted.formulations if is_agency else [None])
    return runs


def gap_generated(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``gap-generated``: types a to e in three sizes."""
    sizes = ((5, 100), (10, 100), (20, 200))
    refs = [_gap_drawn(kind, *size, 0) for kind, size in product("abcde", sizes)]
    return _runs("gap-generated", wanted, refs, [None])


def office(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``office``: one month of an office under each standard."""
    return _runs("office", wanted, [_agency("office", 1)], wanted.formulations)


def sparse(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``sparse``: few agents per item, in two sizes."""
    return _runs("sparse", wanted, _sparse_refs(), [None])


def ablation(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``ablation``: the problems of ``sparse`` and ``office``."""
    runs = _runs("ablation", wanted, _sparse_refs(), [None])
    return runs + _runs("ablation", wanted, [_agency("office", 1)], wanted.formulations)


def formulations(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``formulations``: one month of the same unit under each standard."""
    return _runs("formulations", wanted, [_agency("unit", 0)], wanted.formulations)


def choice(wanted: Wanted) -> list[RunSpec]:
    """Return the runs of ``choice``: drawn questions of all families, and those of a folder.

    Raises
    ------
    InputError
        If there is a folder, and it holds no instance or anything in one is wrong.
    """
    bare = [_gap_drawn(kind, *size, 0) for kind, size in product("abcde", ((5, 50), (20, 100)))]
    sparse_sizes = ((300, 8, 3), (1_000, 100, 2), (2_000, 20, 20), (4_000, 30, 20), (60, 300, 5))
    bare += [_sparse_drawn(*size, 0) for size in sparse_sizes]
    agencies = [_shaped("toy", 0, "usual"), _shaped("unit", 0, "usual")]
    agencies += [_shaped("intensive", 0, shape) for shape in SHAPES]
    agencies.append(_shaped("intensive", 0, "usual", 4))
    if wanted.folder is not None:
        for ref in find_instances(wanted.folder):
            (agencies if ref.family.startswith("agency") else bare).append(ref)
    runs = _runs("choice", wanted, bare, [None])
    return runs + _runs("choice", wanted, agencies, wanted.formulations)


SUITES: Mapping[str, Suite] = {
    suite.name: suite
    for suite in (
        Suite(
            "smoke",
            "Everything once, in seconds.",
            "a toy agency and two tiny drawn GAP instances",
            5.0,
            ("client-based", "task-based"),
            False,
            smoke,
        ),
        Suite(
            "gap",
            "Engines on published instances with known values.",
            "every file of a folder of OR-Library GAP instances",
            10.0,
            (),
            True,
            gap,
        ),
        Suite(
            "own",
            "Engines on instances of one's own.",
            "every agency, GAP file and sparse file of a folder",
            60.0,
            STANDARDS,
            True,
            own,
            memory_mb=OFFICE_MB,
        ),
        Suite(
            "gap-generated",
            "Engines on instances drawn after the published recipes.",
            "GAP types a to e of 5 x 100, 10 x 100 and 20 x 200",
            10.0,
            (),
            False,
            gap_generated,
        ),
        Suite(
            "office",
            "Engines at the size of an office.",
            "a drawn office of 190 workers and 76,000 clients",
            120.0,
            STANDARDS,
            False,
            office,
            engines=("kernel",),
            memory_mb=OFFICE_MB,
            time_limits=_OFFICE_LIMITS,
        ),
        Suite(
            "sparse",
            "Engines, and the usual ways beside them, where few agents can do an item.",
            "drawn problems of one capacity row: 4,000 x 30 and 40,000 x 300",
            60.0,
            (),
            False,
            sparse,
            engines=(
                "kernel",
                "lagrangian",
                "cp-sat",
                "cp-sat-no-hint",
                "milp",
                "milp-no-start",
                "least-loaded",
            ),
            memory_mb=OFFICE_MB,
        ),
        Suite(
            "ablation",
            "What each part of the kernel engine is good for.",
            "those of sparse and of office",
            60.0,
            STANDARDS,
            False,
            ablation,
            engines=("kernel", *ABLATIONS),
            memory_mb=OFFICE_MB,
            time_limits=_OFFICE_LIMITS,
        ),
        Suite(
            "choice",
            "What auto takes against what it could have taken.",
            "63 drawn questions of all families and unusual shapes, and those of a folder",
            5.0,
            STANDARDS,
            False,
            choice,
            engines=("auto", *engine_names()),
            further_limits=(30.0,),
            takes_folder=True,
        ),
        Suite(
            "formulations",
            "Workload standards side by side on equal staff, clients and minutes.",
            "a drawn unit of 8 workers and 3,200 clients",
            60.0,
            STANDARDS,
            False,
            formulations,
        ),
    )
}
"""The suites by name; a new one is a function and an entry here."""


def _runs(
    suite: str,
    wanted: Wanted,
    refs: Iterable[InstanceRef],
    formulations: Sequence[str | None],
    known: tuple[int | None, int | None] = (None, None),
) -> list[RunSpec]:
    best, bound = known
    return [
        RunSpec(suite, ref, formulation, engine, seed, wanted.options, best, bound)
        for ref, formulation, engine, seed in product(
            refs, formulations, wanted.engines, range(wanted.seeds)
        )
    ]


def _gap_drawn(kind: str, agents: int, jobs: int, seed: int) -> InstanceRef:
    call: Parameters = {"kind": kind, "agents": agents, "jobs": jobs, "seed": seed}
    name = f"{kind}-{agents}x{jobs}-s{seed}"
    return InstanceRef("gap-drawn", name, f"generated/{kind}", digest(call), call)


def _sparse_refs() -> list[InstanceRef]:
    return [_sparse_drawn(4_000, 30, 20, 0), _sparse_drawn(40_000, 300, 30, 0)]


def _sparse_drawn(items: int, agents: int, eligible: int, seed: int) -> InstanceRef:
    call: Parameters = {"items": items, "agents": agents, "eligible": eligible, "seed": seed}
    name = f"sparse-{items}x{agents}e{eligible}-s{seed}"
    return InstanceRef("sparse-drawn", name, f"sparse/{items}x{agents}", digest(call), call)


def _shaped(size: str, seed: int, shape: str, months: int = 1) -> InstanceRef:
    call: Parameters = {"size": size, "seed": seed, "shape": shape, "months": months}
    name = f"{size}-s{seed}-{shape}" + f"-m{months}" * (months > 1)
    return InstanceRef("agency-shaped", name, f"shape/{shape}", digest(call), call)


def _agency(size: str, seed: int) -> InstanceRef:
    call: Parameters = {"size": size, "seed": seed}
    return InstanceRef("agency-drawn", f"{size}-s{seed}", f"agency/{size}", digest(call), call)
