"""Typed answers whose session ended before they arrived: kept encrypted until the person has signed in again."""

import base64
import json
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest, QueryDict

from records.keys import open_briefly, seal_briefly

KEY = "parked"


def park(request: HttpRequest, path: str = "") -> None:
    """For the page that was sent, or for the one that `path` names."""
    body = json.dumps({"path": path or request.path, "data": request.POST.urlencode()}).encode()
    request.session[KEY] = base64.b64encode(seal_briefly(body, KEY)).decode()


def where(request: HttpRequest, uid: UUID) -> str:
    """The page of this draft on which something typed is waiting, or nothing."""
    sealed = request.session.get(KEY)
    path = str(_opened(sealed).get("path", "")) if sealed else ""
    return path if f"/draft/{uid}/" in path else ""


def take_back(request: HttpRequest) -> QueryDict | None:
    """What was typed on this very page, once."""
    sealed = request.session.get(KEY)
    if not sealed:
        return None
    parked = _opened(sealed)
    if parked.get("path") != request.path:
        return None
    del request.session[KEY]
    return QueryDict(parked["data"])


def _opened(sealed: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(open_briefly(base64.b64decode(sealed), KEY))
    except (InvalidTag, ValueError):
        return {}
    return found
