"""Minutes by day, all workers together: what there is, what is used, and overtime."""

from __future__ import annotations

from ...model.instance import Instance
from ..charts import ColumnChart
from ..document import Section
from ..tables import Cell, Column, Table
from .counted import ALL, Found

_READING = (
    "A column is the minutes worked on a day, its hatched top the overtime; the line is the "
    "regular minutes. One panel a plan, all on the same scale. One worker can work overtime on a "
    "day on which another has time left."
)


def day_name(instance: Instance, period: int) -> str:
    """Return a day as people read it, or the number of a period where there are no dates."""
    day = instance.calendar.day(period)
    return f"{period}" if day is None else f"{day:%d %b}"


def days_section(instance: Instance, found: Found) -> Section:
    """Return the minutes of each day."""
    title = "Minutes of all workers together"
    frames = {name: frames["days"] for name, frames in found.items()}
    first = next(iter(frames.values()))
    columns = [Column("day"), Column("regular minutes", "amount")]
    table_columns = [first["regular"].to_list()]
    for name, frame in frames.items():
        heads = f"{name}, minutes", f"{name}, overtime minutes"
        columns += [Column(head, "amount") for head in heads]
        table_columns += [frame["worked"].to_list(), frame["overtime"].to_list()]
    rows: list[list[Cell]] = [
        [day_name(instance, period), *(column[at] for column in table_columns)]
        for at, period in enumerate(first["period"].to_list())
    ]
    whole: list[Cell] = [ALL, *(sum(column) for column in table_columns)]
    table = Table("days", title, columns, [*rows, whole], strong=(len(rows),), folded=True)
    values = range(2, len(columns), 2)
    chart = ColumnChart(
        "days",
        title,
        _READING,
        table,
        label="day",
        values=values,
        over=[at + 1 for at in values],
        limit=1,
    )
    return Section("Minutes by day", [chart], public=True)
