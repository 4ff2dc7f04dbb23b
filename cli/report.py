"""``samehands report``: an answer that was written to a file, as a page and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, cast

import typer

from ..model.errors import InputError, InputFault, InternalError
from ..model.instance import Instance
from ..model.io.files import read_text
from ..model.io.json import parse_json
from ..model.io.plain import instance_sha256
from ..model.io.read import read
from ..planning.written import WrittenAnswer
from ..report.documents import ALONE, ANSWERS, document_of, plans_of
from ..report.files import SUFFIXES
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import Force, FormerIds, Output, PublicReport, WorkbookFile, split_ids
from .output import show_line, write_pages

_ANSWER = Annotated[
    Path, typer.Argument(metavar="FILE", help="An answer: what --out or --json wrote.")
]
_TABLES = Annotated[
    Path | None,
    typer.Option(
        "--instance", metavar="PATH", help="The tables that it is about, where it has none itself."
    ),
]
_PAGE = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="The page: .html (one file), or .md (tables, charts beside)."
    ),
]


def report(
    file: _ANSWER,
    *,
    instance: _TABLES = None,
    former: FormerIds = None,
    out: _PAGE = None,
    workbook: WorkbookFile = None,
    public: PublicReport = True,
    force: Force = False,
) -> int:
    """Write an answer that was kept in a file as a page or a workbook; nothing is solved again.

    They are those that --report and --workbook of the command write that gave the answer.
    """
    errors = ErrorCollector()
    output = Output(out, workbook, public, force)
    if not output.has_page:
        errors.refuse("out", "nothing is to be written; name a page, or a --workbook FILE.xlsx")
    errors.check_file("out", out, SUFFIXES, force=force)
    errors.check_file("workbook", workbook, (".xlsx",), force=force)
    tables = None
    if instance is not None:
        tables = errors.attempt(lambda: read(instance, former=split_ids(former))[0])
    data = errors.attempt(lambda: _read_data(file))
    errors.finish()
    if data is None:
        raise InternalError("reading failed without a fault")
    kind = find_kind(data, file)
    if tables is not None and kind not in ALONE:
        _check_tables(data, tables, file)
    answer = kind.from_dict(data)
    document = document_of(answer, tables)
    warnings = () if tables is None else tables.warnings
    write_pages(document, output, warnings, lambda: plans_of(answer, tables))
    for written in filter(None, (out, workbook)):
        show_line(f"{written}: {document.title}")
    return DONE


def find_kind(data: Mapping[str, object], file: Path) -> type[WrittenAnswer]:
    """Return the kind of answer that plain data are, by the names of their fields.

    Parameters
    ----------
    data : mapping of str to object
        What a file holds.
    file : pathlib.Path
        The file.

    Raises
    ------
    InputError
        If they have not even half of the fields of any answer.
    """
    shares = {kind: _share_of_fields(kind, data) for kind in ANSWERS}
    found = max(ANSWERS, key=lambda kind: shares[kind])
    if shares[found] < 0.5:
        names = ", ".join(kind.kind for kind in ANSWERS)
        says = f"{file.name} holds no answer that --out or --json writes: {names}"
        raise InputError([InputFault("argument", None, None, "file", says)])
    return found


def _share_of_fields(kind: type[WrittenAnswer], data: Mapping[str, object]) -> float:
    """Return how much the fields of an answer and of plain data have in common."""
    form = kind.form()
    names = {each.serialization_alias or name for name, each in form.model_fields.items()}
    names |= set(form.model_computed_fields)
    return len(names & data.keys()) / len(names | data.keys())


def _read_data(file: Path) -> dict[str, object]:
    problems: list[InputFault] = []
    text = read_text(file, "answer", problems)
    data = None if text is None else parse_json(text, "answer", problems)
    if not problems and not isinstance(data, dict):
        says = f"{file.name} holds no answer: it must be one JSON object, as --out writes it"
        problems.append(InputFault("answer", None, None, None, says))
    if problems:
        raise InputError(problems)
    return cast("dict[str, object]", data)


def _check_tables(data: Mapping[str, object], instance: Instance, file: Path) -> None:
    """Refuse tables that the answer is not about."""
    stated = {
        cast("dict[str, object]", part).get(name)
        for part, name in (
            (data, "instance_sha256"),
            (data.get("instance"), "sha256"),
            (data.get("result"), "instance_sha256"),
        )
        if isinstance(part, dict)
    } - {None}
    if stated and instance_sha256(instance) not in stated:
        says = f"other tables than those that {file.name} is about; name the folder it was made of"
        raise InputError([InputFault("argument", None, None, "instance", says)])
