"""Kinds of messages. The room that tells defines a Notice; `records.messages` delivers it."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.models import Message

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
class Notice:
    """A kind of message. Its full text is templates/messages/<kind>.txt; `subject` is a translated sentence.

    `brief` is the one sentence for e-mail, text message and lock screens: no service, illness or name. What is
    urgent goes out at night too and waits for no daily mail; only a safe contact rule holds it back.
    """

    kind: str
    subject: str | Promise
    brief: str | Promise
    topic: Topic = Topic.APPLICATION
    is_urgent: bool = False

    def text(self, message: Message, language: str) -> str:
        context = dict(message.context)
        if language == "en":
            # A name that has an English form is stored beside the Bulgarian one.
            context.update({key[:-3]: value for key, value in context.items() if key.endswith("_en")})
        with translation.override(language):
            return render_to_string(f"messages/{self.kind}.txt", context).strip()

    def title(self, language: str) -> str:
        with translation.override(language):
            return str(self.subject)

    @property
    def may_wait(self) -> bool:
        """Whether it may come in the one mail of the day."""
        return not self.is_urgent and self.topic in CHOSEN_TOPICS


def define(notice: Notice) -> Notice:
    _NOTICES[notice.kind] = notice
    return notice


def notice(kind: str) -> Notice:
    return _NOTICES[kind]


def notice_of(message: Message) -> Notice:
    return notice(message.kind)


def known_kinds() -> list[str]:
    return sorted(_NOTICES)
