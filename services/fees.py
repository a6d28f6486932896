"""What a person pays: a fixed sum, a sum for each day, portion or hour, or a part of the income; capped and reduced.

Sums are in euro, rounded half up to cents. A percent is of the monthly income. Where a tariff has both a percent and a
sum, the sum is the real cost, which is never exceeded (domain: fee ordinances of the municipalities).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from services.models import Service, Tariff, language

CENT, HUNDRED = Decimal("0.01"), Decimal(100)


@dataclass(frozen=True)
class Fee:
    """What is to be paid a month, and how it comes about, line by line."""

    amount: Decimal
    lines: list[str]


def in_force(service: Service, day: date) -> Tariff | None:
    rows = Tariff.objects.in_force(day).filter(service=service).select_related("legal_ground")
    return rows.order_by("-valid_from").first()


def in_force_of(tariffs: Iterable[Tariff], day: date) -> Tariff | None:
    """The same of rows that were read already: no query."""
    found = [row for row in tariffs if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)]
    return max(found, key=lambda row: row.valid_from, default=None)


def to_cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def money(value: Decimal) -> str:
    """`35,79 €`, never broken before the sign."""
    return f"{number_format(to_cents(value), 2, use_l10n=True)}\u00a0€"


def plain(value: Decimal) -> str:
    """A percent without needless zeros."""
    text = f"{value:f}"
    return number_format(text.rstrip("0").rstrip(".") if "." in text else text, use_l10n=True)


def pay(tariff: Tariff, *, income: Decimal | None = None, units: int = 1, chosen: Collection[str] = ()) -> Fee:
    """`units` are days, portions or hours a month; `chosen` are identifiers of discounts: the best one counts."""
    amount, lines = _full(tariff, income, units)
    offered = [discount for discount in tariff.discounts if discount["id"] in chosen]
    parts = [(_discounted(discount, amount, income), discount[language()]) for discount in offered]
    part, name = min(parts, default=(amount, ""))
    if part < amount:
        lines.append(f"{name}: {money(part)}")
    return Fee(part, lines)


def _full(tariff: Tariff, income: Decimal | None, units: int) -> tuple[Decimal, list[str]]:
    """Before discounts."""
    lines, sums = [], []
    if tariff.percent is not None:
        part = to_cents(_known(income) * tariff.percent / HUNDRED)
        facts = {"percent": plain(tariff.percent), "income": money(_known(income)), "part": money(part)}
        lines.append(_("%(percent)s%% of %(income)s is %(part)s") % facts)
        sums.append(part)
    if tariff.amount is not None:
        cost = to_cents(tariff.amount * units)
        if units != 1:
            facts = {"units": str(units), "each": money(tariff.amount), "cost": money(cost)}
            lines.append(_("%(units)s times %(each)s is %(cost)s") % facts)
        else:
            lines.append(_("%(sum)s by the tariff") % {"sum": money(cost)})
        sums.append(cost)
    if len(sums) > 1 and sums[0] != sums[1]:
        lines.append(_("you pay the smaller of the two sums"))
    if sums and tariff.cap is not None and min(sums) > tariff.cap:
        lines.append(_("but never more than %(cap)s") % {"cap": money(tariff.cap)})
        sums.append(tariff.cap)
    return min(sums), lines


def _discounted(discount: dict[str, Any], amount: Decimal, income: Decimal | None) -> Decimal:
    base = _known(income) if is_of_income(discount) else amount
    return min(amount, to_cents(base * Decimal(discount["percent"]) / HUNDRED))


def is_of_income(discount: dict[str, Any]) -> bool:
    """A percent of the income remains to be paid; otherwise of the fee."""
    return discount.get("of") == "income"


def _known(income: Decimal | None) -> Decimal:
    if income is None:
        raise ValueError("This fee depends on the income.")
    return income


def can_compute(tariff: Tariff) -> bool:
    return tariff.percent is not None or tariff.amount is not None


def in_words(tariff: Tariff) -> str:
    """The tariff as one phrase: „35,79 € на месец“, „60% от дохода, но не повече от 115,00 € на месец“."""
    if tariff.amount == 0:
        return _("free of charge")
    if tariff.percent is None:
        return _capped(tariff) if tariff.amount is not None else _("a sum set by the municipal council")
    percent = plain(tariff.percent)
    most = money(tariff.cap) if tariff.cap is not None else _each(tariff) if tariff.amount is not None else ""
    if not most:
        return _("%(percent)s%% of your monthly income") % {"percent": percent}
    return _("%(percent)s%% of your monthly income, never more than %(most)s") % {"percent": percent, "most": most}


def _capped(tariff: Tariff) -> str:
    """A cap is for the month, whatever the sum is for."""
    assert tariff.amount is not None
    if tariff.cap is None or (tariff.per == Tariff.Per.MONTH and tariff.cap >= tariff.amount):
        return _each(tariff)
    return _("%(each)s, never more than %(most)s a month") % {"each": _each(tariff), "most": money(tariff.cap)}


def discount_in_words(discount: dict[str, Any]) -> str:
    """„Сами хора: 50% от таксата“."""
    facts = {"who": discount[language()], "percent": plain(Decimal(str(discount["percent"])))}
    if not Decimal(str(discount["percent"])):
        return _("%(who)s: free of charge") % facts
    if is_of_income(discount):
        return _("%(who)s: %(percent)s%% of the income") % facts
    return _("%(who)s: %(percent)s%% of the fee") % facts


def _each(tariff: Tariff) -> str:
    assert tariff.amount is not None
    words = {
        Tariff.Per.MONTH.value: _("%(sum)s a month"),
        Tariff.Per.DAY.value: _("%(sum)s a day"),
        Tariff.Per.PORTION.value: _("%(sum)s a portion"),
        Tariff.Per.HOUR.value: _("%(sum)s an hour"),
    }
    return words[tariff.per] % {"sum": money(tariff.amount)}
