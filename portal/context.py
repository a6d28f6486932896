"""What every page knows: the town, how the visitor likes to read, and demo's accounts."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from portal.demo.accounts import ACCOUNTS, address

DISPLAY_COOKIE, KEYS_COOKIE = "display", "keys"
THEMES = ("auto", "light", "dark", "contrast")
SIZES = ("normal", "large")
DESK_ROOMS = {"signals", "places", "routing", "absences"}
STAFF_ROOMS = {"desk", "counter", "provider", "helper", "catalogue-editor", "undelivered", "post", "hall"}


@dataclass(frozen=True)
class Display:
    theme: str = "auto"
    size: str = "normal"
    easy: str = "0"

    @property
    def key(self) -> str:
        return f"{self.theme}.{self.size}.{self.easy}"


def display_preferences(request: HttpRequest) -> Display:
    """Read from one plain cookie `theme.size.easy`; anything unknown falls back to the default."""
    parts = request.COOKIES.get(DISPLAY_COOKIE, "").split(".")
    if len(parts) != 3:
        return Display()
    theme, size, easy = parts
    return Display(
        theme if theme in THEMES else "auto",
        size if size in SIZES else "normal",
        easy if easy in {"0", "1"} else "0",
    )


def portal(request: HttpRequest) -> dict[str, Any]:
    standing = _standing("en" if get_language() == "en" else "bg")
    return {
        "display": display_preferences(request),
        "nav": _place(request),
        "one_sign_keys": has_one_sign_keys(request),
        **standing,
    }


def has_one_sign_keys(request: HttpRequest) -> bool:
    """Whether „/“, „?“ and digits are keys on the pages of staff."""
    return request.COOKIES.get(KEYS_COOKIE) != "off"


def _place(request: HttpRequest) -> str:
    """The room of staff that the page belongs to, for the menu: desk, counter, provider or catalogue-editor."""
    parts = [part for part in request.path_info.strip("/").split("/") if part != "en"]
    if parts[0:1] == ["desk"] and parts[1:2] and parts[1] in DESK_ROOMS:
        return parts[1]
    room = parts[0] if parts else ""
    return room if room in STAFF_ROOMS else ""


@cache
def _standing(language: str) -> dict[str, Any]:
    """What does not change while the process lives."""
    town = settings.MUNICIPALITY
    return {
        "town": {
            "name": town[f"name_{language}"],
            "address": town[f"address_{language}"],
            "phone": town["phone"],
            "hotline": town["hotline"],
            "email": town["email"],
        },
        "is_demo": settings.DEMO,
        "demo_accounts": [(address(row[0]), row[4]) for row in ACCOUNTS] if settings.DEMO else [],
    }
