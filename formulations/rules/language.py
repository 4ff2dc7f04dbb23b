"""language: contacts in the client's own language, or through an interpreter.

Required: owners and the workers of contacts speak the client's language. Interpreter: contact
minutes of a worker who does not are multiplied by the factor, each of them has a price, and so has
such an owner.
"""

from __future__ import annotations

import numpy as np

from ...model.policy import MILLI, Policy, milli
from ...problem import Bools, Ints
from ..view import InstanceView


def may_own(view: InstanceView, policy: Policy, languages: Ints) -> Bools:
    """Return which workers may own clients of which languages: shape (n, workers)."""
    return may_contact(view, policy, languages, np.ones(len(languages), dtype=np.bool_))


def may_contact(view: InstanceView, policy: Policy, languages: Ints, contact: Bools) -> Bools:
    """Return which workers may do which tasks, as far as the language goes: shape (n, workers).

    ``languages`` are those of the clients, as codes; ``contact`` says whether the client is spoken
    to: both of shape (n,).
    """
    required = policy.language.enabled and policy.language.match == "required"
    if not required:
        return np.ones((len(languages), view.workers), dtype=np.bool_)
    return view.worker_languages.T[languages] | ~contact[:, None]


def owner_prices(view: InstanceView, policy: Policy, languages: Ints) -> Ints:
    """Return what owning clients of which languages costs: shape (n, workers), in thousandths."""
    price = milli(policy.language.owner_price) if _has_interpreters(policy) else 0
    return np.where(view.worker_languages.T[languages], 0, price)


def interpreter_factor(policy: Policy) -> int:
    """Return the factor on contact minutes through an interpreter, in thousandths."""
    return milli(policy.language.interpreter_factor) if _has_interpreters(policy) else MILLI


def interpreter_price(policy: Policy) -> int:
    """Return the price of a minute worked through an interpreter, in thousandths of a minute."""
    return milli(policy.language.interpreter_price) if _has_interpreters(policy) else 0


def _has_interpreters(policy: Policy) -> bool:
    return policy.language.enabled and policy.language.match == "interpreter"
