"""What readers told us, for the editors: newest first, by key."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from people.models import User
from services.models import Feedback, UnmetNeed
from services.models.feedback import VoiceQuerySet

PAGE = 50
BOXES: dict[str, tuple[type[UnmetNeed] | type[Feedback], Any]] = {
    "unmet": (UnmetNeed, _("What people look for and do not find")),
    "feedback": (Feedback, _("What people say of the pages")),
}


class Counted(NamedTuple):
    label: str
    number: int
    unread: int


class Box(NamedTuple):
    name: str
    label: str
    kinds: list[Counted]


def rows(what: str, user: User) -> VoiceQuerySet[Any]:
    return BOXES[what][0].objects.visible_to(user)


def page(what: str, user: User, before: str) -> tuple[list[Any], int | None]:
    """The rows, and the key from which the next page goes on."""
    found = rows(what, user).with_text().order_by("-pk")
    if what == "unmet":
        found = found.select_related("data_key", "service", "settlement", "target_group")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    shown = list(found[: PAGE + 1])
    return shown[:PAGE], shown[PAGE - 1].pk if len(shown) > PAGE else None


def counts(user: User) -> list[Box]:
    return [Box(name, str(label), _kinds(name, user)) for name, (_model, label) in BOXES.items()]


def _kinds(what: str, user: User) -> list[Counted]:
    labels = dict(BOXES[what][0].Kind.choices)
    unread = Count("pk", filter=Q(handled_at__isnull=True))
    found = rows(what, user).order_by("kind").values_list("kind").annotate(number=Count("pk"), unread=unread)
    return [Counted(str(labels[kind]), number, new) for kind, number, new in found]
