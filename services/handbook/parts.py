"""The page of a service in the handbook, part by part, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services import fees, pages
from services.handbook import contacts
from services.models import Edition, Offer, ProcessingTime, Service, language

Part = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What the service's own rows do not say. `sites` are the places that may be shown."""

    audience: str
    day: date
    offers: list[Offer]
    sites: set[int]
    time: ProcessingTime | None


def part(key: str, title: str, *items: Any, text: str = "", ordered: bool = False, side: bool = False) -> Part | None:
    """None when there is nothing to say."""
    rows = [item if isinstance(item, dict) else _item(item) for item in items if item]
    if not rows and not text:
        return None
    return {"key": key, "title": title, "text": text, "items": rows, "ordered": ordered, "side": side}


def _item(text: str, lead: str = "", below: list[str] | None = None) -> dict[str, Any]:
    return {"lead": lead, "text": text, "below": below or []}


def of(service: Service, facts: Facts) -> list[Part]:
    made = [make(service, facts) for make in PARTS[facts.audience]]
    return [row for row in made if row is not None]


def _cost(service: Service, facts: Facts) -> Part | None:
    tariff = fees.in_force_of(service.tariffs.all(), facts.day)
    if tariff is None:
        return part("cost", _("What it costs"), text=_capital(service.fee_note or pages.fee_by_law(service)), side=True)
    lines = [fees.in_words(tariff), *map(fees.discount_in_words, tariff.discounts)]
    return part("cost", _("What it costs"), *lines, text=_capital(pages.fee_by_law(service)), side=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _how_long(service: Service, facts: Facts) -> Part | None:
    if service.emergency:
        text = _("At once, day or night.")
    elif not service.takes_applications:
        text = _("No decision is needed: you may simply come.")
    elif facts.time is not None:
        half = ngettext("%(days)s day", "%(days)s days", facts.time.p50) % {"days": facts.time.p50}
        most = ngettext("%(days)s day", "%(days)s days", facts.time.p90) % {"days": facts.time.p90}
        text = _("Usually %(half)s. Nine of ten people wait at most %(most)s.") % {"half": half, "most": most}
    else:
        text = _("We tell you the last day for an answer when you apply.")
    return part("time", _("How long it takes"), text=text, side=True)


def _decides(service: Service, _facts: Facts) -> Part | None:
    if service.emergency:
        return None
    return part("decides", _("Who decides"), text=_capital(pages.decided_by(service)), side=True)


def _apply(service: Service, _facts: Facts) -> Part | None:
    phone = {"phone": contacts.one_line(settings.MUNICIPALITY["phone"])}
    if service.emergency:
        text = _("Call 112. The call is free.")
    elif not service.takes_applications:
        text = _("Call %(phone)s or come. No application is needed.") % phone
    elif service.online_application:
        text = _("At the counter, by phone %(phone)s, or on our site.") % phone
    else:
        text = _("At the counter or by phone %(phone)s: we fill it in together.") % phone
    return part("apply", _("How to ask for it"), text=text, side=True)


def _gets(service: Service, _facts: Facts) -> Part | None:
    return part("gets", _("What you get"), *_lines(service.in_language("gets")))


def _lines(text: str) -> list[str]:
    """An editor's list: one thing a line."""
    return [line.strip(" \t-–•") for line in text.splitlines() if line.strip(" \t-–•")]


def _for(service: Service, _facts: Facts) -> Part | None:
    groups = [group.name for group in service.target_groups.all()]
    return part("for", _("Who it is for"), *groups, text=service.in_language("eligibility"))


def _first(service: Service, _facts: Facts) -> Part | None:
    return part("first", _("Who comes first"), text=service.in_language("priority"))


def _conditions(service: Service, _facts: Facts) -> Part | None:
    rows = [_item(wanted.otherwise, wanted.name) for wanted in service.requirements.all()]
    return part("conditions", _("Ask about this"), *rows)


def _needed(service: Service, _facts: Facts) -> Part | None:
    ours = _("We will check it ourselves if you wish.")
    return part("needed", _("What you need"), *(_paper(row, ours) for row in service.documents.all()))


def _needed_at_counter(service: Service, _facts: Facts) -> Part | None:
    ours = _("From the register: do not ask for it on paper.")
    return part("needed", _("Documents"), *(_paper(row, ours) for row in service.documents.all()))


def _paper(row: Any, ours: str) -> dict[str, Any]:
    name = f"{row.document_type.name} – {row.when}" if row.when else row.document_type.name
    return _item(ours if row.document_type.regix else "", name)


def _steps(service: Service, facts: Facts) -> Part | None:
    stages = [_item(stage.text, stage.name) for stage in service.stages.all()]
    return part("steps", _("How it goes"), *(stages or usual_steps(service, facts)), ordered=True)


def _stages(service: Service, facts: Facts) -> Part | None:
    """With checklists and days, for those who carry them out."""
    rows = []
    for stage in service.stages.all():
        days = stage.due_days
        within = ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days is not None else ""
        below = stage.checklist_en if language() == "en" else stage.checklist_bg
        rows.append(_item(stage.text, f"{stage.name} ({within})" if within else stage.name, list(below)))
    return part("steps", _("How it goes"), *(rows or usual_steps(service, facts)), ordered=True)


def usual_steps(service: Service, facts: Facts) -> list[dict[str, Any]]:
    if not service.takes_applications:
        steps = [
            (_("You call or come"), _("No papers and no decision are needed.")),
            (_("We agree what help you get"), ""),
        ]
    elif service.emergency:
        steps = [(_("You call or come, day or night"), _("You are taken in at once. Papers come later."))]
    elif not service.is_decided_here:
        onward = _("We pass your application to %(body)s and tell you when.") % {"body": pages.decided_by(service)}
        steps = [
            (_("You apply"), _("On our site, at the counter or by phone.")),
            (_("We send it on"), onward),
            (_("They decide"), _("On our site and by phone you learn how far it is.")),
        ]
    else:
        steps = [
            (_("You apply"), _("On our site, at the counter or by phone. It takes about 10 minutes.")),
            (_("We talk with you"), _("We find out together what you need; if need be, we come to you.")),
            *([(_("We find you a place"), _("We keep it for you while you think it over."))] if facts.offers else []),
            (_("You get a decision"), _("In writing, with reasons. You can disagree with it.")),
        ]
    return [_item(text, lead) for lead, text in steps]


def _where(service: Service, facts: Facts) -> Part | None:
    title = _("Where and with whom")
    if service.is_protected:
        return part("where", title, text=_("The address is secret, so that you are safe."))
    rows = [_place(offer, facts.sites) for offer in facts.offers]
    if not rows:
        town = settings.MUNICIPALITY
        rows = [_item(f"{town[f'address_{language()}']}, {contacts.one_line(town['phone'])}", _("One counter"))]
    return part("where", title, *rows)


def _place(offer: Offer, shown: set[int]) -> dict[str, Any]:
    site = offer.place if offer.place_id in shown else None
    where = contacts.address(site) if site else f"{offer.site}, {contacts.settlement(offer.settlement)}"
    phone = contacts.one_line((site.phone if site else "") or offer.provider.phone)
    return _item(", ".join(filter(None, (where, phone))), offer.provider.name)


def _referral(service: Service, _facts: Facts) -> Part | None:
    return part("referral", _("Who refers"), text=_capital(service.get_referral_by_display()), side=True)


def _act(service: Service, _facts: Facts) -> Part | None:
    return part("act", _("What ends it"), text=_capital(service.get_decision_act_display()), side=True)


def _law(service: Service, facts: Facts) -> Part | None:
    grounds = [row for row in service.legal_grounds.all() if not row.valid_to or row.valid_to >= facts.day]
    return part("law", _("The law"), text="; ".join(row.name for row in grounds))


def _words(service: Service, _facts: Facts) -> Part | None:
    return part("words", _("People ask for it with these words"), text=", ".join(service.aliases))


Maker = Callable[[Service, Facts], Part | None]
PARTS: dict[str, tuple[Maker, ...]] = {
    Edition.Audience.CITIZEN: (
        _cost, _how_long, _decides, _apply, _gets, _for, _first, _needed, _steps, _where,
    ),
    Edition.Audience.CLERK: (
        _cost, _how_long, _decides, _referral, _act, _apply, _gets, _for, _first, _conditions, _needed_at_counter,
        _stages, _where, _law, _words,
    ),
    Edition.Audience.TEAM: (_cost, _how_long, _apply, _for, _conditions, _where),
}  # fmt: skip
