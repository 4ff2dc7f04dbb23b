"""The pages of the rules: they say what the code says, and their examples run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from make_reference import in_toml
from samehands.model import RULES, SENTENCES, Policy, RuleId
from samehands.model.policy import FORMULATION_NAMES
from source_tree import ROOT, needs_source

pytestmark = needs_source
FOLDER = ROOT / "docs" / "rules"
LOADED_WORDS = ("efficien", "assembly line")
TITLES = (
    "Fields",
    "Formula",
    "A worked example",
    "What breaks it",
    "Who asks for it",
    "How to switch it off",
    "Sources",
)
every_rule = pytest.mark.parametrize("rule", RULES)


def _page(rule: RuleId) -> str:
    return (FOLDER / f"{rule}.md").read_text(encoding="utf-8")


def _part(rule: RuleId, title: str) -> str:
    """Return the text below one second-level heading of a page."""
    return _page(rule).split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def _example(rule: RuleId) -> str:
    (block,) = re.findall(r"^```python\n(.*?)^```", _page(rule), re.MULTILINE | re.DOTALL)
    return str(block)


def _table(text: str) -> list[list[str]]:
    """Return the rows of a Markdown table, without its two header lines."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the default of every field, those of listed models after their list."""
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        yield f"`{prefix}{name}`", "" if field.is_required() else f"`{in_toml(default)}`"
        for part in get_args(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _fields(part, f"{name}.")


@every_rule
def test_page_has_all_parts(rule: RuleId) -> None:
    assert _page(rule).startswith(f"# {rule}\n")
    assert tuple(re.findall(r"^## (.*)$", _page(rule), re.MULTILINE)) == TITLES


@every_rule
def test_sentence(rule: RuleId) -> None:
    assert _page(rule).splitlines()[2] == f"> {SENTENCES[rule]}"


@every_rule
def test_fields_and_defaults(rule: RuleId) -> None:
    rows = _table(_part(rule, "Fields"))
    assert [(name, default) for name, default, *_ in rows] == list(
        _fields(type(Policy().section(rule)))
    )


@every_rule
def test_every_field_has_unit_and_meaning_and_every_default_a_source(rule: RuleId) -> None:
    for _, default, unit, meaning, source in _table(_part(rule, "Fields")):
        assert unit and meaning
        assert bool(source) == bool(default)


@every_rule
def test_example_runs(rule: RuleId) -> None:
    code = _example(rule)
    assert f'.without("{rule}")' in code
    exec(compile(code, f"docs/rules/{rule}.md", "exec"), {"__name__": "example"})


@every_rule
def test_example_asserts_an_optimum_and_the_violations_shown(rule: RuleId) -> None:
    tree = ast.parse(_example(rule))
    asserted = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert sum(".objective" in ast.unparse(each) for each in asserted) >= 2
    texts = {
        node.value
        for each in asserted
        for node in ast.walk(each)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    shown = re.findall(r"^> (.*)$", _part(rule, "What breaks it"), re.MULTILINE)
    assert shown
    assert set(shown) <= texts


@every_rule
def test_switch(rule: RuleId) -> None:
    switch = _part(rule, "How to switch it off")
    assert f"[{rule}]\nenabled = false\n" in switch
    assert f'`policy.without("{rule}")`' in switch


def test_index_lists_the_rules_in_order_with_their_sentences() -> None:
    rows = _table((FOLDER / "README.md").read_text(encoding="utf-8"))
    assert [row[:2] for row in rows] == [
        [f"[{rule}]({rule}.md)", SENTENCES[rule]] for rule in RULES
    ]


@pytest.mark.parametrize("name", [*RULES, "README"])
def test_words_are_neutral(name: str) -> None:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8").lower()
    assert [word for word in LOADED_WORDS if word in text] == []


def test_the_table_of_formulations_says_what_they_change() -> None:
    part = _part("continuity", "Formula").split("### What a formulation changes in a policy")[1]
    rows = {row[0].strip("`"): row[1:] for row in _table(part)}
    assert set(rows) == set(FORMULATION_NAMES)
    odd = Policy.model_validate(
        {
            "continuity": {"k": 3, "exempt_kinds": ["call"], "k_by_group": {"g": 1}},
            "skills": {"bundle_integrity": True},
        }
    ).without("continuity")
    for name, (k, exempt, by_group, enabled, integrity) in rows.items():
        new = odd.as_formulation(name.replace("K", "5"))
        wanted = {"1": 1, "K": 5, '`"unlimited"`': "unlimited"}.get(k, 3)
        assert new.continuity.k == wanted, name
        assert (not new.continuity.exempt_kinds) == (exempt == "cleared"), name
        assert (not new.continuity.k_by_group) == (by_group == "cleared"), name
        assert new.continuity.enabled and enabled == "true", name
        assert new.skills.bundle_integrity == (integrity == "as it was"), name


@pytest.mark.parametrize(
    ("name", "sections", "words"),
    [
        ("client-based", {}, []),
        ("task-based", {}, []),
        ("client-based", {"k": "unlimited", "k_by_group": {"old": 1}}, ["(old = 1)"]),
        ("team-2", {"exempt_kinds": ["call"]}, ["(call)"]),
        ("hybrid", {"exempt_kinds": ["call"]}, []),
        ("team-3", {"enabled": False}, ["switched on"]),
        ("task-based", {"enabled": False, "k_by_group": {"old": 1}}, []),
    ],
)
def test_a_formulation_says_what_it_drops(
    name: str, sections: dict[str, object], words: list[str]
) -> None:
    said = Policy.model_validate({"continuity": sections}).lost_as(name)
    assert len(said) == len(words)
    assert all(word in sentence for word, sentence in zip(words, said, strict=True))


def test_bundle_integrity_that_stays_off_is_said() -> None:
    policy = Policy.model_validate({"skills": {"bundle_integrity": False}})
    assert "bundle_integrity stays false" in policy.lost_as("client-based")[0]
    assert policy.lost_as("task-based") == ()
