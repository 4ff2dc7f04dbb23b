"""Exports of an agency's own systems, turned into tables by a map of their columns."""

from .guess import GuessedMap, guess_map
from .mapping import ExportMap, format_map, read_map
from .sources import Export, read_exports
from .tables import Imported, SourceNote, import_exports

__all__ = [
    "Export",
    "ExportMap",
    "GuessedMap",
    "Imported",
    "SourceNote",
    "format_map",
    "guess_map",
    "import_exports",
    "read_exports",
    "read_map",
]
