"""What a visit without an account holds in its session: which drafts are open, and codes to be written down."""

import time
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from applications.models import VisitRule

OPEN, CODES, SENT, HELPING = "drafts", "resume_codes", "sent", "helping"
# Seconds without a touch after which it closes, and when something was last written in it.
LIMIT, WROTE = "visit_limit", "visit_wrote"
TOUCH_COOKIE = "visit"


def _keep_open(request: HttpRequest, *, has_code: bool) -> None:
    rule = VisitRule.objects.in_force(timezone.localdate())
    request.session[LIMIT] = 60 * (rule.minutes if has_code else rule.minutes_without_code)
    request.session[WROTE] = int(time.time())


def seconds(request: HttpRequest) -> int:
    return int(request.session.get(LIMIT, 0))


def is_closed(request: HttpRequest) -> bool:
    """Nobody has touched it for too long. Without its cookie only what was written counts."""
    try:
        touched = int(_signer(request).unsign(request.COOKIES.get(TOUCH_COOKIE, "")))
    except (BadSignature, ValueError):
        touched = 0
    last = max(touched, request.session.get(WROTE, 0))
    return bool(seconds(request)) and time.time() - last > seconds(request)


def touch(request: HttpRequest, response: HttpResponse) -> None:
    """Notes on the answer that somebody is there: reading a page writes nothing."""
    value = _signer(request).sign(str(int(time.time())))
    response.set_cookie(TOUCH_COOKIE, value, httponly=True, samesite="Lax", secure=settings.HTTPS)


def _signer(request: HttpRequest) -> Signer:
    # A note of another session is worth nothing here.
    return Signer(salt=f"visit:{request.session.session_key}")


def enter(request: HttpRequest, uid: UUID, *, has_code: bool = False) -> None:
    """A new session key, so that one from before the code was typed opens nothing; what had closed stays closed."""
    if is_closed(request):
        for key in (OPEN, CODES, SENT):
            request.session.pop(key, None)
    request.session.cycle_key()
    _keep_open(request, has_code=has_code)
    request.session[OPEN] = [*(one for one in request.session.get(OPEN, []) if one != str(uid)), str(uid)]


def leave(request: HttpRequest, uid: UUID) -> None:
    """On a shared computer: nothing of the draft can be opened from here any more."""
    request.session[OPEN] = [one for one in request.session.get(OPEN, []) if one != str(uid)]
    _without(request, CODES, uid)
    _without(request, HELPING, uid)
    request.session.cycle_key()


def holds(request: HttpRequest, uid: UUID) -> bool:
    return str(uid) in open_uids(request)


def had(request: HttpRequest, uid: UUID) -> bool:
    """It was open here until nobody touched it any more."""
    return str(uid) in request.session.get(OPEN, ()) and is_closed(request)


def open_uids(request: HttpRequest) -> list[str]:
    return [] if is_closed(request) else list(request.session.get(OPEN, ()))


def show_code(request: HttpRequest, uid: UUID, code: str) -> None:
    _keep_open(request, has_code=True)
    request.session[CODES] = {**request.session.get(CODES, {}), str(uid): code}


def shown_code(request: HttpRequest, uid: UUID) -> str:
    return str(request.session.get(CODES, {}).get(str(uid), ""))


def _without(request: HttpRequest, key: str, uid: UUID) -> None:
    request.session[key] = {name: value for name, value in request.session.get(key, {}).items() if name != str(uid)}


def sent(request: HttpRequest, uid: UUID, code: str) -> None:
    """The draft became an application: its page, its receipt and the code to follow it stay for this visit."""
    request.session[OPEN] = [one for one in request.session.get(OPEN, []) if one != str(uid)]
    _without(request, CODES, uid)
    _keep_open(request, has_code=True)
    request.session[SENT] = {**request.session.get(SENT, {}), str(uid): code}


def sent_uids(request: HttpRequest) -> list[str]:
    return [] if is_closed(request) else list(request.session.get(SENT, ()))


def sent_code(request: HttpRequest, uid: UUID) -> str:
    return str(request.session.get(SENT, {}).get(str(uid), ""))


def help_with(request: HttpRequest, draft: UUID, helper: UUID) -> None:
    request.session.cycle_key()
    request.session[HELPING] = {**request.session.get(HELPING, {}), str(draft): str(helper)}


def helper_of(request: HttpRequest, draft: UUID) -> str:
    """The invitation with which this visit came to the draft, or nothing."""
    return str(request.session.get(HELPING, {}).get(str(draft), ""))
