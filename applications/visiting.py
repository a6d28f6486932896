"""What a visit without an account holds in its session: which drafts are open, and codes to be written down."""

from uuid import UUID

from django.http import HttpRequest

OPEN, CODES, SENT, HELPING = "drafts", "resume_codes", "sent", "helping"


def enter(request: HttpRequest, uid: UUID) -> None:
    """A new session key, so that one from before the code was typed opens nothing."""
    request.session.cycle_key()
    request.session[OPEN] = [*(one for one in request.session.get(OPEN, []) if one != str(uid)), str(uid)]


def leave(request: HttpRequest, uid: UUID) -> None:
    """On a shared computer: nothing of the draft can be opened from here any more."""
    request.session[OPEN] = [one for one in request.session.get(OPEN, []) if one != str(uid)]
    _without(request, CODES, uid)
    _without(request, HELPING, uid)
    request.session.cycle_key()


def holds(request: HttpRequest, uid: UUID) -> bool:
    return str(uid) in request.session.get(OPEN, ())


def open_uids(request: HttpRequest) -> list[str]:
    return list(request.session.get(OPEN, ()))


def show_code(request: HttpRequest, uid: UUID, code: str) -> None:
    request.session[CODES] = {**request.session.get(CODES, {}), str(uid): code}


def shown_code(request: HttpRequest, uid: UUID) -> str:
    return str(request.session.get(CODES, {}).get(str(uid), ""))


def _without(request: HttpRequest, key: str, uid: UUID) -> None:
    request.session[key] = {name: value for name, value in request.session.get(key, {}).items() if name != str(uid)}


def sent(request: HttpRequest, uid: UUID, code: str) -> None:
    """The draft became an application: its page, its receipt and the code to follow it stay for this visit."""
    request.session[OPEN] = [one for one in request.session.get(OPEN, []) if one != str(uid)]
    _without(request, CODES, uid)
    request.session[SENT] = {**request.session.get(SENT, {}), str(uid): code}


def sent_uids(request: HttpRequest) -> list[str]:
    return list(request.session.get(SENT, ()))


def sent_code(request: HttpRequest, uid: UUID) -> str:
    return str(request.session.get(SENT, {}).get(str(uid), ""))


def help_with(request: HttpRequest, draft: UUID, helper: UUID) -> None:
    request.session.cycle_key()
    request.session[HELPING] = {**request.session.get(HELPING, {}), str(draft): str(helper)}


def helper_of(request: HttpRequest, draft: UUID) -> str:
    """The invitation with which this visit came to the draft, or nothing."""
    return str(request.session.get(HELPING, {}).get(str(draft), ""))
