"""What several incomes come to: for each person, for each kind, for the home. Counted here, whatever a page says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from services.formschema.inputs import read_sum


class IncomeKind(models.TextChoices):
    SALARY = "salary", gettext_lazy("salary")
    PENSION = "pension", gettext_lazy("pension")
    BENEFIT = "benefit", gettext_lazy("benefit or allowance")
    RENT = "rent", gettext_lazy("rent")
    OTHER = "other", gettext_lazy("something else")


@dataclass
class Sums:
    """In euro a month. `left_out`: numbers of rows, from 1, whose amount is no sum."""

    by_person: dict[str, Decimal] = field(default_factory=dict)
    by_kind: dict[str, Decimal] = field(default_factory=dict)
    whole: Decimal = Decimal("0.00")
    left_out: list[int] = field(default_factory=list)


def sums_of(rows: Iterable[Mapping[str, Any]]) -> Sums:
    """`rows`: {who, kind, amount}; nobody named in `who` is the person whom the help is for."""
    found = Sums()
    for number, row in enumerate(rows, 1):
        if not any(row.values()):
            continue
        amount = read_sum(str(row.get("amount") or ""))
        if amount is None:
            found.left_out.append(number)
            continue
        who, kind = str(row.get("who") or ""), str(row.get("kind") or "")
        found.by_person[who] = found.by_person.get(who, Decimal()) + amount
        found.by_kind[kind] = found.by_kind.get(kind, Decimal()) + amount
        found.whole += amount
    return found


def euro(amount: Decimal | str) -> str:
    """„1 234,50 €“, with spaces that do not break."""
    return f"{Decimal(amount):,.2f} €".replace(",", "\u00a0").replace(".", ",").replace(" €", "\u00a0€")
