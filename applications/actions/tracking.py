"""Following an application without an account: number and code together, never the number alone."""

import re
import secrets
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from applications.models import Application, TrackingTry
from records import audit
from records.crypto import blind_index
from records.documents import ALPHABET

CODE_LENGTH = 10
MAX_TRIES = 5
REGISTER = "СУ"


@transaction.atomic
def issue_code(application: Application, *, by: Any) -> str:
    """A new random code, shown once; the one before stops working."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    Application.objects.filter(pk=application.pk).update(
        track_hash=make_password(code), track_hmac=blind_index("track-code", code)
    )
    audit.record("tracking_code_issued", application, by=by)
    return code


# Letters that look alike in the two alphabets: numbers are Cyrillic, codes are Latin (domain.md C9).
TO_CYRILLIC = str.maketrans("CYcy", "СУСУ")
TO_LATIN = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX", " -–")


def in_cyrillic(typed: str) -> str:
    """A number without its date and the number of a document, in the letters of the register."""
    return re.split("[/#]", typed)[0].strip(" \t№").upper().replace("SU", "СУ").translate(TO_CYRILLIC)


def as_number(typed: str) -> str:
    """„су 2026 412“, „CY-2026-00412“, „SU-2026-00412/23.11.2026 г.“ or „2026-00412“: `СУ-2026-00412`.

    Also of the number of one of its cases („-1“) or of a document in it („#5“), which is what our letters name.
    """
    bare = in_cyrillic(typed)
    found = re.fullmatch(r"(?:([А-Я]+)[\s\-–.]*)?(\d{4})[\s\-–.]+(\d{1,6})(?:-\d{1,2})?", bare)
    return f"{found[1] or REGISTER}-{found[2]}-{found[3]:0>5}" if found else bare


def as_code(typed: str) -> str:
    """„ab12c 3de45“: `AB12C3DE45`."""
    return typed.strip().upper().translate(TO_LATIN)


def in_halves(code: str) -> str:
    """`AB12C-3DE45`, as people copy and read it out; `as_code` takes it back. Nothing for no code."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}" if code else ""


def find(number: str, code: str) -> Application | None:
    """The same work and answer for an unknown number and a wrong code.

    A code says nothing of whose hand it is in, so it opens nothing of somebody who is hidden from anybody.
    """
    rows = Application.objects.exclude(track_hash="").exclude(status="draft").of_nobody_hidden()
    application = rows.filter(number=as_number(number)).first()
    stored = application.track_hash if application else make_password(None)
    right = check_password(as_code(code), stored)
    return application if right else None


def may_try(number: str, address: str) -> bool:
    """Counts the try. Five in ten minutes a number, twenty an address; kept in the database."""
    return TrackingTry.objects.count_try(as_number(number)[:40], address)
