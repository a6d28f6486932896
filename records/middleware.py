from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from records import audit
from records.access import Seen, seen_of

# The columns of AccessLog. One row nearly every signed-in page, so the statement is not composed anew each time.
WRITE = """
    INSERT INTO records_accesslog (at, actor_uid, actor_label, kind, purpose, case_uid, person_uids, view)
    VALUES (%(at)s, %(actor_uid)s, %(actor_label)s, %(kind)s, %(purpose)s, %(case_uid)s, %(person_uids)s, %(view)s)
"""


class AccessLogMiddleware:
    """Writes who looked at whose data: one row a response, after the view has read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        seen = seen_of(request)
        if seen is not None and seen.person_uids and response.status_code < 400:
            match = request.resolver_match
            _write(seen, by=request.user, view=match.view_name if match else "")
        return response


def _write(seen: Seen, *, by: Any, view: str) -> None:
    row = {
        **audit.who(by),
        "at": timezone.now(),
        "kind": seen.kind,
        "purpose": seen.purpose,
        "case_uid": seen.case_uid,
        "person_uids": sorted(seen.person_uids),
        "view": view[:80],
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, row)
