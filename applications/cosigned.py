"""Whose second signature an application needs, and what exactly is signed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.utils import timezone

from applications.models import Application, CoSignature
from people.models import Capacity

if TYPE_CHECKING:
    from applications.steps import Walk

DATA = Path(__file__).parent / "data" / "cosigning.yaml"
FOR_A_CHILD_OR_WARD = (Capacity.PARENT, Capacity.GUARDIAN, Capacity.CURATOR)


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, Any]]:
    return list(yaml.safe_load(DATA.read_text(encoding="utf-8"))["cosigned"])


def is_needed(slugs: list[str], capacity: str, day: date) -> bool:
    return any(
        row["service"] in slugs
        and capacity in row["capacities"]
        and row["valid_from"] <= day
        and (row.get("valid_to") is None or day <= row["valid_to"])
        for row in _rows()
    )


def is_possible(capacity: str) -> bool:
    return capacity in FOR_A_CHILD_OR_WARD


def digest_of(application: Application) -> str:
    """SHA-256 over the answers and the files: another one after any change."""
    files = sorted(application.attachments.values_list("slot", "kind", "sha256"))
    whole = [application.answers or {}, application.statement or "", files]
    content = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def beside(walk: Walk) -> dict[str, Any]:
    """What the check page shows: whether a second signature is possible or needed, and who was named."""
    application, capacity = walk.application, walk.answers().get("capacity", "")
    if not is_possible(capacity):
        return {"cosigner": None, "cosign": False, "cosigner_missing": False}
    known = CoSignature.objects.filter(application=application).select_related("data_key").first()
    needed = is_needed([service.slug for service in application.asked], capacity, timezone.localdate())
    return {"cosigner": known, "cosign": True, "cosigner_missing": needed and known is None}
