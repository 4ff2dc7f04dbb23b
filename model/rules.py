"""The eleven rules: their ids and one plain sentence each.

The id of a rule is the section of ``policy.toml``, the file in ``formulations/rules`` and
``audit/rules``, the page in ``docs/rules`` and the id in violations and explanations.
"""

from __future__ import annotations

from typing import Literal, get_args

RuleId = Literal[
    "skills",
    "language",
    "pool",
    "continuity",
    "deadlines",
    "caseload",
    "utilisation",
    "overtime",
    "service",
    "moves",
    "handoffs",
]
"""The id of a rule."""

RULES: tuple[RuleId, ...] = get_args(RuleId)
"""All rule ids, in the order of the policy file."""

SENTENCES: dict[RuleId, str] = {
    "skills": "Whoever does a task works in its program, and an owner in every program of the "
    "client.",
    "language": "The client is spoken to in the client's own language, or through an interpreter.",
    "pool": "A client's workers belong to the client's office, region or county.",
    "continuity": "At most K different workers serve a client, the owner included.",
    "deadlines": "Work ends by its due period, or its lateness is priced.",
    "caseload": "No worker owns more clients, weighted or by program, than the cap.",
    "utilisation": "A worker's minutes stay under the ceiling, and cost more above breakpoints.",
    "overtime": "Minutes above a period's regular minutes are limited and priced.",
    "service": "Work left undone and clients left without an owner are priced or forbidden.",
    "moves": "A change of owner is priced, takes minutes to transfer, and may be limited.",
    "handoffs": "Each worker other than the owner spends minutes to get to know the client.",
}
"""One plain sentence a rule, as reports print it."""
