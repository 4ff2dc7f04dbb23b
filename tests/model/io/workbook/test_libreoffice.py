"""LibreOffice opens what is written, and what it saves is read back; skipped where it is not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from samehands.model import Policy, read, write
from samehands.model.io.write import write_template
from tables import instance

OFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]


def _converted(file: Path, ending: str, folder: Path) -> Path:
    home = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [str(OFFICE), home, "--headless", "--convert-to", ending, "--outdir", str(folder)]
    ran = subprocess.run(
        [*command, str(file)], capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "rror" not in ran.stderr + ran.stdout
    return folder / f"{file.stem}.{ending}"


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_an_instance_comes_back_from_libreoffice(tmp_path: Path, ending: str) -> None:
    write(tmp_path / "office.xlsx", instance(), Policy())
    saved = _converted(tmp_path / "office.xlsx", ending, tmp_path / "out")
    found, policy = read(saved)
    assert (found, policy) == (instance(), Policy())


def test_the_template_opens(tmp_path: Path) -> None:
    write_template(tmp_path / "office.xlsx")
    found, policy = read(_converted(tmp_path / "office.xlsx", "ods", tmp_path / "out"))
    assert (found.clients.height, policy) == (0, Policy())
