"""A hospital that prepares drafts over its key."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from applications.actions import partners
from people.models import Person
from services.models import Service
from tests.support.cast import Cast

CONTACT = {
    "phone": "+359888123456",
    "address_settlement": "99019",
    "address_place": "",
    "address_line": "ул. Първа 1",
    "answer_by": "counter",
}


@dataclass
class Hospital:
    partner: Any
    key: str

    def send(self, call: Any, **headers: str) -> Any:
        body = call if isinstance(call, (str, bytes)) else json.dumps(call)
        shown = {"HTTP_AUTHORIZATION": f"Bearer {self.key}", **headers}
        return Client().post("/api/v1/partner/drafts", body, content_type="application/json", **shown)

    def ask(self, uid: str, *, key: str = "") -> Any:
        return Client().get(f"/api/v1/partner/drafts/{uid}", HTTP_AUTHORIZATION=f"Bearer {key or self.key}")

    def take_back(self, uid: str) -> Any:
        address = f"/api/v1/partner/drafts/{uid}/withdraw"
        return Client().post(address, HTTP_AUTHORIZATION=f"Bearer {self.key}")


def hospital(cast: Cast, *slugs: str, name: str = "Областна болница") -> Hospital:
    facts = {"name_bg": name, "name_en": "Regional hospital", "contact": "", "valid_from": "2026-01-01"}
    services = list(Service.objects.filter(slug__in=slugs or ["home-patronage"]))
    partner = partners.save(None, {**facts, "valid_to": None}, services, by=cast.admin)
    partner.refresh_from_db()
    return Hospital(partner, partners.issue_key(partner, by=cast.admin))


def you(person: Person) -> dict[str, Any]:
    return {
        "given_name": person.given_name,
        "middle_name": "",
        "family_name": person.family_name,
        "identity_type": person.id_type,
        "identity_number": person.id_number,
        "identity_reason": "",
        "birth_date": person.birth_date,
    }


def call_for(person: Person, **more: Any) -> dict[str, Any]:
    return {
        "reference": "история на заболяването 4127/2026",
        "services": ["home-patronage"],
        "answers": {"common": {**you(person), **CONTACT, "capacity": "self"}},
        "ground": {"kind": "consent", "agreed_on": "2026-11-20"},
        **more,
    }
