"""Loads the reference data: idempotent, keyed by slug, never deleting what somebody may point to."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from people.models import Organisation, Settlement
from services import search, version
from services.models import (
    DocumentType,
    LawGroup,
    Offer,
    Service,
    ServiceDocument,
    Signpost,
    TargetGroup,
)

DATA = Path(__file__).parent / "data"
OPENED_ON = date(2020, 7, 1)
# What the reference data says of signposts' addressees, in English.
ASK_EN = {
    "дирекция „Социално подпомагане“": "the Social Assistance Directorate",
    "личният лекар и регионалната картотека": "your GP and the regional medical file office",
    "Националното бюро за правна помощ": "the National Legal Aid Bureau",
    "център за психично здраве": "a mental health centre",
    "Българският Червен кръст и дирекция „Социално подпомагане“": "the Bulgarian Red Cross and the Directorate",
}


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return found


@transaction.atomic
def load() -> None:
    catalogue, town, words = read("catalogue.yaml"), read("town.yaml"), read("words.yaml")
    _vocabularies(catalogue)
    for position, row in enumerate(catalogue["services"]):
        _service({**row, **_aliases(row, words)}, position)
    for row in catalogue["signposts"]:
        _signpost({**row, **_aliases(row, words)})
    _town(town)
    search.index_all()
    version.bump()


def _aliases(row: dict[str, Any], words: dict[str, Any]) -> dict[str, list[str]]:
    """Names that people use and the words with which they look for it, in both languages."""
    everyday = words.get(row["id"], {})
    named = [str(alias) for alias in row.get("aliases_bg") or []]
    return {"aliases_bg": [*named, *everyday.get("bg", [])], "aliases_en": everyday.get("en", [])}


def _vocabularies(catalogue: dict[str, Any]) -> None:
    for position, row in enumerate(catalogue["law_groups"]):
        _upsert(LawGroup, row["id"], name_bg=row["bg"], name_en=row["en"], position=position)
    for position, row in enumerate(catalogue["target_groups"]):
        legal = row.get("legal_bg") or ""
        _upsert(TargetGroup, row["id"], name_bg=row["bg"], name_en=row["en"], legal_bg=legal, position=position)
    for row in catalogue["documents"]:
        _upsert(
            DocumentType,
            row["id"],
            name_bg=row["bg"],
            name_en=row["en"],
            regix=bool(row.get("regix")),
            issued_by_office=bool(row.get("issued_by_office")),
            shown_as_bg=row.get("shown_as_bg") or "",
        )


def _upsert(model: Any, slug: str, **fields: Any) -> Any:
    return model.objects.update_or_create(slug=slug, defaults=fields)[0]


def _service(row: dict[str, Any], position: int) -> None:
    fee = row["fee"]
    service = _upsert(
        Service,
        row["id"],
        name_bg=row["name_bg"],
        name_en=row["name_en"],
        abbr_bg=row.get("abbr_bg") or "",
        law_group=LawGroup.objects.get(slug=row["law_group"]),
        access=row["access"],
        referral_by=row["referral_by"],
        decision_act=row["decision_act"],
        online_application=row.get("online_application", True),
        emergency=row.get("emergency", False),
        summary_bg=row["summary_bg"],
        summary_en=row["summary_en"],
        fee_basis=fee["basis"],
        fee_note_bg=fee.get("note_bg") or "",
        fee_note_en=fee.get("note_en") or "",
        capacity_unit=row["capacity_unit"],
        requires=row["requires"],
        aliases_bg=row["aliases_bg"],
        aliases_en=row["aliases_en"],
        details={key: row[key] for key in ("priority_note_bg", "eligibility_note_bg", "legal_refs") if row.get(key)},
        position=position,
    )
    service.target_groups.set(TargetGroup.objects.filter(slug__in=row["target_groups"]))
    service.extra_law_groups.set(LawGroup.objects.filter(slug__in=row.get("law_groups_extra") or []))
    _documents(service, row["documents"])


def _documents(service: Service, rows: list[Any]) -> None:
    kinds = {kind.slug: kind for kind in DocumentType.objects.all()}
    for position, row in enumerate(rows):
        row = {"id": row} if isinstance(row, str) else row
        ServiceDocument.objects.update_or_create(
            service=service,
            document_type=kinds[row["id"]],
            defaults={
                "when_bg": row.get("when_bg") or "",
                "when_en": row.get("when_en") or "",
                "position": position,
            },
        )


def _signpost(row: dict[str, Any]) -> None:
    _upsert(
        Signpost,
        row["id"],
        name_bg=row["bg"],
        name_en=row["en"],
        ask_bg=row["ask_bg"],
        ask_en=ASK_EN[row["ask_bg"]],
        aliases_bg=row["aliases_bg"],
        aliases_en=row["aliases_en"],
    )


def _town(town: dict[str, Any]) -> None:
    for row in town["settlements"]:
        names = {"kind": row["kind"], "name_bg": row["bg"], "name_en": row["en"], "post_code": row["post"]}
        Settlement.objects.update_or_create(ekatte=row["ekatte"], defaults=names)
    for row in town["organisations"]:
        _upsert(
            Organisation,
            row["slug"],
            kind=row["kind"],
            name_bg=row["bg"],
            name_en=row["en"],
            is_default_unit=row.get("default", False),
            is_secret=row.get("secret", False),
            **{key: row.get(key, "") for key in ("address_bg", "address_en", "phone", "hours_bg", "hours_en")},
        )
    for row in town["offers"]:
        _offer(row)


def _offer(row: dict[str, Any]) -> None:
    service = Service.objects.get(slug=row["service"])
    Offer.objects.update_or_create(
        service=service,
        provider=Organisation.objects.get(slug=row["provider"]),
        defaults={
            "site_bg": row["site_bg"],
            "site_en": row["site_en"],
            "settlement": Settlement.objects.get(ekatte=row["settlement"]),
            "capacity": row["capacity"],
            "capacity_unit": service.capacity_unit,
            "valid_from": OPENED_ON,
        },
    )
