"""Instances in a folder: what is found there, and by which name."""

from __future__ import annotations

from pathlib import Path

from samehands.benchmarks.instances.folder import find_instances

_UNIT = Path(__file__).resolve().parents[3] / "examples" / "unit"


def test_a_link_is_known_by_its_name_in_the_folder(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "9f3a"
    elsewhere.parent.mkdir()
    elsewhere.write_text("1\n1 1\n5\n3\n4\n", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "linked.txt").symlink_to(elsewhere)
    for place in (folder, folder / "linked.txt"):
        found = find_instances(place)
        assert [(one.family, one.name) for one in found] == [("gap-file", "linked")]
        assert found[0].parameters["path"] == str(folder / "linked.txt")


def test_a_link_to_a_folder_of_tables_is_an_agency(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "office").symlink_to(_UNIT, target_is_directory=True)
    found = find_instances(folder)
    assert [(one.family, one.name) for one in found] == [("agency-read", "office")]
