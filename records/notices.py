"""Kinds of messages. The room that tells defines a Notice; `records.messages` delivers it."""

import logging
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records import placeholders, texts
from records.models import Message

log = logging.getLogger(__name__)
# „01.12.2026 г.“ at the end of a sentence brings its full stop with it.
TWICE = re.compile(r"(?<!\.)\.\.(?!\.)")
_NOTICES: dict[str, "Notice"] = {}


class Topic(TextChoices):
    """What a message is of, for who chooses what to be written to about."""

    APPLICATION = "application", _("news about my applications")
    REMINDER = "reminder", _("reminders: something is due or coming")
    OFFICER = "officer", _("messages from the officer")
    RENEWAL = "renewal", _("a service ends and may be renewed")
    # The law says that somebody is told, or a term runs from it: never switched off, never gathered.
    LEGAL = "legal", _("notices by law: decisions, requests for documents, sending on")
    STAFF = "staff", _("work of the staff")


# What may be switched off.
CHOSEN_TOPICS = (Topic.APPLICATION, Topic.REMINDER, Topic.OFFICER, Topic.RENEWAL)


@dataclass(frozen=True)
class Placeholder:
    """What a text may name, with a made-up value for the preview; the English one where it differs."""

    name: str
    label: str | Promise
    sample_bg: str
    sample_en: str = ""

    def sample(self, language: str) -> str:
        return self.sample_en if language == "en" and self.sample_en else self.sample_bg


NUMBER = Placeholder("number", _("number of the application or the decision"), "СУ-2026-00412/23.11.2026 г.")
SERVICE = Placeholder("service", _("the service"), "Домашен социален патронаж", "Home social patronage")
BENEFICIARY = Placeholder("beneficiary", _("for whom it is"), "Пенка Иванова", "Penka Ivanova")


@dataclass(frozen=True)
class Notice:
    """A kind of message. Its built-in text is templates/messages/<kind>.txt; `subject` is a translated sentence.

    `brief` is the one sentence for e-mail, text message and lock screens: no service, illness or name. What is
    urgent goes out at night too and waits for no daily mail; only a safe contact rule holds it back. Editors may
    write another text with these `placeholders`; where theirs cannot be filled, the built-in one is said.
    """

    kind: str
    subject: str | Promise
    brief: str | Promise
    topic: Topic = Topic.APPLICATION
    is_urgent: bool = False
    placeholders: tuple[Placeholder, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(placeholder.name for placeholder in self.placeholders)

    def text(self, message: Message, language: str) -> str:
        """The full text, for the profile and a letter."""
        context = in_language(message.context, language)
        wording = texts.wording_of(message)
        if wording is not None:
            values = {name: str(context.get(name, "")) for name in self.names}
            try:
                return self._whom(
                    placeholders.fill(wording.part("body", language), values, self.names), context, language
                )
            except placeholders.TemplateError:
                log.exception("The text %s cannot be filled: the built-in one is said.", wording)
        return self._whom(self.builtin(context, language), context, language)

    @staticmethod
    def _whom(text: str, context: dict[str, Any], language: str) -> str:
        """Somebody who is told about another reads first about whom."""
        if "about" not in context or "beneficiary" in context:
            return text
        with translation.override(language):
            return _("This is about %(name)s.") % {"name": context["about"]} + " " + text

    def builtin(self, context: dict[str, Any], language: str) -> str:
        with translation.override(language):
            text = render_to_string(f"messages/{self.kind}.txt", context).strip()
        return TWICE.sub(".", text)

    def title(self, language: str, message: Message | None = None) -> str:
        return self._short("subject", self.subject, language, message)

    def sentence(self, language: str, message: Message | None = None) -> str:
        """The brief one that leaves the house."""
        return self._short("brief", self.brief, language, message)

    def _short(self, part: str, builtin: str | Promise, language: str, message: Message | None) -> str:
        wording = texts.wording_of(message) if message is not None else None
        if wording is not None:
            return wording.part(part, language)
        with translation.override(language):
            return str(builtin)

    @property
    def may_wait(self) -> bool:
        """Whether it may come in the one mail of the day."""
        return not self.is_urgent and self.topic in CHOSEN_TOPICS


def in_language(context: dict[str, Any] | None, language: str) -> dict[str, Any]:
    """A name that has an English form is stored beside the Bulgarian one."""
    found = dict(context or {})
    if language == "en":
        found.update({key[:-3]: value for key, value in found.items() if key.endswith("_en")})
    return found


def define(notice: Notice) -> Notice:
    _NOTICES[notice.kind] = notice
    return notice


def notice(kind: str) -> Notice:
    return _NOTICES[kind]


def notice_of(message: Message) -> Notice:
    return notice(message.kind)


def known_kinds() -> list[str]:
    return sorted(_NOTICES)


def edited_kinds() -> list[Notice]:
    """Those whose text editors may change: there is a list of what it may name."""
    return [one for _kind, one in sorted(_NOTICES.items()) if one.placeholders]
