"""What providers answer, how quickly, and who waits for how many places (F111)."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework.models import Reason
from casework.reports.asked import Asked, names, sums
from casework.reports.tables import HIDDEN, Block, Cell, Table, crossed
from casework.reports.topics import at_part, by_first, chart_in_order, chart_of, words
from people.models import Organisation, Settlement
from services.models import Offer, Service

ANSWERS = {
    "accepted": gettext_lazy("accepted"),
    "declined": gettext_lazy("declined"),
    "expired": gettext_lazy("not answered in time"),
    "released": gettext_lazy("taken back before an answer"),
}


def referrals(asked: Asked) -> list[Block]:
    return [_answers(asked), _by_month(asked), _days(asked), _reasons(asked)]


def _by_month(asked: Asked) -> Block:
    """How the answers change; the months of a year have a sum that is shown, so small ones are hidden together."""
    counts = sums(asked.flow("answered"), "month", "code")
    months = {month: date_format(month, "m.Y") for month in asked.months}
    title = _("Answers by month")
    table = crossed("answers_by_month", title, counts, months, words(ANSWERS), corner=_("Month"), least=asked.least)
    return Block(table, chart_in_order(table))


def _answers(asked: Asked) -> Block:
    counts = sums(asked.flow("answered"), "offer__provider", "code")
    providers = names(Organisation.objects.filter(pk__in={provider for provider, _code in counts}))
    table = crossed(
        "answers", _("What providers answered"), counts, providers, words(ANSWERS), corner=_("Provider"),
        least=asked.least,
    )  # fmt: skip
    return Block(table, chart_of(table))


def _days(asked: Asked) -> Block:
    """Of those that were answered; what expired has waited its whole term."""
    answered = asked.flow("answered").filter(code__in=("accepted", "declined"))
    spreads = by_first(sums(answered, "offer__provider", "days"))
    rows: list[list[Cell]] = []
    for key, name in names(Organisation.objects.filter(pk__in=spreads)).items():
        spread = spreads[key]
        is_small = 0 < sum(spread.values()) < asked.least
        rows.append([name, *(HIDDEN if is_small else at_part(spread, part) for part in (0.5, 0.9, 1))])
    header = [_("Provider"), _("half within, days"), _("nine of ten within, days"), _("the longest, days")]
    return Block(Table("days", _("Days to the provider's answer"), header, rows))


def _reasons(asked: Asked) -> Block:
    counts = sums(asked.flow("answered").filter(code="declined"), "reason", "offer__provider")
    column = "text_en" if get_language() == "en" else "text_bg"
    reasons = dict(Reason.objects.filter(code__in={code for code, _key in counts}).values_list("code", column))
    providers = names(Organisation.objects.filter(pk__in={key for _code, key in counts}))
    table = crossed(
        "reasons", _("Why providers declined"), counts, reasons, providers, corner=_("Reason"), least=asked.least
    )
    return Block(table, chart_of(table))


def places(asked: Asked) -> list[Block]:
    return [_places(asked), _waiting(asked), _waits(asked)]


def _places(asked: Asked) -> Block:
    """Of no unit, so not shown beside one's figures; where few are given, how many is hidden."""
    found = asked.figures("places") if asked.unit is None else asked.figures("places").none()
    counts = sums(found, "offer", "code")
    language = "en" if get_language() == "en" else "bg"
    columns = ("pk", f"service__name_{language}", f"provider__name_{language}", f"site_{language}")
    offers = Offer.objects.in_the_open().filter(pk__in={offer for offer, _code in counts}).order_by(*columns[1:])
    rows: list[list[Cell]] = []
    for key, service, provider, site in offers.values_list(*columns):
        whole, given = counts.get((key, "all"), 0), counts.get((key, "given"), 0)
        is_small = 0 < given < asked.least
        taken: list[Cell] = [HIDDEN, HIDDEN] if is_small else [given, max(0, whole - given)]
        rows.append([service, f"{provider}, {site}", whole, *taken])
    header = [_("Service"), _("Provider and site"), _("Places"), _("Given"), _("Free")]
    return Block(Table("places", _("Places now"), header, rows))


def _waiting(asked: Asked) -> Block:
    counts = sums(asked.figures("waiting"), "service", "settlement")
    services = names(Service.objects.filter(pk__in={service for service, _place in counts}))
    places = names(Settlement.objects.filter(pk__in={place for _service, place in counts if place}))
    if any(place is None for _service, place in counts):
        places = {**places, None: _("not known")}  # type: ignore[dict-item]
    table = crossed(
        "waiting", _("Who waits now, by service and settlement"), counts, services, places, corner=_("Service"),
        least=asked.least,
    )  # fmt: skip
    return Block(table, chart_of(table))


def _waits(asked: Asked) -> Block:
    """Days that those who wait now have waited, and days after which a place was found."""
    now = by_first(sums(asked.figures("waiting"), "service", "days"))
    before = by_first(sums(asked.flow("waited").filter(code="placed"), "service", "days"))
    rows: list[list[Cell]] = []
    for key, name in names(Service.objects.filter(pk__in={*now, *before})).items():
        cells: list[Cell] = [name]
        for spread in (now.get(key, {}), before.get(key, {})):
            is_small = 0 < sum(spread.values()) < asked.least
            cells += [HIDDEN if is_small else at_part(spread, part) for part in (0.5, 0.9)]
        rows.append(cells)
    header = [_("Service"), _("half wait now up to, days"), _("nine of ten up to, days"),
              _("half got a place within, days"), _("nine of ten within, days")]  # fmt: skip
    return Block(Table("waits", _("How long people wait"), header, rows))
