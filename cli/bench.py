"""``samehands bench``: how good and how fast engines and standards are."""

from __future__ import annotations

import typer

from .bench_list import list_all
from .bench_report import compare_results, report_results
from .bench_run import run_suite

bench = typer.Typer(
    name="bench",
    help="Measure engines and standards: run a suite, report and compare results.",
    no_args_is_help=True,
)

bench.command("run")(run_suite)
bench.command("report")(report_results)
bench.command("compare")(compare_results)
bench.command("list")(list_all)
