"""The door for partner institutions: JSON in and out, a key in the header, no session and no cookie.

A partner makes a draft, asks how far its own one is, or takes it back. It never reads anything that a person wrote.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from applications import calls_in, partner_openapi
from applications.actions import partners, preparing
from applications.models import PartnerKey, PreparedDraft, Scope, State
from records import audit

MOST_BYTES = 64 * 1024


def problem(status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return as_json({**body, **({"errors": errors} if errors else {})}, status, "application/problem+json")


def as_json(body: dict[str, Any], status: int = 200, kind: str = "application/json") -> HttpResponse:
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=f"{kind}; charset=utf-8")


Call = Callable[..., HttpResponse]


def partner_call(*methods: str, scope: str = Scope.DRAFTS) -> Callable[[Call], Call]:
    """`view(request, key, …)` for a key in force that is for `scope`. Each call is audited, the refused ones here."""

    def decorate(view: Call) -> Call:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            with override("en" if request.GET.get("lang") == "en" else "bg"):
                key = _key_of(request)
                if key is None:
                    return _stranger(request)
                if scope not in key.scopes:
                    words = _("This key is for something else. Ask the municipality for one for it.")
                    response = problem(403, _("The key is not for this"), words)
                elif not partners.may_call(key.partner):
                    response = problem(429, _("Too many calls"), _("Wait and call again later."))
                    response.headers["Retry-After"] = "600"
                else:
                    if request.method == "POST" or scope != Scope.DRAFTS:
                        partners.note_use(key)
                    response = view(request, key, *args, **kwargs)
                if response.status_code >= 400:
                    facts = {"key": key.mark, "status": response.status_code}
                    audit.record("partner_call_refused", key.partner, by=key.partner, **facts)
                return response

        return called

    return decorate


def _key_of(request: HttpRequest) -> PartnerKey | None:
    kind, _space, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    return PartnerKey.objects.that_opens(shown.strip(), timezone.localdate())


def _stranger(request: HttpRequest) -> HttpResponse:
    if not partners.may_try(request.META.get("REMOTE_ADDR", "")):
        return problem(429, _("Too many calls"), _("Wait and call again later."))
    audit.denied("partner_call", None, by=AnonymousUser())
    response = problem(401, _("We do not know this key"), _("Send a key in force: Authorization: Bearer …"))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _told(draft: PreparedDraft, status: int = 200, *, with_code: bool = False) -> HttpResponse:
    """All that a partner may know; the code and the letter only while it waits, to whoever makes the call again."""
    body: dict[str, Any] = {"id": str(draft.uid), "state": draft.state.value, "waits_until": str(draft.expires_on)}
    if with_code and draft.state == State.WAITING:
        body |= {"code": preparing.shown_code(draft), "address": preparing.address(), "letter": preparing.letter(draft)}
    return as_json(body, status)


@partner_call("POST")
def prepare(request: HttpRequest, key: PartnerKey) -> HttpResponse:
    """The same reference with the same contents answers with the same draft, however often it comes."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
        return problem(413, _("The call is too large"), _("At most 64 kB are taken."))
    try:
        call = json.loads(request.body)
        # Half a character ("\ud800") is allowed by JSON and can be written nowhere.
        json.dumps(call, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return problem(400, _("We did not understand the request"), _("The body is not JSON."))
    checked, wrong = calls_in.check(key.partner, call)
    if checked is None:
        names = ", ".join(one.label or one.field for one in wrong)
        detail = _("Fields with a wrong value: %(names)s.") % {"names": names}
        return problem(422, _("We did not understand the request"), detail, [one._asdict() for one in wrong])
    try:
        draft, is_new = preparing.make(key, call, checked)
    except preparing.ReferenceTaken:
        detail = _("This reference names another draft. Use a new one, or send the same contents.")
        return problem(409, _("The reference is taken"), detail)
    if not is_new:
        audit.record("prepared_draft_asked", draft, by=key.partner, key=key.mark)
    return _told(draft, 201 if is_new else 200, with_code=True)


def _own(key: PartnerKey, uid: UUID) -> PreparedDraft:
    return get_object_or_404(PreparedDraft.objects.of_partner(key.partner), uid=uid)


def _missing() -> HttpResponse:
    return problem(404, _("There is no such draft"), _("Check the identifier in the address."))


@partner_call("GET", "HEAD")
def ask(request: HttpRequest, key: PartnerKey, uid: UUID) -> HttpResponse:
    """Whether it waits, was opened, or is gone."""
    try:
        draft = _own(key, uid)
    except Http404:
        return _missing()
    audit.record("prepared_draft_asked", draft, by=key.partner, key=key.mark)
    return _told(draft)


@partner_call("POST")
def take_back(request: HttpRequest, key: PartnerKey, uid: UUID) -> HttpResponse:
    try:
        draft = _own(key, uid)
    except Http404:
        return _missing()
    if not preparing.take_back(draft, by=key.partner):
        return problem(409, _("The person has opened it"), _("It is theirs now: ask them, or call us."))
    draft.refresh_from_db()
    return _told(draft)


@login_not_required
def openapi(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(("GET", "HEAD"))
    return HttpResponse(partner_openapi.described(), content_type="application/vnd.oai.openapi+json;version=3.1")
