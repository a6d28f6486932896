"""The work place at the counter: whom the clerk serves now, wiping between two clients, and the lock when left alone.

What it knows lives in the session and ends with the client. The last touch is a signed cookie, so that reading a page
writes nothing.
"""

import base64
import time
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import check_password, make_password
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from applications import hall
from people.models import Person, User
from records import audit
from records.keys import open_briefly, seal_briefly

CLIENT, LOCKED, OPENED, CODE, TRIES = "client", "_station_locked", "_station_opened", "_station_code", "_station_tries"
# The call that is being turned into an application: it lives on when the caller begins to be served.
CALL = "call"
# The code of the paper form that was read before its person was found.
PAPER = "paper"
TOUCH_COOKIE = "station"
MAX_TRIES = 3


class Station:
    """`request.station`. Empty for everybody but a clerk who serves somebody."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        client = request.session.get(CLIENT) or {}
        self.person_pk: int | None = client.get("pk")
        self.person_uid: str = client.get("uid", "")
        self._name: str = client.get("name", "")

    @property
    def name(self) -> str:
        """Whom the clerk serves now; empty between two clients."""
        try:
            return open_briefly(base64.b64decode(self._name), CLIENT).decode() if self._name else ""
        except (InvalidTag, ValueError):
            return ""

    @property
    def queue(self) -> dict[str, Any]:
        """Where the clerk sits in the queue, and the number that was called."""
        return hall.standing(self.request)

    @property
    def visit(self) -> str:
        """Another one for each client: what was asked for the one before is not asked again."""
        return salted_hmac("station.visit", self.request.session.session_key or "").hexdigest()[:16]

    @property
    def idle_seconds(self) -> int:
        return settings.STATION_IDLE_MINUTES * 60

    @property
    def is_locked(self) -> bool:
        session = self.request.session
        if session.get(LOCKED):
            return True
        last = max(self._touched(), session.get(OPENED, 0))
        return bool(last) and time.time() - last > self.idle_seconds

    def touch(self, response: HttpResponse) -> None:
        """Notes on the answer that somebody is there."""
        value = self._signer().sign(str(int(time.time())))
        response.set_cookie(TOUCH_COOKIE, value, httponly=True, samesite="Strict", secure=settings.HTTPS)

    def _touched(self) -> int:
        try:
            return int(self._signer().unsign(self.request.COOKIES.get(TOUCH_COOKIE, "")))
        except (BadSignature, ValueError):
            return 0

    def _signer(self) -> Signer:
        # A note of another session is worth nothing here.
        return Signer(salt=f"station:{self.request.session.session_key}")


def begin(request: HttpRequest, person: Person, *, by: User) -> None:
    """From now on the clerk serves this person; whatever was left of the one before is wiped first."""
    if request.session.get(CLIENT, {}).get("uid") == str(person.uid):
        return
    brought = {name: request.session[name] for name in (CALL, PAPER) if name in request.session}
    wipe(request, by=by)
    request.session.update(brought)
    name = base64.b64encode(seal_briefly(person.full_name.encode(), CLIENT)).decode()
    request.session[CLIENT] = {"pk": person.pk, "uid": str(person.uid), "name": name}
    audit.record("attending_began", person, by=by, counter=str(by.counter.uid))


def wipe(request: HttpRequest, *, by: User) -> None:
    """Nothing of the client stays in the session, and the cookie of the session becomes another one."""
    client = request.session.get(CLIENT)
    if client:
        person = Person.objects.get(uid=UUID(client["uid"]))
        audit.record("attending_ended", person, by=by, counter=str(by.counter.uid))
    for key in list(request.session.keys()):
        if not key.startswith(("_", "account_")):
            del request.session[key]
    list(messages.get_messages(request))
    # A new session cookie makes the browser drop the pages it kept for its back button.
    request.session.cycle_key()
    request.session[OPENED] = int(time.time())


def lock(request: HttpRequest) -> None:
    request.session[LOCKED] = True


def set_code(request: HttpRequest, code: str) -> None:
    """A short code for coming back to this work place, until the clerk signs out."""
    request.session[CODE] = make_password(code)


def unlock(request: HttpRequest, secret: str, *, by: User) -> bool:
    """With the day's short code or the password. False for a wrong one; `is_spent` says when it was the last try."""
    stored = request.session.get(CODE, "")
    if by.check_password(secret) or (stored and check_password(secret, stored)):
        request.session[LOCKED], request.session[TRIES] = False, 0
        request.session[OPENED] = int(time.time())
        return True
    request.session[TRIES] = request.session.get(TRIES, 0) + 1
    audit.record("station_unlock_failed", by, by=by)
    return False


def is_spent(request: HttpRequest) -> bool:
    return bool(request.session.get(TRIES, 0) >= MAX_TRIES)
