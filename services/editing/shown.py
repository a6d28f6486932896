"""What the pages of an entry and of a change show: its parts in words, differences, hints, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from people.models import User
from records.workflow import verbs
from services import plain
from services.actions import changes
from services.editing.sections import Section, sections_of
from services.entries import Kind, differences, history, labels
from services.entries.differences import Difference
from services.entries.wording import Names
from services.models import CatalogueChange, language

Data = dict[str, Any]


def title(data: Data, slug: str) -> str:
    names = (f"name_{language()}", language(), f"site_{language()}")
    return next((str(data[name]) for name in names if data.get(name)), slug)


def public_address(kind: Kind, data: Data) -> str:
    if kind.name == "service" and data.get("published", True):
        return reverse("service", args=[data["id"]])
    return ""


def parts(kind: Kind, data: Data) -> list[tuple[Section, list[Difference]]]:
    """Every section with what it says, in words."""
    known = Names(data)
    return [(section, _said(kind, section, data, known)) for section in sections_of(kind)]


def _said(kind: Kind, section: Section, data: Data, known: Names) -> list[Difference]:
    names = {path.split("__")[0] for path in section.fields}
    part = {name: value for name, value in data.items() if name in names}
    return differences.between(kind.name, None, part, known) if part else []


@dataclass(frozen=True)
class Hint:
    label: str
    words: str


def hints(data: Data) -> list[Hint]:
    """What is hard to read in the entry's texts."""
    found = []
    for name, value in data.items():
        if isinstance(value, str) and name.endswith(("_bg", "_en")) and value:
            label = labels.of_field("", name)
            found += [Hint(label, words) for words in plain.hints(value, name[-2:])]
    return found


def changed(change: CatalogueChange, base: Data | None) -> list[Difference]:
    return differences.between(change.kind, base, change.data)


@dataclass(frozen=True)
class Newer:
    """A text was published after the author had begun: what it changed, and what the author changes."""

    theirs: list[Difference]
    ours: list[Difference]


def newer(change: CatalogueChange, base: Data | None) -> Newer | None:
    if change.status not in {"draft", "returned", "waiting", "approved"}:
        return None
    if history.last_number(change.kind, change.slug) == change.base:
        return None
    now = changes.current(change.kind, change.slug)
    return Newer(differences.between(change.kind, base, now), changed(change, base))


def verbs_of(change: CatalogueChange, user: User) -> set[str]:
    """The buttons of the table, as far as they are this editor's."""
    found = set(verbs(change))
    is_mine = change.author_id == user.pk
    can = {"discard"} & found if is_mine else set()
    if "send" in found:
        can |= {"edit", "send"} if is_mine else {"take-over"}
    if "return" in found:
        can.add("rewrite" if is_mine else "return")
    if "approve" in found and not is_mine:
        can.add("approve")
    return can
