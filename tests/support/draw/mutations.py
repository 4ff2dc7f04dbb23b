"""Faults planted in the small CSV folder, each with the one place that must be named."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SSN = "123-45-6789"


class Mutation(NamedTuple):
    """Replace ``old`` by ``new`` in a file; exactly one problem must be reported, at ``place``."""

    name: str
    file: str
    old: str
    new: str
    place: tuple[str, int | None, str | None, str | None]
    says: str


def apply(folder: Path, file: str, old: str, new: str) -> None:
    """Replace text that stands in a file once; without ``old``, the whole file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert not old or text.count(old) == 1, (file, old, text.count(old))
    path.write_bytes((text.replace(old, new) if old else new).encode("utf-8", "surrogateescape"))


C1 = "c1,north,English,CalFresh;Medi-Cal,w1,elderly"
C2 = "c2,north,Spanish,CalFresh,w2,homeless;elderly"
W1 = "w1,north,A,English,CalFresh;Medi-Cal,400;400;0;400;400"
W2 = "w2,north,,English;Spanish,CalFresh;Medi-Cal,300"
T1 = "t1,c1,CalFresh,intake,60,0,2,true"
T2 = "t2,c1,Medi-Cal,renewal,30,1,4,false"
T3 = "t3,c2,CalFresh,call,10,3,3,true"
T4 = "t4,c3,CalFresh,intake,45,0,4,true"
CLIENTS = "id,office,language,programs,worker,groups"
WORKERS = "id,office,unit,languages,programs,minutes"
TASKS = "id,client,program,kind,minutes,release,due,contact"

HEADERS = [
    Mutation(
        "required column missing",
        "tasks.csv",
        "",
        "id,client,program,kind,release,due,contact\nt1,c1,CalFresh,call,0,2,true\n",
        ("tasks", None, None, "minutes"),
        "missing",
    ),
    Mutation(
        "column misspelt",
        "clients.csv",
        CLIENTS,
        CLIENTS.replace("groups", "group"),
        ("clients", None, None, "group"),
        "did you mean 'groups'",
    ),
    Mutation(
        "column in capitals",
        "workers.csv",
        WORKERS,
        WORKERS.replace("unit", "Unit"),
        ("workers", None, None, "Unit"),
        "did you mean 'unit'",
    ),
    Mutation(
        "column far from all",
        "clients.csv",
        CLIENTS,
        CLIENTS.replace("groups", "xyzzy"),
        ("clients", None, None, "xyzzy"),
        "the columns are id, office",
    ),
    *(
        Mutation(
            f"personal column {column}",
            "clients.csv",
            CLIENTS,
            CLIENTS.replace("groups", column),
            ("clients", None, None, column),
            "personal data",
        )
        for column in (
            "name",
            "First Name",
            "last_name",
            "surname",
            "SSN",
            "Social-Security-Number",
            "dob",
            "birth date",
            "Phone",
            "e-mail",
            "homeAddress",
        )
    ),
    Mutation(
        "column twice",
        "clients.csv",
        CLIENTS,
        CLIENTS.replace("groups", "worker"),
        ("clients", None, None, "worker"),
        "2 times",
    ),
    Mutation(
        "column without a name",
        "clients.csv",
        CLIENTS,
        CLIENTS.replace("groups", ""),
        ("clients", None, None, None),
        "column 6",
    ),
    Mutation("empty file", "clients.csv", "", "", ("clients", None, None, None), "no header"),
    Mutation("blank line", "tasks.csv", "", "\n", ("tasks", None, None, None), "no header"),
]

FORM = [
    Mutation(
        "too many cells", "tasks.csv", T2, T2 + ",x", ("tasks", 3, "t2", None), "9 cells, but"
    ),
    Mutation("too few cells", "tasks.csv", T4, "t4,c3", ("tasks", 5, "t4", None), "header has 8"),
    Mutation(
        "blank line inside", "tasks.csv", T3, "\n" + T3, ("tasks", 4, None, None), "an empty line"
    ),
    Mutation("not UTF-8", "clients.csv", "c2", "\udce9", ("clients", None, None, None), "line 3"),
    Mutation("quote not closed", "workers.csv", "A,", '"A,', ("workers", None, None, None), "CSV"),
    Mutation(
        "quote in the middle", "tasks.csv", T1, '"t1"x' + T1, ("tasks", None, None, None), "CSV"
    ),
    Mutation(
        "NUL", "clients.csv", "c2,north", "c2,no\0rth", ("clients", 3, "c2", "office"), "control"
    ),
    Mutation("NUL in an id", "tasks.csv", "t4", "t\0004", ("tasks", 5, None, "id"), "control"),
    Mutation(
        "line end in a cell", "tasks.csv", "call", '"ca\nll"', ("tasks", 4, "t3", "kind"), "control"
    ),
]

