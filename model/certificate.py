"""The certificate of a bound as data: prices by worker, rule and window, for anyone to check."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Whole = Annotated[int, Field(strict=True)]
"""A whole number; neither a truth value nor a fraction passes for one."""


class RowName(BaseModel):
    """What a row of a worker, or a limit on the whole plan, is about.

    Attributes
    ----------
    rule : str
        The rule behind it: ``deadlines``, ``utilisation``, ``caseload``, ``service``, ``moves``,
        ``robust``.
    window : pair of int or None
        First and last period, of the rules ``deadlines`` and ``robust``: work released and due
        inside fits there.
    name : str or None
        Which limit of any other rule: ``ceiling``, ``breakpoint 1``, ``gap 1 above``,
        ``gap 1 below``, ``cap``, ``cap PROGRAM``, ``level KIND``, ``limit``, ``limit_share``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    window: tuple[Whole, Whole] | None = None
    name: str | None = None

    def __str__(self) -> str:
        if self.window is None:
            return f"{self.rule}: {self.name}"
        return f"{self.rule}: window {self.window[0]} to {self.window[1]}"


class RowPrice(RowName):
    """The price of a row of one worker.

    Attributes
    ----------
    worker : str
        Id of the worker.
    rule, window, name
        What the row is about.
    price : int
        Above zero, in parts of a thousandth of a minute (see ``Certificate.scale``) for each unit
        of the row: a minute, or a thousandth of a weighted case.
    """

    worker: str
    price: Whole


class LimitPrice(RowName):
    """The price of a limit on the whole plan.

    Attributes
    ----------
    rule, window, name
        What the limit is about; there are no windows here.
    price : int
        Above zero, as for a row: of a change of owner, of an undone task, of a gap's unit.
    """

    price: Whole


class Certificate(BaseModel):
    """Prices that prove a bound by themselves; see ``samehands.audit.certified``.

    Any prices that are not negative prove some bound: wrong ones a weaker one, never a false one.

    Attributes
    ----------
    scale : int
        Parts of a thousandth of a minute in which prices are whole numbers.
    rows, limits : tuple of RowPrice, tuple of LimitPrice
        Prices that are not zero, each named once.
    shortage : int or None
        None for a bound on the cost. Else all other costs are zero, what must be served and is not
        costs so much each, and a bound above zero proves that there is no plan.
    owners, tasks : mapping of str to int or None
        Price of each client's owner and of each task, by id, where one knapsack per worker proves
        the bound; zero prices left out.
    kept : RowName or None
        The row that the knapsacks keep, where there are such prices.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scale: Whole
    rows: tuple[RowPrice, ...] = ()
    limits: tuple[LimitPrice, ...] = ()
    shortage: Whole | None = None
    owners: dict[str, Whole] | None = None
    tasks: dict[str, Whole] | None = None
    kept: RowName | None = None
