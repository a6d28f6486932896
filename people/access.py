"""The one question of permission. A scope has already hidden what a stranger may not know of."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from people.models import User
from people.roles import Permission
from records import audit

View = Callable[..., HttpResponseBase]


def allows(user: User, permission: Permission) -> bool:
    return permission in user.permissions


def require(user: User, permission: Permission, subject: Any = None) -> None:
    """Raises PermissionDenied (403) for a colleague without the right; the refusal itself is audited."""
    if allows(user, permission):
        return
    audit.denied(permission.value, subject, by=user)
    raise PermissionDenied


def permission_required(permission: Permission) -> Callable[[View], View]:
    """For a room's front doors, where there is no object to ask about yet."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request.user, permission)  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

        return guarded

    return decorate
