"""The file of a result: written, read, and its schema."""

from __future__ import annotations

from pathlib import Path

from ..model.errors import InputError, InputFault, typed_arguments
from ..model.instance import Instance
from ..model.io.files import read_text, write_files
from ..model.io.plain import DIALECT
from .result import Result

MARK = b'{\n"status"'
"""How the file of a result begins."""


def result_schema() -> dict[str, object]:
    """Return the JSON Schema of what ``Result.to_dict`` returns and ``save_result`` writes."""
    return {"$schema": DIALECT, **Result.model_json_schema(mode="serialization")}


@typed_arguments(result=Result, file=(str, Path))
def save_result(result: Result, file: str | Path) -> None:
    """Write a result, with its plan, as a JSON file.

    Parameters
    ----------
    result : Result
        The result.
    file : str or Path
        Replaced if it is there; never seen half-written.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_files({Path(file): result.to_json()})


@typed_arguments(file=(str, Path), instance=Instance)
def load_result(file: str | Path, instance: Instance | None = None) -> Result:
    """Read a result that ``save_result`` wrote.

    Parameters
    ----------
    file : str or Path
        A JSON file.
    instance : Instance or None
        If given, the plan must speak of exactly its clients and tasks.

    Returns
    -------
    Result
        The result; nothing in it has been audited again.

    Raises
    ------
    InputError
        If the file cannot be read or anything in it is wrong; it names every fault.
    """
    problems: list[InputFault] = []
    text = read_text(Path(file), "result", problems)
    if text is None:
        raise InputError(problems)
    return Result.from_json(text, instance)
