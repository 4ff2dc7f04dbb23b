"""What docs/what-if.md promises: every kind of change and its fields, and a file that reads."""

from __future__ import annotations

import re
from pathlib import Path

from samehands.changes import CHANGES
from samehands.scenarios import read_scenarios
from source_tree import ROOT

PAGE = (ROOT / "docs" / "what-if.md").read_text(encoding="utf-8")


def test_every_kind_of_change_is_in_the_table_with_true_fields() -> None:
    rows = re.findall(r"^\| `([a-z_]+)`(.*)$", PAGE, flags=re.MULTILINE)
    assert [verb for verb, _ in rows] == [*CHANGES]
    for verb, rest in rows:
        head = rest.split("|")[0]
        fields = {*re.findall(r"`([a-z_]+)`", head)}
        assert fields <= {*CHANGES[verb].model_fields}, verb


def test_the_example_can_be_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    file = tmp_path / "example.toml"
    file.write_text(block, encoding="utf-8")
    found = read_scenarios(file)
    assert [reform.name for reform in found.reforms] == ["cap 200", "two more"]
