"""The arguments and options that subcommands share: each once, and in blocks.

A command names a block as the type of a parameter, and ``with_blocks`` puts the options of the
block in its place.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from ..model.instance import Instance
from ..model.io.read import read
from ..model.policy import Policy
from ..solver import SolveOptions
from .clock import left_of

InstancePath = Annotated[
    Path,
    typer.Argument(
        metavar="INSTANCE", help="Folder of tables, a workbook (.xlsx, .ods), or one JSON file."
    ),
]
ResultFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="Result that `solve --out` wrote.")
]
PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy", metavar="FILE", help="Policy that replaces policy.toml."),
]
FormerIds = Annotated[
    str | None,
    typer.Option(
        "--former",
        metavar="IDS",
        help="Workers who have left and still stand as owners, e.g. w090,w091; beside former.csv.",
    ),
]
Formulation = Annotated[
    str | None,
    typer.Option(
        "--formulation",
        metavar="NAME",
        help="client-based, team, team-K, hybrid or task-based.",
        show_default="as the policy says",
    ),
]
Engine = Annotated[str, typer.Option("--engine", metavar="NAME", help="Engine to solve with.")]
TimeLimit = Annotated[
    float,
    typer.Option("--time-limit", metavar="SECONDS", help="Seconds for the whole command."),
]
Gap = Annotated[
    float,
    typer.Option("--gap", metavar="SHARE", help="Gap at which to stop, e.g. 0.01 for 1 %."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of everything random.")]
Threads = Annotated[
    int | None,
    typer.Option("--threads", metavar="N", help="Threads to use.", show_default="all processors"),
]
_JOBS_HELP = "Solves at a time, each in a process of its own if N is above 1."
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="N", help=_JOBS_HELP)]
AllJobs = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", help=_JOBS_HELP, show_default="one per processor"),
]
Order = Annotated[
    str,
    typer.Option(
        "--order",
        metavar="NAME",
        help="priced: one sum; lexicographic: undone, late, overtime, the rest.",
    ),
]
StartFile = Annotated[
    Path | None, typer.Option("--start", metavar="FILE", help="Result whose plan to begin from.")
]
FixedText = Annotated[
    str | None,
    typer.Option(
        "--fixed",
        metavar="IDS|FILE",
        help="Clients and workers to stay as today, e.g. c001,w003; or a .toml or .json file with "
        "clients, workers, owners and tasks.",
    ),
]
JsonFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="JSON file to write everything to.")
]
CsvFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="CSV file for one row per point.")
]
OutFolder = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="DIR|FILE",
        help="New or empty folder to write the tables to, or a new workbook (.xlsx) or .json file.",
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Also write the answer as a page: .html (one file), or .md (tables, charts beside).",
    ),
]
PublicReport = Annotated[
    bool,
    typer.Option(
        "--public/--internal",
        help="What page and workbook hold: what may leave the agency, small numbers of people "
        "hidden; or everything.",
    ),
]
WorkbookFile = Annotated[
    Path | None,
    typer.Option(
        "--workbook",
        metavar="FILE.xlsx",
        help="Also write the answer as a workbook: its tables, and with --internal the plans: "
        "owners, moves, everybody's days.",
    ),
]
PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help=".json: everything, which audit, report and --start read. .csv or .parquet: FILE has "
        "one row per client (owner, owner today), FILE-tasks and FILE-work beside it who does what "
        "and when. .xlsx: these as sheets.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that are there.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@dataclass(frozen=True)
class Inputs:
    """What is read.

    Parameters
    ----------
    instance : pathlib.Path
        Folder of tables or JSON file.
    policy : pathlib.Path or None
        A policy instead of the one beside the tables.
    former : str or None
        Ids of workers who have left, separated by commas.
    """

    instance: InstancePath
    policy: PolicyFile = None
    former: FormerIds = None

    def read(self) -> tuple[Instance, Policy]:
        """Read and check the instance and its policy."""
        return read(self.instance, self.policy, split_ids(self.former))


def split_ids(text: str | None) -> tuple[str, ...]:
    """Return the ids of an option, which commas separate."""
    return tuple(id for part in (text or "").split(",") if (id := part.strip()))


@dataclass(frozen=True)
class Effort:
    """How hard a command tries.

    Parameters
    ----------
    engine : str
        Name of the engine.
    time_limit : float
        Seconds.
    seed : int
        The seed.
    threads : int or None
        None for all processors.
    """

    engine: Engine = "auto"
    time_limit: TimeLimit = 60.0
    seed: Seed = 0
    threads: Threads = None

    def options(self, cancel: threading.Event | None = None) -> SolveOptions:
        """Return the options of the solves that the command asks for, in the time it has left."""
        return SolveOptions(
            engine=self.engine,
            time_limit=left_of(self.time_limit),
            seed=self.seed,
            threads=self.threads,
            cancel=cancel,
        )


@dataclass(frozen=True)
class GapEffort(Effort):
    """How hard a command tries that may stop at a gap.

    Parameters
    ----------
    gap : float
        A fraction.
    """

    gap: Gap = 0.0

    def options(self, cancel: threading.Event | None = None) -> SolveOptions:
        """Return the options of the solves that the command asks for."""
        return replace(super().options(cancel), gap=self.gap)


@dataclass(frozen=True)
class ManyEffort(GapEffort):
    """How hard a command with several solves tries.

    Parameters
    ----------
    jobs : int or None
        Solves at a time; None for one per processor.
    """

    jobs: Jobs = 1


@dataclass(frozen=True)
class Output:
    """What is written besides files of data.

    Parameters
    ----------
    report : pathlib.Path or None
        A page for people.
    workbook : pathlib.Path or None
        A workbook for people.
    public : bool
        Whether page and workbook hold only what may leave the agency.
    force : bool
        Whether files that are there may be replaced.
    as_json : bool
        Whether JSON is printed instead of a text for people.
    """

    report: ReportFile = None
    workbook: WorkbookFile = None
    public: PublicReport = True
    force: Force = False
    as_json: AsJson = False

    @property
    def has_page(self) -> bool:
        """Whether a page or a workbook is written."""
        return self.report is not None or self.workbook is not None


def with_blocks(function: Callable[..., int]) -> Callable[..., int]:
    """Return a command whose blocks of options are spread out, as typer reads them.

    Parameters
    ----------
    function : callable
        A command; parameters whose type is a dataclass are blocks.
    """
    hints = get_type_hints(function, include_extras=True)
    blocks: dict[str, type] = {}
    spread: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(function).parameters.items():
        hint: Any = hints[name]
        if isinstance(hint, type) and is_dataclass(hint):
            blocks[name] = hint
            inner = get_type_hints(hint, include_extras=True)
            for each in fields(hint):
                default = inspect.Parameter.empty if each.default is MISSING else each.default
                spread.append(_option(each.name, default, inner[each.name]))
        else:
            spread.append(_option(name, parameter.default, hint))

    def command(**given: object) -> int:
        made = {
            name: block(**{each.name: given.pop(each.name) for each in fields(block)})
            for name, block in blocks.items()
        }
        return function(**made, **given)

    command.__doc__ = function.__doc__
    command.__annotations__ = {each.name: each.annotation for each in spread}
    command.__setattr__("__signature__", inspect.Signature(spread))
    return command


def _option(name: str, default: object, annotation: Any) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)
