"""samehands: assign clients to workers, and know what continuity costs.

>>> import samehands as sh
>>> sh.Policy().as_formulation("team-3").formulation
'team'
"""

from __future__ import annotations

import lazy_loader  # pyright: ignore[reportMissingTypeStubs]

# Importing the package stays quick: what stands in `__init__.pyi` is loaded when it is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(  # pyright: ignore[reportUnknownVariableType]
    __name__, __file__
)
