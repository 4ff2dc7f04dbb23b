"""Public instances of other problems and tools, read as clients, workers and tasks.

Each format has a file here, whose docstring says what is kept, what is approximated and what is
left out; ``docs/public-data.md`` says where the data come from, and under which licence.
"""

from .convert import FORMATS, convert, find_format, is_companion

__all__ = ["FORMATS", "convert", "find_format", "is_companion"]