CELLS = [
    Mutation("empty id", "tasks.csv", "t3", "", ("tasks", 4, None, "id"), "empty"),
    Mutation("id twice", "tasks.csv", "t3", "t1", ("tasks", 4, "t1", "id"), "row 2"),
    Mutation(
        "worker id twice", "workers.csv", W2, W2 + "\n" + W2, ("workers", 4, "w2", "id"), "row 3"
    ),
    Mutation(
        "client id twice", "clients.csv", C1, C1 + "\n" + C1, ("clients", 3, "c1", "id"), "row 2"
    ),
    Mutation("space before an id", "tasks.csv", "t3", " t3", ("tasks", 4, " t3", "id"), "spaces"),
    Mutation("space after an id", "tasks.csv", "t3", "t3 ", ("tasks", 4, "t3 ", "id"), "spaces"),
    Mutation(
        "space in a name",
        "clients.csv",
        "Spanish",
        "Spanish ",
        ("clients", 3, "c2", "language"),
        "spaces",
    ),
    Mutation("id too long", "tasks.csv", "t3", "t" * 201, ("tasks", 4, "t" * 200, "id"), "200"),
    Mutation(
        "office empty", "clients.csv", "c2,north", "c2,", ("clients", 3, "c2", "office"), "empty"
    ),
    Mutation(
        "language empty", "clients.csv", "Spanish", "", ("clients", 3, "c2", "language"), "empty"
    ),
    Mutation("kind empty", "tasks.csv", "renewal", "", ("tasks", 3, "t2", "kind"), "empty"),
    Mutation("minutes empty", "tasks.csv", ",45,", ",,", ("tasks", 5, "t4", "minutes"), "empty"),
    Mutation(
        "release empty", "tasks.csv", ",60,0,", ",60,,", ("tasks", 2, "t1", "release"), "empty"
    ),
    Mutation("contact empty", "tasks.csv", ",false", ",", ("tasks", 3, "t2", "contact"), "empty"),
    Mutation(
        "separator in a name",
        "tasks.csv",
        "renewal",
        "re;newal",
        ("tasks", 3, "t2", "kind"),
        "separates",
    ),
    Mutation(
        "negative minutes", "tasks.csv", ",45,", ",-45,", ("tasks", 5, "t4", "minutes"), "negative"
    ),
    *(
        Mutation(
            f"minutes {text!r}",
            "tasks.csv",
            ",45,",
            f",{text},",
            ("tasks", 5, "t4", "minutes"),
            "not a whole number",
        )
        for text in ("12.5", "45.0", "abc", "1e3", " 45", "+45", "0x10", "٤٥", "nan", "4_5")
    ),
    Mutation(
        "minutes too large",
        "tasks.csv",
        ",45,",
        ",10000001,",
        ("tasks", 5, "t4", "minutes"),
        "at most 10000000",
    ),
    Mutation(
        "minutes beyond 64 bits",
        "tasks.csv",
        ",45,",
        f",{10**30},",
        ("tasks", 5, "t4", "minutes"),
        "at most",
    ),
    Mutation(
        "due long before the first period",
        "tasks.csv",
        ",0,4,",
        ",0,-100001,",
        ("tasks", 5, "t4", "due"),
        "at least -100000",
    ),
    Mutation(
        "contact neither",
        "tasks.csv",
        "false",
        "maybe",
        ("tasks", 3, "t2", "contact"),
        "true or false",
    ),
    Mutation(
        "contact in another language",
        "tasks.csv",
        ",false",
        ",Nein",
        ("tasks", 3, "t2", "contact"),
        "'Nein' is not read; write false",
    ),
    Mutation(
        "contact of a spreadsheet in another language",
        "tasks.csv",
        ",false",
        ",VERDADERO",
        ("tasks", 3, "t2", "contact"),
        "'VERDADERO' is not read; write true",
    ),
    Mutation(
        "contact a number",
        "tasks.csv",
        "false",
        "2",
        ("tasks", 3, "t2", "contact"),
        "true or false",
    ),
    Mutation(
        "empty element",
        "clients.csv",
        "CalFresh;Medi",
        "CalFresh;;Medi",
        ("clients", 2, "c1", "programs"),
        "empty element",
    ),
    Mutation(
        "element at the end missing",
        "workers.csv",
        "English;Spanish",
        "English;",
        ("workers", 3, "w2", "languages"),
        "empty element",
    ),
    Mutation(
        "element twice",
        "clients.csv",
        "homeless;elderly",
        "homeless;homeless",
        ("clients", 3, "c2", "groups"),
        "twice",
    ),
    Mutation(
        "space after a separator",
        "clients.csv",
        "homeless;elderly",
        "homeless; elderly",
        ("clients", 3, "c2", "groups"),
        "spaces",
    ),
    Mutation(
        "too few numbers",
        "workers.csv",
        "400;400;0;400;400",
        "400;400",
        ("workers", 2, "w1", "minutes"),
        "2 numbers",
    ),
    Mutation(
        "too many numbers",
        "workers.csv",
        ",300",
        ",1;2;3;4;5;6",
        ("workers", 3, "w2", "minutes"),
        "or 5",
    ),
    Mutation("no numbers", "workers.csv", ",300", ",", ("workers", 3, "w2", "minutes"), "empty"),
    Mutation(
        "number missing",
        "workers.csv",
        "400;0;400",
        "400;;400",
        ("workers", 2, "w1", "minutes"),
        "empty element",
    ),
    Mutation(
        "number negative",
        "workers.csv",
        "400;0;400",
        "400;-1;400",
        ("workers", 2, "w1", "minutes"),
        "negative",
    ),
    Mutation(
        "number not whole",
        "workers.csv",
        "400;0;400",
        "400;7.5;400",
        ("workers", 2, "w1", "minutes"),
        "'7.5'",
    ),
]

