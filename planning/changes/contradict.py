"""Changes that contradict each other: the later one undoes what an earlier one decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .base import Change


def contradictions(changes: Sequence[Change]) -> Iterator[tuple[int, str]]:
    """Yield the place of every change that contradicts one before it, and what is wrong.

    A field of the policy may be decided once; what adds to a field must come after what decides
    it, or it would be lost. A field and its entries count as one field.

    Parameters
    ----------
    changes : sequence of Change
        The changes, in the order in which they are made.
    """
    known: list[tuple[str, int]] = []
    for place, change in enumerate(changes):
        clash: dict[int, str] = {}
        for field in sorted(change.decides()):
            for other, earlier in known:
                if _overlap(field, other):
                    clash.setdefault(earlier, other if len(other) > len(field) else field)
        for earlier, field in clash.items():
            yield (
                place,
                f"contradicts changes[{earlier}] ({changes[earlier].words()}): both decide "
                f"{field}; drop one of them, or put what adds to it last",
            )
        known += [(field, place) for field in sorted(change.decides() | change.extends())]


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
