"""Reading back what was written, and to what exactly the person agreed. Any later change ends the agreement."""

import hashlib
import json
from typing import Any

from applications.models import Application
from applications.moving import KEPT
from applications.review import Section, sections, sections_of
from applications.steps import Walk
from records.crypto import blind_index


def answers_of(application: Application) -> dict[str, Any]:
    """By step, of a draft and of a sent application alike; without what nobody asks any more."""
    if not application.is_draft:
        return dict(application.answers or {})
    return answers_in(Walk(application))


def answers_in(walk: Walk) -> dict[str, Any]:
    return {key: row.answers for key, row in walk.saved.items() if key != KEPT}


def mark_of(application: Application, answers: dict[str, Any]) -> bytes:
    """HMAC of the requested services, the answers and the statement: says that they are the same, and nothing else."""
    slugs = [service.slug for service in application.asked]
    whole = json.dumps([slugs, answers, application.statement or ""], sort_keys=True, ensure_ascii=False)
    return blind_index("readback", hashlib.sha256(whole.encode()).hexdigest())


def is_agreed(application: Application, answers: dict[str, Any] | None = None) -> bool:
    if application.agreed_at is None or application.agreed_mark is None:
        return False
    mark = mark_of(application, answers_of(application) if answers is None else answers)
    return bytes(application.agreed_mark) == mark


def read_aloud(application: Application) -> list[Section]:
    return sections(Walk(application)) if application.is_draft else sections_of(application)
