"""The page *Agency*: load tables, take an example, generate; what is wrong, and what it is like."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from ..generator import SIZES, compute_figures, generate
from ..metrics.hardness import measure_hardness
from ..model.errors import InputError, InputFault
from ..model.io.workbook import format_template
from ..model.io.write import write
from ..model.tables import SCHEMAS
from ..report.described import described_document
from ..report.document import instance_words
from ..report.html import format_parts
from ..report.tables import count
from .calls import Call, command, reading
from .pages import download, get, post, render
from .project import PART, is_project
from .workspace import Workspace
from .zipped import unpack

SINGLE = (".xlsx", ".ods", ".json")
"""Endings of a file that is a whole agency."""

FOLDER = tuple(
    [f"{table}{ending}" for table in SCHEMAS for ending in (".csv", ".parquet")]
    + ["calendar.toml", "policy.toml"]
)
"""Names of the files that are an agency together."""

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "unit"
"""The example, where the source is; a wheel has none."""

_MOST_FAULTS = 500
_DRAWN = {name: size for name, size in SIZES.items() if name != "region"}
"""The sizes that are drawn while one waits."""


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the addresses of the page."""
    page = _Page(workspace)
    return [
        get("/agency", page.show),
        get("/agency/description", page.describe),
        get("/template.xlsx", _template),
        post("/agency/upload", page.upload),
        post("/agency/example", page.take_example),
        post("/agency/generate", page.generate),
    ]


class _Page:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def show(self, request: Request) -> Response:
        """Show what is loaded, what is wrong with what was not, and the ways to load."""
        agency, refusal = self._workspace.agency, self._workspace.refusal
        faults = () if refusal is None else refusal.faults
        return render(
            request,
            "agency.html",
            title="Agency",
            agency=agency,
            sizes="" if agency is None else instance_words(agency.instance),
            warnings=() if agency is None else agency.instance.warnings,
            refusal=refusal,
            faults=faults[:_MOST_FAULTS],
            places=_places(faults[:_MOST_FAULTS]),
            problems=count(len(faults), "problem"),
            drawn=_DRAWN,
            accepted=",".join((*SINGLE, ".zip", ".csv", ".parquet", ".toml")),
            has_example=EXAMPLE.is_dir(),
            call=None if agency is None else _reading(agency.command),
        )

    def describe(self, request: Request) -> Response:
        """Show what the agency is like, as ``samehands describe`` does."""
        agency = self._workspace.agency
        if agency is None:
            raise HTTPException(404)
        figures = compute_figures(agency.instance)
        hard = measure_hardness(agency.instance, agency.policy)
        document = described_document(agency.instance, figures, hard)
        return render(
            request,
            "document.html",
            title=document.title,
            body=Markup(format_parts(document)),
            call=_describing(agency.command),
        )

    def upload(self, request: Request, form: FormData) -> Response:
        """Load a workbook, a JSON file, or the tables of a folder."""
        files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
        sent = [(_plain_name(each.filename), each.file.read()) for each in files if each.filename]
        called = ", ".join(name for name, _ in sent) or "nothing"
        folder = Path(tempfile.mkdtemp(dir=self._workspace.folder, prefix="tables-"))
        try:
            names = _put(sent, folder)
        except InputError as error:
            shutil.rmtree(folder)
            self._workspace.refuse(called, error.problems)
            return RedirectResponse("/agency", 303)
        single = len(names) == 1 and Path(names[0]).suffix.lower() in (*SINGLE, ".zip")
        path, shown = (folder / names[0], names[0]) if single else (folder, "tables")
        if single and is_project(path):
            self._workspace.open(path)
        elif self._workspace.load(path, name=shown, command=shown) is None:
            shutil.rmtree(folder)
        return RedirectResponse("/agency", 303)

    def take_example(self, request: Request, form: FormData) -> Response:
        """Load the example."""
        if not EXAMPLE.is_dir():
            raise HTTPException(404)
        self._workspace.load(EXAMPLE, name="the example unit", command="examples/unit")
        return RedirectResponse("/agency", 303)

    def generate(self, request: Request, form: FormData) -> Response:
        """Draw an agency and load it."""
        size, seed = str(form.get("size", "")), _whole(form, "seed")
        months = _whole(form, "months")
        if size not in _DRAWN:
            says = f"{size!r} is no size that is drawn here; choose one of {', '.join(_DRAWN)}"
            raise InputError([InputFault("argument", None, None, "size", says)])
        name = f"{size}-{seed}" if months == 1 else f"{size}-{seed}-{months}"
        folder = self._workspace.folder / "drawn" / name
        if not folder.is_dir():
            write(folder, *generate(size, seed, months))
        self._workspace.load(folder, name=name)
        return RedirectResponse("/agency", 303)


