"""Names of columns and values that look like personal data are known, others are let through."""

from __future__ import annotations

import pytest

from samehands.model.checks.cells import personal_column, personal_value, shown
from samehands.model.tables import SCHEMAS

PERSONAL = """
    name Name NAME first_name firstName FIRST-NAME last.name surname full_name maiden_name
    client_name ssn client_ssn SSN# social_security social-security-number dob DOB birth_date
    birthdate dateOfBirth birthday phone Phone1 mobile telephone_number email e-mail E_Mail
    emailAddress address home_address zip_code street
"""
FINE = "minute tenant_size hours case_number caseid surcharge rename_count telegraph"


@pytest.mark.parametrize("name", PERSONAL.split())
def test_a_personal_column_is_known(name: str) -> None:
    assert personal_column(name)


def test_no_column_of_the_tables_looks_personal() -> None:
    names = [name for schema in SCHEMAS.values() for name in schema]
    assert [name for name in [*names, *FINE.split()] if personal_column(name)] == []


@pytest.mark.parametrize(
    "text",
    ["123-45-6789", "x123-45-6789", "id 123 45 6789.", "123.45.6789", "123\u201345\u20136789"],
)
def test_a_social_security_number_is_known(text: str) -> None:
    assert personal_value(text)
    assert shown(text) == "(withheld)"


@pytest.mark.parametrize("text", ["1234-45-6789", "123-45-67890", "123456789", "12-345-6789", ""])
def test_other_numbers_are_let_through(text: str) -> None:
    assert not personal_value(text)


def test_values_are_shown_safely() -> None:
    values = ["a", "a\x1b[31mb", "x" * 100, 1.5, True, None, {"a": 1}, [1]]
    assert [shown(value) for value in values] == [
        "'a'",
        "'a\\x1b[31mb'",
        "'" + "x" * 60 + "...'",
        "1.5",
        "true",
        "null",
        "a table",
        "a list",
    ]
