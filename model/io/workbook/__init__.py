"""Workbooks: Excel's .xlsx read and written, OpenDocument's .ods read."""

from .archive import is_archive
from .reading import ALL_SUFFIXES, SUFFIXES, parse_workbook
from .writing import fields_page, format_template, format_workbook

__all__ = [
    "ALL_SUFFIXES",
    "SUFFIXES",
    "fields_page",
    "format_template",
    "format_workbook",
    "is_archive",
    "parse_workbook",
]
