"""A hospital that prepared a draft for the daughter, and an invitation to a service with few places."""

from datetime import date, timedelta

from django.utils import timezone

from applications import calls_in
from applications.actions import inviting, partners, preparing
from applications.models import PartnerKey
from people.models import Person, User
from portal.demo import answers as sampled
from portal.demo.accounts import address
from records import messages
from services import admission
from services.models import Service

NAMES = {"name_bg": "МБАЛ – Белоречие", "name_en": "Belorechie Hospital", "contact": "социална служба, 0888 555 030"}
SLUGS = ("home-patronage", "assistant-support")


def show(users: dict[str, User]) -> None:
    daughter = Person.objects.with_key().get(user=users["citizen"])
    facts = {**NAMES, "valid_from": date(2026, 1, 1), "valid_to": None}
    hospital = partners.save(None, facts, list(Service.objects.filter(slug__in=SLUGS)), by=users["admin"])
    partners.issue_key(hospital, by=users["admin"])
    _prepare(PartnerKey.objects.get(partner=hospital), daughter)
    today = timezone.localdate()
    limited = [one for one in admission.limited_services() if not one.valid_to or one.valid_to > today]
    if limited:
        until = min(today + timedelta(days=30), limited[0].valid_to or date.max)
        inviting.invite(daughter, limited[0], until=until, by=users["officer"])


def _prepare(key: PartnerKey, person: Person) -> None:
    """The letter goes where the demo's mail is seen: in life the hospital hands it over."""
    kept = {name: value for name, value in sampled.of_person(person).items() if value or name == "identity_reason"}
    call = {
        "reference": "история на заболяването 4127/2026",
        "services": ["home-patronage"],
        "answers": {calls_in.COMMON: {**kept, "capacity": "self", "lives": "alone"}},
        "ground": {"kind": "consent", "agreed_on": f"{timezone.localdate():%Y-%m-%d}"},
    }
    checked, wrong = calls_in.check(key.partner, call)
    if checked is None:
        raise ValueError(wrong)
    draft, _is_new = preparing.make(key, call, checked)
    messages.queue_mail(address("citizen"), "Писмо от болницата", preparing.letter(draft))
