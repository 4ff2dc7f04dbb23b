"""Every planted fault is reported at its place, all faults in one report, and nothing is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from agencies import agency
from mutations import SSN, TABLES, Mutation, apply
from policy_mutations import CALENDARS, POLICIES
from samehands.model import InputError, InputFault, Policy, read, read_policy, write
from samehands.model.io.write import TableFormat
from samehands.model.tables import TableName
from tables import Row, client, csv_folder, instance, rows, task, worker

Place = tuple[str, int | None, str | None, str | None]


def problems(path: Path, policy: Path | None = None) -> tuple[InputFault, ...]:
    with pytest.raises(InputError) as caught:
        read(path, policy)
    assert SSN not in str(caught.value)
    return caught.value.problems


def place(fault: InputFault) -> Place:
    return fault.table, fault.row, fault.id, fault.field


def test_the_small_folder_is_read(tmp_path: Path) -> None:
    found, policy = read(csv_folder(tmp_path))
    for name in ("clients", "workers", "tasks"):
        assert found.table(name).equals(instance().table(name)), name
    assert str(found.calendar.start) == "2026-03-02"
    assert policy.pool.scope == "region"
    assert found.warnings == ()


@pytest.mark.parametrize("mutation", TABLES, ids=[one.name for one in TABLES])
def test_a_planted_fault_is_named(mutation: Mutation, tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    apply(folder, mutation.file, mutation.old, mutation.new)
    (found,) = problems(folder)
    assert place(found) == mutation.place
    assert mutation.says in found.message


@pytest.mark.parametrize(("name", "text", "field", "says"), POLICIES, ids=[p[0] for p in POLICIES])
def test_a_fault_of_the_policy_is_named(
    name: str, text: str, field: str | None, says: str, tmp_path: Path
) -> None:
    (found,) = problems(csv_folder(tmp_path, policy=text))
    assert place(found) == ("policy", None, None, field), name
    assert says in found.message
    assert "Input should" not in found.message


@pytest.mark.parametrize(("name", "text", "field", "says"), CALENDARS)
def test_a_fault_of_the_calendar_is_named(
    name: str, text: str, field: str | None, says: str, tmp_path: Path
) -> None:
    (found,) = problems(csv_folder(tmp_path, calendar=text))
    assert place(found) == ("calendar", None, None, field), name
    assert says in found.message


def test_ten_faults_at_once_are_all_named(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, policy="[moves]\nlimt = 1\n", calendar="periods = 5\nend = 6\n")
    for file, old, new in (
        ("clients.csv", "groups", "ssn"),
        ("clients.csv", "c2,north", "c2,"),
        ("clients.csv", ",w1,", ",w9,"),
        ("workers.csv", "English;Spanish", "English;;Spanish"),
        ("workers.csv", "400;400;0;400;400", "400;400"),
        ("tasks.csv", "t3", "t1"),
        ("tasks.csv", ",45,", ",-45,"),
        ("tasks.csv", "false", "perhaps"),
    ):
        apply(folder, file, old, new)
    assert [place(fault) for fault in problems(folder)] == [
        ("clients", None, None, "ssn"),
        ("clients", 3, "c2", "office"),
        ("clients", 2, "c1", "worker"),
        ("workers", 3, "w2", "languages"),
        ("workers", 2, "w1", "minutes"),
        ("tasks", 5, "t4", "minutes"),
        ("tasks", 3, "t2", "contact"),
        ("tasks", 4, "t1", "id"),
        ("calendar", None, None, "end"),
        ("policy", None, None, "moves.limt"),
    ]


def test_the_tables_may_be_empty(tmp_path: Path) -> None:
    nothing: dict[TableName, list[Row]] = {"clients": [], "workers": [], "tasks": []}
    found, _ = read(csv_folder(tmp_path, nothing, calendar=None, policy=None))
    assert [found.table(name).height for name in nothing] == [0, 0, 0]
    assert found.calendar.periods == 21
    assert found.capacity.shape == (0, 21)


def test_what_a_spreadsheet_writes_is_read(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    for file in ("clients.csv", "workers.csv", "tasks.csv", "calendar.toml", "policy.toml"):
        text = (folder / file).read_text(encoding="utf-8").replace("\n", "\r\n")
        if file.endswith(".csv"):
            text = text.replace("north", '"north"').replace("true", "TRUE") + "\r\n\r\n"
        (folder / file).write_bytes(b"\xef\xbb\xbf" + text.encode())
    found, _ = read(folder)
    for name in ("clients", "workers", "tasks"):
        assert found.table(name).equals(instance().table(name)), name


def test_flags_are_read_in_every_spelling(tmp_path: Path) -> None:
    spelt = ["true", "1", "yes", "YES", "false", "0", "No", "False"]
    small = rows()
    small["tasks"] = [task(f"t{i}", "c1", contact=text) for i, text in enumerate(spelt)]
    found, _ = read(csv_folder(tmp_path, small, policy=None))
    assert found.tasks["contact"].to_list() == [True] * 4 + [False] * 4


@pytest.mark.slow
@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_an_office_is_read_as_it_was_written(format: TableFormat, tmp_path: Path) -> None:
    write(tmp_path, agency("office"), Policy(), format)
    found, _ = read(tmp_path)
    assert found.clients.height == 76_000
    for name in ("clients", "workers", "tasks"):
        assert found.table(name).equals(agency("office").table(name)), name


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    (found,) = problems(tmp_path / "nowhere")
    assert (found.table, found.field) == ("file", str(tmp_path / "nowhere"))


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    (folder / "clients.csv").unlink()
    (folder / "tasks.csv").unlink()
    apply(folder, "workers.csv", ",300", ",x")
    assert [place(fault) for fault in problems(folder)] == [
        ("file", None, None, "clients.csv"),
        ("file", None, None, "tasks.csv"),
        ("workers", 3, "w2", "minutes"),
    ]


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, policy=None)
    (folder / "policy.toml").mkdir()
    (found,) = problems(folder)
    assert (found.table, found.field) == ("file", "policy.toml")


def test_the_header_may_be_in_any_order(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, policy=None)
    apply(folder, "clients.csv", "", "office,id,language\nnorth,c1,English\nnorth,c2,English\n")
    apply(folder, "tasks.csv", "t4,c3", "t4,c1")
    found, _ = read(folder)
    assert found.client("c1").worker is None
    assert found.client("c2").programs == ()


@pytest.mark.parametrize("count", [100, 101, 250])
def test_a_kind_of_fault_is_listed_a_hundred_times_at_most(count: int, tmp_path: Path) -> None:
    small = rows()
    small["tasks"] = [task(f"t{i}", "c1", minutes="x") for i in range(count)]
    found = problems(csv_folder(tmp_path, small, policy=None))
    assert [fault.row for fault in found[:100]] == list(range(2, 102))
    if count == 100:
        assert len(found) == 100
    else:
        assert len(found) == 101
        assert found[-1].row is None
        assert found[-1].message.startswith(f"{count - 100} more rows")


def test_a_fault_of_the_calendar_hides_no_fault_of_the_tables(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, calendar="periods = 0\n")
    apply(folder, "tasks.csv", "3,3,true", "3,2,true")
    assert [place(fault) for fault in problems(folder)] == [
        ("tasks", 4, "t3", "due"),
        ("calendar", None, None, "periods"),
    ]


def test_personal_data_is_never_repeated(tmp_path: Path) -> None:
    small: dict[TableName, list[Row]] = {
        "clients": [client(SSN, worker=SSN, groups=[SSN]), client("c2", office=SSN)],
        "workers": [worker(SSN, minutes=SSN), worker(SSN, unit=SSN)],
        "tasks": [task(SSN, SSN, contact=SSN, due=SSN), task(f"x{SSN}y", SSN, kind=SSN)],
    }
    policy = f'[moves]\nfrozen = ["{SSN}"]\n[pool]\nregions = {{ "{SSN}" = ["{SSN}"] }}\n'
    folder = csv_folder(tmp_path, small, policy=policy)
    apply(folder, "tasks.csv", "release", SSN)
    found = problems(folder)
    assert len(found) > 10
    for fault in found:
        assert SSN not in repr(fault)


def test_a_policy_file_replaces_the_one_in_the_folder(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "a", policy="[broken")
    other = tmp_path / "other.toml"
    other.write_text("[continuity]\nk = 3\n", encoding="utf-8")
    _, policy = read(folder, other)
    assert policy.continuity.k == 3
    other.write_text("[moves]\nlimit = -1\n", encoding="utf-8")
    (found,) = problems(folder, other)
    assert found.field == "moves.limit"


def test_a_policy_is_read_alone(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text('{"utilisation": {"gaps": [{"group": "unit:Z", "limit": 0}]}}', "utf-8")
    assert read_policy(file).utilisation.gaps[0].group == "unit:Z"
    with pytest.raises(InputError, match="no worker has the unit 'Z'"):
        read_policy(file, instance())
    file.write_text('{"moves": {"limit": -1}}', encoding="utf-8")
    with pytest.raises(InputError, match="from 0 to"):
        read_policy(file)
    with pytest.raises(InputError, match="No such file"):
        read_policy(tmp_path / "none.toml")


def test_a_fault_of_the_policy_hides_no_other(tmp_path: Path) -> None:
    policy = """
        [moves]
        limit = -1
        [deadlines]
        late_price = "1"
        [overtime]
        price = 9
        [utilisation]
        breakpoints = [{ above = 2, price = 1 }, { above = 1, price = 1 }]
    """
    found = problems(csv_folder(tmp_path, policy=policy))
    # The price of overtime cannot be compared with a late price that cannot be read.
    assert [fault.field for fault in found] == [
        "deadlines.late_price",
        "moves.limit",
        "utilisation.breakpoints.above",
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_cells_may_be_separated_otherwise_where_the_header_is_then_whole(
    separator: str, tmp_path: Path
) -> None:
    folder = csv_folder(tmp_path)
    text = (folder / "clients.csv").read_text(encoding="utf-8")
    cells = [line.split(",") for line in text.splitlines()]
    quoted = [[f'"{cell}"' if ";" in cell else cell for cell in line] for line in cells]
    lines = "\n".join(separator.join(line) for line in quoted)
    (folder / "clients.csv").write_text(lines + "\n", encoding="utf-8")
    assert read(folder)[0].clients.equals(instance().clients)
    apply(folder, "clients.csv", f"c2{separator}", f"c2{separator}x{separator}")
    (found,) = problems(folder)
    assert "put every cell with a " in found.message and "comma" not in found.message


@pytest.mark.parametrize("end", ["\n\n\n", "   \n", ",,,,,\n \n"])
def test_empty_lines_at_the_end_are_let_go(end: str, tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    text = (folder / "clients.csv").read_text(encoding="utf-8")
    (folder / "clients.csv").write_text(text + end, encoding="utf-8")
    assert read(folder)[0].clients.equals(instance().clients)


def test_an_empty_line_inside_is_the_only_fault_of_its_row(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    apply(folder, "clients.csv", "\nc2", "\n,,,,,\nc2")
    (found,) = problems(folder)
    assert place(found) == ("clients", 3, None, None)
    assert found.message == "an empty line; remove it"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("07", "7"), ("7.0", "7"), ("'7", "7"), (" 7", None), ("W 8", "w8"), ("w\u200b8", "w8")],
)
def test_a_near_miss_of_an_id_names_what_was_meant(
    written: str, meant: str | None, tmp_path: Path
) -> None:
    small = rows()
    small["workers"] = [worker("7"), worker("w8")]
    small["clients"] = [client("c1", worker=written)]
    small["tasks"] = []
    (found,) = problems(csv_folder(tmp_path, small, policy=None))
    assert (meant is not None) == (f"(did you mean '{meant}'?)" in found.message)


def test_a_table_without_rows_is_named_once_and_not_by_everything_that_needs_it(
    tmp_path: Path,
) -> None:
    small = rows()
    small["clients"] = []
    (found,) = problems(csv_folder(tmp_path, small, policy=None))
    assert place(found) == ("clients", None, None, None)
    assert found.message.startswith("the table has no rows, but 4 tasks name one of its clients")
