"""Reports and comparisons of whole folders."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench_records import in_folder, run_record, twelve
from samehands.benchmarks.analysis.report import Comparison, compare, load, report
from samehands.benchmarks.analysis.runs import ALL
from samehands.benchmarks.record import Record
from samehands.benchmarks.store import RESULTS
from samehands.model.errors import InputError


def _planted(folder: Path, change: Callable[[Record], dict[str, object]]) -> Comparison:
    records = twelve()
    changed = [record.model_copy(update=change(record)) for record in records]
    return compare(in_folder(folder / "base", records), in_folder(folder / "new", changed))


def _dearer(record: Record) -> dict[str, object]:
    return {"objective": record.objective and 1.2 * record.objective}


def _slower(record: Record) -> dict[str, object]:
    seconds = {name: 1.2 * amount for name, amount in record.seconds.items()}
    return {"seconds": seconds, "trace": tuple((1.2 * t, u, b) for t, u, b in record.trace)}


def _of_all(comparison: Comparison) -> dict[str, str]:
    return {each.measure: each.verdict for each in comparison.versus if each.scope == ALL}


def test_a_planted_difference_of_0_per_cent_is_none(tmp_path: Path) -> None:
    found = _planted(tmp_path, lambda _: {})
    assert found.verdict == "no difference"
    assert {each.verdict for each in found.versus} == {"no difference"}
    assert found.differences == ()
    assert "Cost: no difference" in found.text


def test_a_planted_difference_of_20_per_cent_in_cost_is_found(tmp_path: Path) -> None:
    found = _planted(tmp_path, _dearer)
    assert found.verdict == "difference"
    assert _of_all(found)["cost"] == "difference"
    assert _of_all(found)["time"] == "no difference"
    cost = found.versus[0]
    # Eleven plans cost more, the crash is alike: p = 2 / 2^11; adjusted for two tests (the third,
    # on times, has nothing to test) twice that.
    assert (cost.paired.losses, cost.paired.ties, cost.paired.p) == (11, 1, 2**-10)
    assert cost.adjusted == 2**-9
    assert cost.paired.ratio == pytest.approx(1.2)


def test_a_planted_difference_of_20_per_cent_in_time_is_found(tmp_path: Path) -> None:
    found = _planted(tmp_path, _slower)
    assert found.verdict == "difference"
    assert _of_all(found)["time"] == "difference"
    assert _of_all(found)["cost"] == "no difference"
    (time,) = (each for each in found.versus if (each.scope, each.measure) == (ALL, "time"))
    # Nine runs were solved; the other three count their limit before and after.
    assert (time.paired.losses, time.paired.ties, time.paired.p) == (9, 3, 2**-8)
    # (1.2^9)^(1/12), because a run at its limit cannot get slower.
    assert time.paired.ratio == pytest.approx(1.2 ** (9 / 12))


def test_a_gain_is_a_difference_too(tmp_path: Path) -> None:
    found = _planted(
        tmp_path, lambda record: {"objective": record.objective and 0.8 * record.objective}
    )
    assert found.differences[0].paired.wins == 11


def test_small_folders_are_told_to_be_small(tmp_path: Path) -> None:
    base, new = run_record(), run_record(objective=120.0)
    found = compare(in_folder(tmp_path / "base", [base]), in_folder(tmp_path / "new", [new]))
    assert found.verdict == "too few pairs"


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    base = [run_record(), run_record(instance="old"), run_record(instance="same name")]
    new = [run_record(), run_record(instance="same name", instance_sha256="1" * 64)]
    found = compare(in_folder(tmp_path / "base", base), in_folder(tmp_path / "new", new))
    assert (found.only_base, found.only_new, found.changed) == (1, 0, ("same name",))
    assert found.versus[0].paired.ties == 1
    assert "same name" in found.text
    assert "only in base" in found.text
    nothing = in_folder(tmp_path / "other", [run_record(suite="other")])
    found = compare(tmp_path / "base", nothing)
    assert (found.versus, found.verdict) == ((), "too few pairs")
    assert "Nothing can be compared" in found.text


def test_a_run_that_died_early_does_not_make_another_instance(tmp_path: Path) -> None:
    died = run_record(kind="crashed", status=None, objective=None, bound=None, instance_sha256="")
    found = compare(
        in_folder(tmp_path / "base", [run_record()]), in_folder(tmp_path / "new", [died])
    )
    assert found.changed == ()
    assert found.versus[0].paired.only_first == 1
    assert (found.kinds_base, found.kinds_new) == ({"ok": 1}, {"crashed": 1})


def test_a_comparison_is_plain_data(tmp_path: Path) -> None:
    data = json.loads(json.dumps(_planted(tmp_path, _dearer).as_dict(), allow_nan=False))
    assert data["verdict"] == "difference"
    assert data["versus"][0]["paired"]["losses"] == 11


def test_a_report_is_written_beside_the_results_or_where_it_is_asked_for(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "results", twelve())
    made = report(folder)
    assert [file.name for file in made.files[:2]] == ["report.md", "report.html"]
    assert {file.parent for file in made.files} == {folder, folder / "report"}
    elsewhere = report(folder, tmp_path / "out")
    assert all(file.is_file() and tmp_path / "out" in file.parents for file in elsewhere.files)
    assert f"--out {tmp_path / 'out'}" in elsewhere.files[0].read_text(encoding="utf-8")
    data = json.loads(json.dumps(made.as_dict(), allow_nan=False))
    assert data["rows"][0]["solver"] == "cp-sat"


def test_every_chart_has_its_table_and_every_table_its_csv_twin(tmp_path: Path) -> None:
    made = report(in_folder(tmp_path, twelve()))
    names = {file.name for file in made.files}
    assert [chart.slug for chart in made.document.charts()] == [
        "hand-profile-time",
        "hand-profile-cost",
        "hand-solved",
        "hand-gap",
    ]
    for chart in made.document.charts():
        assert {f"{chart.slug}.svg", f"{chart.slug}.csv", f"{chart.slug}-points.csv"} <= names
    for table in made.document.tables():
        path = tmp_path / "report" / f"{table.slug}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert head == [column.head for column in table.columns]
        assert len(set(head)) == len(head)
        assert len(rows) == len(table.rows) > 0
    slugs = [table.slug for table in made.document.tables()]
    assert len(set(slugs)) == len(slugs)


def test_a_report_tells_what_failed_and_how_it_was_made(tmp_path: Path) -> None:
    folder = in_folder(tmp_path, twelve())
    text = report(folder).files[0].read_text(encoding="utf-8")
    assert "d2 kernel seed 0 (crashed)" in text
    assert "--engines cp-sat,kernel --time-limit 10 --seeds 1 --threads 1" in text
    assert "| cp-sat | 9.15 | 6 |" in text
    assert "| A processor | 2 | 8 | Linux 6.1 | 12 |" in text
    typed = "samehands bench run hand --jobs 2"
    (folder / "commands.txt").write_text(f"{typed}\n{typed}\n\n", encoding="utf-8")
    text = report(folder).files[0].read_text(encoding="utf-8")
    assert text.count(typed) == 1
    assert "not written down" not in text


def test_a_half_written_line_is_passed_over(tmp_path: Path) -> None:
    in_folder(tmp_path, twelve())
    with (tmp_path / RESULTS).open("a", encoding="utf-8") as file:
        file.write('{"key": "0123')
    assert len(load(tmp_path)) == 12


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no results\.jsonl"):
        report(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / RESULTS).write_text("", encoding="utf-8")
    with pytest.raises(InputError):
        compare(tmp_path, tmp_path)