REFERENCES = [
    Mutation(
        "unknown worker", "clients.csv", ",w2,", ",w9,", ("clients", 3, "c2", "worker"), "'w9'"
    ),
    Mutation("unknown client", "tasks.csv", "c3", "c9", ("tasks", 5, "t4", "client"), "'c9'"),
    Mutation(
        "due before release",
        "tasks.csv",
        "3,3,true",
        "3,2,true",
        ("tasks", 4, "t3", "due"),
        "3 or later",
    ),
    Mutation(
        "release beyond the horizon",
        "tasks.csv",
        "3,3,true",
        "5,6,true",
        ("tasks", 4, "t3", "release"),
        "last period is 4",
    ),
]

PERSONAL = [
    Mutation(
        "number as an id", "tasks.csv", "t3", SSN, ("tasks", 4, None, "id"), "social security"
    ),
    Mutation(
        "number in an id",
        "tasks.csv",
        "t3",
        f"t_{SSN}",
        ("tasks", 4, None, "id"),
        "social security",
    ),
    Mutation(
        "number as an office",
        "clients.csv",
        "c2,north",
        f"c2,{SSN}",
        ("clients", 3, "c2", "office"),
        "social security",
    ),
    Mutation(
        "number in a list",
        "clients.csv",
        "homeless;elderly",
        f"homeless;{SSN}",
        ("clients", 3, "c2", "groups"),
        "social security",
    ),
    Mutation(
        "number as minutes",
        "tasks.csv",
        ",45,",
        f",{SSN},",
        ("tasks", 5, "t4", "minutes"),
        "social security",
    ),
    Mutation(
        "number as contact",
        "tasks.csv",
        "false",
        SSN,
        ("tasks", 3, "t2", "contact"),
        "social security",
    ),
    Mutation(
        "number as the owner",
        "clients.csv",
        ",w2,",
        f",{SSN},",
        ("clients", 3, "c2", "worker"),
        "social security",
    ),
    Mutation(
        "number with spaces",
        "tasks.csv",
        "call",
        "123 45 6789",
        ("tasks", 4, "t3", "kind"),
        "social security",
    ),
]

TABLES = [*HEADERS, *FORM, *CELLS, *REFERENCES, *PERSONAL]
