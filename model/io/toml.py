"""TOML text to plain data and back."""

from __future__ import annotations

import tomllib

import tomli_w
from pydantic import BaseModel

from ..errors import InputFault


def parse_toml(text: str, table: str, problems: list[InputFault]) -> dict[str, object] | None:
    """Return the data of a TOML text, or record why it cannot be read.

    Parameters
    ----------
    text : str
        The whole text.
    table : str
        What it holds, as problems name it.
    problems : list of InputFault
        Where a fault goes.

    Returns
    -------
    dict or None
        Plain data; None if there is a fault.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        says = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        problems.append(InputFault(table, None, None, None, f"not valid TOML: {says}"))
        return None


def format_toml(model: BaseModel) -> str:
    """Return a model as TOML text; fields that are None are left out."""
    return tomli_w.dumps(model.model_dump(exclude_none=True))
