"""Writing an instance and a policy as a folder of tables and TOML files, or as one JSON file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import polars as pl

from ..checks.arguments import typed_arguments
from ..instance import Instance
from ..policy import Policy
from ..tables import SCHEMAS
from .csv import format_csv
from .files import write_files
from .json import format_json
from .parquet import format_parquet
from .toml import format_toml

TableFormat = Literal["csv", "parquet"]
"""How the tables of a folder are written: text for people, or typed and compressed columns."""

_FORMATS: Mapping[TableFormat, Callable[[pl.DataFrame], str | bytes]] = {
    "csv": format_csv,
    "parquet": format_parquet,
}


@typed_arguments(instance=Instance, policy=Policy)
def write(
    folder: str | Path, instance: Instance, policy: Policy, format: TableFormat = "csv"
) -> None:
    """Write a folder that ``read`` reads back exactly.

    Parameters
    ----------
    folder : str or Path
        A name that ends in .json is the one file of ``write_json``. A folder is made if missing;
        clients, workers and tasks, calendar.toml and policy.toml in it are replaced, all or none,
        and then the same tables in the other format removed.
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    format : str
        ``csv`` or ``parquet``: the format of the three tables and the ending of their names.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    place = Path(folder)
    if place.suffix.lower() == ".json" and not place.is_dir():
        write_json(place, instance, policy)
        return
    files = {place / f"{name}.{format}": _FORMATS[format](instance.table(name)) for name in SCHEMAS}
    files[place / "calendar.toml"] = format_toml(instance.calendar)
    files[place / "policy.toml"] = format_toml(policy)
    write_files(files)
    for other in _FORMATS.keys() - {format}:
        for name in SCHEMAS:
            (place / f"{name}.{other}").unlink(missing_ok=True)


def write_json(file: str | Path, instance: Instance, policy: Policy) -> None:
    """Write one JSON file that ``read`` reads back exactly.

    Parameters
    ----------
    file : str or Path
        The file; replaced if it is there.
    instance : Instance
        The instance.
    policy : Policy
        The policy.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    data = {**instance.to_dict(), "policy": policy.model_dump(mode="json")}
    write_files({Path(file): format_json(data)})
