"""What the editors of messages see: the texts there are, the built-in one in the grammar, a preview."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from records import placeholders, texts
from records.channels.sms import sms_text
from records.models import MessageText
from records.notices import Notice, edited_kinds
from records.sms_parts import Size, size_of
from services.models import Service

LANGUAGES = ("bg", "en")


@dataclass(frozen=True)
class Shown:
    """One language of a text with made-up data, as its reader would get it."""

    language: str
    subject: str
    brief: str
    body: str
    sms: str
    size: Size


@dataclass(frozen=True)
class Line:
    """A kind of message in the list: its title now, and how many texts of ours there are in force."""

    notice: Notice
    title: str
    own: int


def kinds(language: str) -> list[Line]:
    """One query."""
    now = timezone.now()
    known: dict[str, list[MessageText]] = {}
    for text in MessageText.objects.order_by("-number"):
        known.setdefault(text.kind, []).append(text)
    lines = []
    for notice in edited_kinds():
        rows = known.get(notice.kind, [])
        general = texts.choose(rows, "", now)
        own = sum(texts.choose(rows, slug, now) is not None for slug in {row.service for row in rows})
        lines.append(Line(notice, general.part("subject", language) if general else notice.title(language), own))
    return sorted(lines, key=lambda line: line.title)


def find(kind: str) -> Notice | None:
    return next((notice for notice in edited_kinds() if notice.kind == kind), None)


def builtin(notice: Notice) -> dict[str, str]:
    """The programme's own texts, in the grammar: each value is its placeholder."""
    names = {name: f"(({name}))" for name in notice.names}
    found = {}
    for language in LANGUAGES:
        found[f"subject_{language}"] = notice.title(language)
        found[f"brief_{language}"] = notice.sentence(language)
        found[f"body_{language}"] = notice.builtin(names, language)
    return found


def in_force(notice: Notice, service: str, day: date) -> MessageText | None:
    """What is said of this service on the day; None: the built-in text."""
    rows = [row for row in MessageText.objects.of_kind(notice.kind) if row.valid_from <= day]
    return texts.choose(rows, service, timezone.now())


def shown(notice: Notice, wording: dict[str, str], language: str) -> Shown:
    """Raises TemplateError."""
    values = {one.name: one.sample(language) for one in notice.placeholders}
    body = placeholders.fill(wording[f"body_{language}"], values, notice.names)
    brief = wording[f"brief_{language}"]
    sms = sms_text(brief)
    return Shown(language, wording[f"subject_{language}"], brief, body, sms, size_of(sms))


def names_of_services() -> list[tuple[str, bool]]:
    """Every name in both languages, and whether it gives away a protected matter."""
    rows = Service.objects.only("name_bg", "name_en", "emergency", "details")
    return [(name, row.is_protected) for row in rows for name in (row.name_bg, row.name_en)]
