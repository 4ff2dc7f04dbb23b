"""The page of the standard: a control for every field of every rule, and what follows of them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from lab_pages import Opened, form_of, words_of
from samehands import Policy
from samehands.lab.controls import Control, controls, data_of
from samehands.model.policy_order import policy_fields

OTHER_NUMBERS = {
    # At most the late price, and no more than the other share of itself.
    "overtime.price": "2.5",
    "moves.limit_share": "0.5",
    "skills.specialist_speedup": "0.25",
    "utilisation.ceiling": "0.9",
    "robust.absence": "0.1",
    "robust.deviation": "0.5",
}
ROWS = {"gaps": ("language:English", "0.25"), "breakpoints": ("0.5", "0.01")}
ENTRIES = {"moves.fixed_owners": ("c2", "w1"), "moves.fixed_tasks": ("t1", "w1")}
NAMES = {"moves.frozen": "c2"}
VALUES = {"pool.regions": "east", "service.levels": "0.5"}


def _change(control: Control, form: dict[str, list[str]]) -> object:
    """Change one control of a form, and return what its field should hold then."""
    name, mine = control.name, form.get(control.name, [])
    if control.kind == "flag":
        form[name] = [] if mine else ["true"]
        return not mine
    if control.kind == "choice":
        form[name] = [next(each for each in control.choices if [each] != mine)]
        return form[name][0]
    if control.kind == "number":
        form[name] = [OTHER_NUMBERS.get(name, "77")]
        return float(form[name][0])
    if control.kind == "names":
        if f"{name}.lines" in form:
            form[f"{name}.lines"] = [NAMES[name]]
            return [NAMES[name]]
        form[name] = [] if mine else ["call", "interview"]
        return form[name]
    if control.kind == "rows":
        row = ROWS[name.partition(".")[2]]
        for part, text in zip(control.parts, row, strict=True):
            form[f"{name}.{part.name}"] = [text]
        return [
            {part.name: part.value(text) for part, text in zip(control.parts, row, strict=True)}
        ]
    key, value = ENTRIES.get(name, ("some", VALUES.get(name, "7")))
    form[f"{name}.key"], form[f"{name}.value"] = [key], [value]
    return {key: control.parts[1].value(value)}


def test_every_field_has_a_control_with_its_meaning_and_its_marks(opened: Opened) -> None:
    page = opened.page("/standard")
    shown = {
        each.attributes["data-field"]: words_of(each.words())
        for each in page.all("div")
        if "data-field" in each.attributes
    }
    assert list(shown) == list(policy_fields())
    for name, control in controls().items():
        assert control.about in shown[name]
        assert f"Default: {control.words(control.default)}." in shown[name]
        assert control.field.unit in shown[name]
        assert ("nobody has measured it" in shown[name]) == (control.field.assumed is not None)
        assert ("relax" in shown[name]) == (control.field.relaxes is not None)


def test_a_page_that_is_sent_unchanged_changes_nothing(opened: Opened) -> None:
    assert opened.press("/standard", form_of(opened.page("/standard"), "/standard")) == "/standard"
    assert "Nothing: this is the policy of the tables" in opened.page("/standard").words()


@pytest.mark.parametrize("kind", ["flag", "choice", "number", "names", "table", "rows"])
def test_each_field_can_be_changed_by_its_control_and_comes_back(opened: Opened, kind: str) -> None:
    unchanged = form_of(opened.page("/standard"), "/standard")
    tried = [each for each in controls().values() if each.kind == kind]
    assert tried
    for number, control in enumerate(tried, start=1):
        form = {name: list(texts) for name, texts in unchanged.items()}
        wanted = _change(control, form)
        address = opened.press("/standard", form)
        assert [name for name, _ in parse_qsl(urlsplit(address).query)] == [control.name]
        shown = opened.page(address)
        assert control.name in shown.all("table")[0].all("tbody")[0].words()
        again = form_of(shown, "/standard")
        assert opened.press("/standard", again) == address
        again |= {"do": ["save"], "name": [control.name]}
        assert opened.press("/standard", again) == f"/scenarios/{number}"
        _, policy = opened.workspace.question(number)
        assert data_of(policy)[control.name] == wanted
        opened.page(f"/scenarios/{number}")
        opened.press(f"/scenarios/{number}/remove")
        # The number is not used again; the loop counts on.


def test_what_is_wrong_is_said_at_its_control(opened: Opened) -> None:
    page = opened.page("/standard?caseload.cap=many&caseload.caps=%7B%22CalFresh%22%3A-1%7D")
    inputs = {each.attributes.get("id"): each for each in page.all("input")}
    cap = inputs["caseload-cap"]
    assert (cap.attributes["value"], cap.attributes["aria-invalid"]) == ("many", "true")
    notes = {each.attributes.get("id"): each.words() for each in page.all("p")}
    for name in cap.attributes["aria-describedby"].split():
        assert notes[name]
    assert "it must be a number from 0 to 1000000" in notes["caseload-cap-fault"]
    assert "-1" in notes["caseload-caps-fault"]
    (alert,) = [each for each in page.all("div") if each.attributes.get("role") == "alert"]
    assert [each.attributes["href"] for each in alert.all("a")] == [
        "#caseload-cap",
        "#caseload-caps",
    ]


@pytest.mark.parametrize(
    ("name", "more", "formulation"),
    [
        ("client-based", {}, "client-based"),
        ("team", {"team": "3"}, "team"),
        ("hybrid", {}, "hybrid"),
        ("task-based", {}, "task-based"),
    ],
)
def test_a_standard_is_taken_as_the_library_takes_it(
    opened: Opened, name: str, more: dict[str, str], formulation: str
) -> None:
    form = form_of(opened.page("/standard"), "/standard")
    form |= {"do": ["standard"], "standard": [name], **{key: [text] for key, text in more.items()}}
    page = opened.page(opened.press("/standard", form))
    assert f"The standard: {formulation}" in [each.words() for each in page.all("h2")]
    kept = form_of(page, "/standard") | {"do": ["save"], "name": ["tried"]}
    opened.press("/standard", kept)
    agency = opened.workspace.agency
    assert agency is not None
    wanted = agency.policy.as_formulation("team-3" if name == "team" else name)
    assert opened.workspace.question(1)[1] == wanted


def test_it_says_what_a_standard_drops(opened: Opened) -> None:
    form = form_of(opened.page("/standard"), "/standard")
    address = opened.press("/standard", form | {"do": ["standard"], "standard": ["client-based"]})
    assert "continuity.exempt_kinds is cleared (call)" in opened.page(address).words()


def test_what_differs_is_said_in_words_with_its_law(opened: Opened) -> None:
    page = opened.page("/standard?caseload.cap=200")
    (table,) = [each for each in page.all("table") if "Here" in each.words()]
    (row,) = table.all("tbody")[0].all("tr")
    said = [each.words() for each in row.children]
    assert said[0] == "caseload.cap"
    assert said[1] == "Most weighted cases a worker may own (cases)"
    assert said[2:4] == ["no limit", "200"]
    assert said[4] == "restricts: the best plan costs no less"


@pytest.mark.parametrize("name", ["", "taken"])
def test_a_scenario_needs_a_name_of_its_own(opened: Opened, name: str) -> None:
    form = form_of(opened.page("/standard?caseload.cap=9"), "/standard")
    opened.press("/standard", form | {"do": ["save"], "name": ["taken"]})
    text = opened.press("/standard", form | {"do": ["save"], "name": [name]}, 422)
    assert "take another name" in text if name else "a scenario needs a name" in text
    assert 'value="9"' in text
    assert len(opened.workspace.scenarios) == 1


def test_a_scenario_begins_another(opened: Opened) -> None:
    form = form_of(opened.page("/standard?caseload.cap=9"), "/standard")
    opened.press("/standard", form | {"do": ["save"], "name": ["one"]})
    second = form_of(opened.page("/standard?from=1&overtime.limit=30"), "/standard")
    opened.press("/standard", second | {"do": ["save"], "name": ["two"]})
    _, policy = opened.workspace.question(2)
    assert (policy.caseload.cap, policy.overtime.limit) == (9, 30)


def test_without_an_agency_it_says_where_to_load_one(empty: Opened) -> None:
    page = empty.page("/standard")
    assert "No agency is loaded" in page.words()
    assert "/agency" in [each.attributes["href"] for each in page.all("main")[0].all("a")]


def test_every_rule_has_a_page(opened: Opened) -> None:
    links = {each.attributes["href"] for each in opened.page("/standard").all("a")}
    rules = [f"/rules/{name}" for name in Policy.model_fields]
    assert set(rules) <= links
    told = {rule: {each.text for each in opened.page(rule).all("code")} for rule in rules}
    for name in controls():
        rule, _, field = name.partition(".")
        assert field in told[f"/rules/{rule}"]
    opened.page("/rules/nothing", 404)


def test_the_standards_are_kept_at_once_and_not_twice(opened: Opened) -> None:
    address = opened.press("/scenarios/standards")
    assert address == "/runs?scenario=0&scenario=1&scenario=2&scenario=3"
    assert opened.press("/scenarios/standards") == address
    names = [each.name for each in opened.workspace.scenarios.values()]
    # The tables have a policy that is hybrid already.
    assert names == ["client-based", "team-2", "task-based"]
    boxes = [each.attributes for each in opened.page(address).all("input")]
    ticked = [each["value"] for each in boxes if each.get("name") == "scenario"]
    assert ticked == ["0", "1", "2", "3"]
    assert all("checked" in each for each in boxes if each.get("name") == "scenario")
    agency = opened.workspace.agency
    assert agency is not None
    for number, name in enumerate(names, start=1):
        assert opened.workspace.question(number)[1] == agency.policy.as_formulation(name)
