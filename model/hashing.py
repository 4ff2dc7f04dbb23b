"""Fingerprints of an instance and a policy: the same content has the same one everywhere."""

from __future__ import annotations

import json
from hashlib import sha256
from weakref import WeakKeyDictionary

from .instance import Instance
from .policy import Policy
from .tables import SCHEMAS

_known: WeakKeyDictionary[Instance, str] = WeakKeyDictionary()
"""Fingerprints worked out before: a large instance takes a second, and many solves ask for it."""


def instance_sha256(instance: Instance) -> str:
    """Return the fingerprint of the tables and the calendar; the order of rows counts.

    Parameters
    ----------
    instance : Instance
        The instance; its warnings do not count.

    Returns
    -------
    str
        SHA-256 of the columns as JSON, in hexadecimal.
    """
    if instance not in _known:
        tables: dict[str, object] = {
            table: {name: instance.table(table)[name].to_list() for name in columns}
            for table, columns in SCHEMAS.items()
        }
        calendar = instance.calendar.model_dump(mode="json")
        _known[instance] = _sha256({"calendar": calendar, **tables})
    return _known[instance]


def policy_sha256(policy: Policy) -> str:
    """Return the fingerprint of a policy; the order in which fields were given does not count.

    Parameters
    ----------
    policy : Policy
        The policy.

    Returns
    -------
    str
        SHA-256 of all its fields as JSON, in hexadecimal.
    """
    # Read again, so that 4 and 4.0 set by ``model_copy`` in a price count as the same number.
    plain = Policy.model_validate(policy.model_dump(warnings=False))
    return _sha256(plain.model_dump(mode="json"))


def _sha256(data: object) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode("ascii")).hexdigest()
