"""Which modules of the package this process has loaded under a name that is not theirs."""

from __future__ import annotations

import sys
from pathlib import Path

from source_tree import package_folder, packages


def misloaded() -> list[str]:
    """Return loaded files of the package whose module name is not the one that their path gives.

    A file that is loaded twice has at least one such name, and its classes exist twice.
    """
    own = {folder: name for name, folder in packages().items()}
    wrong: list[str] = []
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        path = Path(file).resolve() if file else Path()
        if path.suffix != ".py" or path.parent not in own:
            continue
        package = own[path.parent]
        expected = package if path.stem == "__init__" else f"{package}.{path.stem}"
        if name != expected and name != "__main__":
            wrong.append(f"{name} is {expected} ({path.relative_to(package_folder())})")
    return sorted(wrong)
