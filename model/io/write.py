"""Writing an instance and a policy as a folder of CSV and TOML files, or as one JSON file."""

from __future__ import annotations

from pathlib import Path

from ..instance import Instance
from ..policy import Policy
from ..tables import SCHEMAS
from .csv import format_csv
from .files import write_files
from .json import format_json
from .toml import format_toml


def write(folder: str | Path, instance: Instance, policy: Policy) -> None:
    """Write a folder that ``read`` reads back exactly.

    Parameters
    ----------
    folder : str or Path
        Made if missing; clients.csv, workers.csv, tasks.csv, calendar.toml and policy.toml in it
        are replaced, all or none.
    instance : Instance
        The instance.
    policy : Policy
        The policy.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    place = Path(folder)
    files = {place / f"{name}.csv": format_csv(instance.table(name)) for name in SCHEMAS}
    files[place / "calendar.toml"] = format_toml(instance.calendar)
    files[place / "policy.toml"] = format_toml(policy)
    write_files(files)


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
    data: dict[str, object] = {name: instance.table(name).to_dicts() for name in SCHEMAS}
    data["calendar"] = instance.calendar.model_dump(mode="json")
    data["policy"] = policy.model_dump(mode="json")
    write_files({Path(file): format_json(data)})
