"""An edition arranged for its readers, from the frozen content alone: chapters, and an index by their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from services.models import Edition

Content = dict[str, Any]


@dataclass(frozen=True)
class Chapter:
    """Services under one heading. `also` are those that the reader finds in an earlier chapter."""

    id: str
    title: str
    hint: str
    services: list[Content]
    also: list[Content]


@dataclass(frozen=True)
class Book:
    edition: Edition
    content: Content

    @property
    def title_parts(self) -> tuple[str, str]:
        return TITLES[self.edition.language]

    @property
    def title(self) -> str:
        return " – ".join(self.title_parts)

    @property
    def language(self) -> str:
        return self.edition.language

    @property
    def issued_on(self) -> date:
        return self.edition.issued_on

    @property
    def is_for_team(self) -> bool:
        return self.edition.audience == Edition.Audience.TEAM

    @property
    def services(self) -> dict[str, Content]:
        return {service["id"]: service for service in self.content["services"]}

    @property
    def chapters(self) -> list[Chapter]:
        return list(self._by_need() if self.is_for_team else self._by_group())

    def _by_group(self) -> Iterator[Chapter]:
        rows = groupby(self.content["services"], key=lambda service: service["group"])
        for number, (group, services) in enumerate(rows):
            yield Chapter(f"g-{number}", group, "", list(services), [])

    def _by_need(self) -> Iterator[Chapter]:
        """A service stands under its first need; services that answer no need close the book."""
        told: set[str] = set()
        for need in self.content["needs"]:
            found = [self.services[slug] for slug in need["services"]]
            fresh = [service for service in found if service["id"] not in told]
            also = [service for service in found if service["id"] in told]
            told |= {service["id"] for service in fresh}
            yield Chapter(f"n-{need['id']}", need["name"], need["hint"], fresh, also)
        rest = [service for service in self.content["services"] if service["id"] not in told]
        if rest:
            yield Chapter("n-other", OTHER[self.language], "", rest, [])

    @property
    def index(self) -> list[tuple[str, list[tuple[str, list[str]]]]]:
        """By first letter: each word with the services that it leads to, in the order of the book."""
        found: dict[str, tuple[str, list[str]]] = {}
        for word, slug in self._words():
            _first, slugs = found.setdefault(word.casefold(), (word, []))
            if slug not in slugs:
                slugs.append(slug)
        entries = [found[key] for key in sorted(found)]
        return [(letter, list(rows)) for letter, rows in groupby(entries, key=lambda entry: entry[0][0].upper())]

    def _words(self) -> Iterator[tuple[str, str]]:
        for service in self.content["services"]:
            for word in (service["name"], service["abbr"], *service["words"]):
                if word:
                    yield word, service["id"]
        for need in self.content["needs"]:
            for slug in need["services"]:
                yield need["name"], slug

    @property
    def changes(self) -> list[Content]:
        rows: list[Content] = self.content["changes"]["rows"]
        return rows

    @property
    def compared_with(self) -> Content | None:
        found: Content | None = self.content["changes"]["with"]
        return found


# The title of the printed book, as the municipality has announced it.
TITLES = {
    "bg": ("Интегрирани социални услуги", "за всеки според потребностите"),
    "en": ("Integrated social services", "for everyone according to their needs"),
}
OTHER = {"bg": "Друга помощ", "en": "Other help"}
