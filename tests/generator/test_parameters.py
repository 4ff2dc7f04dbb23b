"""The parameters: every figure has a name, a standing and, unless assumed, a source."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from samehands.generator.agency import INTENSIVE
from samehands.generator.kinds import KINDS, SOURCES, Bundle, Tag
from samehands.generator.parameters import PUBLISHED, GeneratorParameters, list_sourced_figures
from samehands.generator.shares import LANGUAGES, SIZES, Special


def test_every_figure_has_a_standing() -> None:
    rows = list_sourced_figures()
    assert {row.tag for row in rows} <= set(get_args(Tag))
    cited = {source for row in (*rows, *list_sourced_figures(INTENSIVE)) for source in row.sources}
    assert cited == set(SOURCES)
    names = [row.name for row in rows]
    assert len(names) == len(set(names)) == 24 + 3 * len(KINDS) + 8 + 11 + 4 + 3
    assert {"absence_share", "CalFresh intake minutes", "share of Medi-Cal", "Spanish"} < set(names)


def test_every_field_is_described() -> None:
    for name, field in GeneratorParameters.model_fields.items():
        assert field.description, name


def test_a_full_time_month() -> None:
    assert PUBLISHED.day_minutes * PUBLISHED.month_days == pytest.approx(6_960, rel=0.002)


def test_shares_sum_to_one() -> None:
    assert sum(language.share for language in LANGUAGES) == pytest.approx(1)


def test_every_size_but_intensive_has_about_400_clients_a_full_time_worker() -> None:
    for name in SIZES.keys() - {"intensive"}:
        size = SIZES[name]
        assert size.clients / (size.workers * size.day_share) == pytest.approx(400, rel=0.02)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"absence_spell": (3, 2)}, "in order"),
        ({"absence_spell": (0, 2)}, "from 1 on"),
        ({"report_days": (0, 3, 21)}, "report_days must be three days of 0..20"),
        ({"form_days": (5, 3, 9)}, "form_days must be three days"),
        ({"bundles": (Bundle(("WIC",), 1.0),)}, "must be among CalFresh"),
        ({"specials": (Special("WIC", 1.0),)}, "must be among CalFresh"),
        ({"basic_programs": ("WIC",)}, "must be among CalFresh"),
        ({"bundles": ()}, "share above 0"),
        ({"absence_share": 0.6}, "less than or equal to 0.5"),
        ({"part_time_fte": 0}, "greater than 0"),
        ({"turnover": 0.3}, "Extra inputs"),
    ],
)
def test_impossible_figures_are_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        GeneratorParameters.model_validate(change)
