from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from records import audit
from records.access import seen_of
from records.models import AccessLog


class AccessLogMiddleware:
    """Writes who looked at whose data: one row a response, after the view has read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        seen = seen_of(request)
        if seen is not None and seen.person_uids and response.status_code < 400:
            match = request.resolver_match
            AccessLog.objects.create(
                **audit.who(request.user),
                kind=seen.kind,
                purpose=seen.purpose,
                case_uid=seen.case_uid,
                person_uids=sorted(seen.person_uids),
                view=(match.view_name if match else "")[:80],
            )
        return response
