"""The reference of the site says what the code says; links of pages lead to pages or to paths."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import samehands
from make_reference import api_page, commands_page, in_toml, name_pages, policy_page
from repository_links import DOCS, resolved
from samehands.cli.app import BENCH_COMMANDS, COMMANDS
from samehands.model import RULES, Policy
from samehands.model.policy_order import field_values, policy_fields
from samehands.model.sections import Breakpoint, Gap
from source_tree import needs_source

pytestmark = needs_source


@pytest.fixture(scope="module")
def fields() -> dict[str, str]:
    """Return what the page of the policy says about each field."""
    parts = re.split(r"^### `([a-z_.0-9]+)`$", policy_page(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_field_of_the_policy_is_there_once_with_its_default(fields: dict[str, str]) -> None:
    assert list(fields) == list(policy_fields()) == list(field_values(Policy()))
    for name, field in policy_fields().items():
        assert f"- default: `{in_toml(field.value(Policy()))}`\n" in fields[name]
        assert "- range: " in fields[name]
        assert "relaxes" in fields[name]


def test_every_mark_is_told(fields: dict[str, str]) -> None:
    for name, field in policy_fields().items():
        text = fields[name]
        assert ("- a price\n" in text) == field.is_priced, name
        assert ("- assumed by samehands" in text) == (field.assumed is not None), name
        assert (f"- unit: {field.unit}\n" in text) == bool(field.unit), name
        assert ("rules plans out" in text) == (field.forbids is not None), name


def test_ranges_and_directions_by_hand(fields: dict[str, str]) -> None:
    assert "- range: number, 0 to 1,000,000 or none\n" in fields["caseload.cap"]
    assert "- relaxes: a larger value\n" in fields["caseload.cap"]
    assert "- range: number, 0 to below 1\n" in fields["skills.specialist_speedup"]
    assert "- relaxes: `required`, then `interpreter`, then" in fields["language.match"]
    assert '- range: `"priced"`, `"forbidden"`\n' in fields["deadlines.late"]
    assert "- relaxes: `false`\n" in fields["moves.enabled"]
    for part, holder in ((Breakpoint, "caseload.breakpoints"), (Gap, "utilisation.gaps")):
        assert all(f"- each entry has `{name}`: " in fields[holder] for name in part.model_fields)


def test_every_command_with_every_option_is_there() -> None:
    page = commands_page()
    heads = re.findall(r"^## `samehands (.*)`$", page, flags=re.MULTILINE)
    assert heads == [*COMMANDS, *(f"bench {name}" for name in BENCH_COMMANDS)]
    told = set(re.findall(r"--[a-z][a-z-]*", page))
    homes: list[Any] = [home.load(name) for name, home in COMMANDS.items()]
    options = {name for each in homes for option in each.params for name in option.opts}
    assert {name for name in options if name.startswith("--")} <= told
    assert "| `--fixed IDS\\|FILE` |" in page


def test_every_public_name_has_a_page_that_the_table_leads_to() -> None:
    pages, table = name_pages(), api_page()
    assert set(pages) == set(dir(samehands))
    for name, text in pages.items():
        assert f"   api/{name}\n" in f"{table}\n"
        assert f"samehands.{name}\n" in text
    assert ".. autofunction:: samehands.changes.apply\n" in pages["changes"]


@pytest.mark.parametrize(
    ("link", "on_the_site"),
    [
        ("[engines](engines.md#kernel)", "[engines](engines.md#kernel)"),
        ("[the rules](rules/)", "[the rules](rules/README.md)"),
        ("[what changed](../CHANGELOG.md)", "[what changed](reference/changelog.md)"),
        ("[cli/app.py](../cli/app.py)", "`cli/app.py`"),
        ("[an example](../examples/unit)", "an example (`examples/unit`)"),
        ("[x](https://example.org/a.md)", "[x](https://example.org/a.md)"),
        ("[nowhere](nowhere.md)", "[nowhere](nowhere.md)"),
        ("![a picture](images/x.png)", "![a picture](images/x.png)"),
        ("```\n[code](rules/)\n```", "```\n[code](rules/)\n```"),
    ],
)
def test_a_link_of_a_page(link: str, on_the_site: str) -> None:
    assert resolved(link, DOCS) == on_the_site


def test_a_link_of_a_copied_document() -> None:
    moved = resolved("[the rules](docs/rules/README.md)", DOCS.parent, Path(DOCS / "reference"))
    assert moved == "[the rules](../rules/README.md)"


def test_every_rule_is_linked_from_its_fields() -> None:
    page = policy_page()
    assert [rule for rule in RULES if f"(../rules/{rule}.md)" not in page] == []
