from typing import Any

from django.http import HttpRequest

from people.models import User


class Request(HttpRequest):
    """A request behind the sign-in: its user is one of ours. For the type checker; nothing makes one."""

    user: User
    # What the work place knows of the client served now (applications/station.py).
    station: Any