def _template(request: Request) -> Response:
    """Send the workbook to fill in."""
    return download(format_template(), "template.xlsx")


def _plain_name(name: str) -> str:
    """Return the last part of a name, without what could lead elsewhere."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w .()-]", "_", last).strip(" .") or "file"


def _put(sent: Sequence[tuple[str, bytes]], folder: Path) -> list[str]:
    """Write what was sent into a folder, tables out of their archive, and return their names.

    Raises
    ------
    InputError
        If it is nothing that is read.
    """
    if len(sent) == 1 and Path(sent[0][0]).suffix.lower() == ".zip":
        name, data = sent[0]
        files = unpack(data, name)
        # A project is opened as the archive that it is.
        if PART not in files:
            sent = [(_plain_name(each), files[each]) for each in files]
    names = [name for name, _ in sent]
    single = len(names) == 1 and Path(names[0]).suffix.lower() in (*SINGLE, ".zip")
    faults = [] if single else _wrong_names(names)
    faults += [
        InputFault("file", None, None, name, "is there twice; leave one of them out")
        for name, number in Counter(names).items()
        if number > 1
    ]
    if faults:
        raise InputError(faults)
    for name, data in sent:
        (folder / name).write_bytes(data)
    return names


def _wrong_names(names: Sequence[str]) -> list[InputFault]:
    """Return what is wrong with the files of a folder."""
    tables = ", ".join(SCHEMAS)
    right = (
        "send one workbook (.xlsx, .ods) or one .json file; or together, or as one .zip, the files "
        f"of a folder: tables called {tables}, each .csv or .parquet, and calendar.toml and "
        "policy.toml"
    )
    if not names:
        return [InputFault("file", None, None, "files", f"no file was chosen; {right}")]
    return [
        InputFault("file", None, None, name, f"is none of the files that are read; {right}")
        for name in names
        if name not in FOLDER
    ]


def _whole(form: FormData, name: str) -> int:
    """Return a whole number of a form; its range is checked by what takes it."""
    text = str(form.get(name, "")).strip()
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        says = f"{text!r} is not right; it must be a whole number of 0 or more"
        raise InputError([InputFault("argument", None, None, name, says)])
    return int(text)


def _places(faults: Sequence[InputFault]) -> list[tuple[str, int, int]]:
    """Return each table with faults: its name, the number of the first fault, and how many."""
    counts = Counter(fault.table for fault in faults)
    firsts = {fault.table: len(faults) - at for at, fault in enumerate(reversed(faults))}
    return [(table, firsts[table], number) for table, number in counts.items()]


def _reading(path: str) -> Call:
    return Call(command("describe", path), f"{reading(path)}\ninstance.warnings")


def _describing(path: str) -> Call:
    python = (
        "from samehands.generator import compute_figures\n"
        "from samehands.metrics.hardness import measure_hardness\n"
        f"{reading(path)}\n"
        "figures, hard = compute_figures(instance), measure_hardness(instance, policy)"
    )
    return Call(command("describe", path), python)
