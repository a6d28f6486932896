"""Setting and ending the rule by which a person in danger may be reached."""

from dataclasses import dataclass
from datetime import time

from django.db import models, transaction

from people.models import ContactChoice, HiddenFrom, Person, SafeContact, User
from people.models.contact import mark_of
from records import audit


@dataclass(frozen=True)
class SafeRules:
    """What the person asked for; `hidden_from` are e-mails in lower case and personal numbers."""

    channels: tuple[str, ...] = ()
    hours: tuple[time, time] | None = None
    code_phrase: str = ""
    never_leave_messages: bool = False
    hide_from_others: bool = False
    hidden_from: tuple[str, ...] = ()


@transaction.atomic
def set_safe(person: Person, rules: SafeRules, *, by: User) -> SafeContact:
    """The one rule of the person, new or in the place of the old one. It holds from the next message on."""
    Person.objects.select_for_update().get(pk=person.pk)
    rule = SafeContact.objects.of(person) or SafeContact(person=person, data_key=person.data_key)
    rule.channels = list(rules.channels)
    rule.hours_from, rule.hours_until = rules.hours or (None, None)
    rule.code_phrase = rules.code_phrase or None
    rule.never_leave_messages = rules.never_leave_messages
    rule.hide_from_others = rules.hide_from_others
    rule.hidden_list = "\n".join(rules.hidden_from) or None
    rule.save()
    rule.hidden_from.all().delete()
    HiddenFrom.objects.bulk_create(HiddenFrom(rule=rule, mark=mark_of(named)) for named in set(rules.hidden_from))
    audit.record(
        "safe_contact_set", person, by=by,
        channels=rule.channels, has_hours=rules.hours is not None, others=rules.hide_from_others,
        accounts=len(rules.hidden_from),
    )  # fmt: skip
    return rule


@transaction.atomic
def end_safe(person: Person, *, by: User) -> None:
    SafeContact.objects.filter(person=person).delete()
    audit.record("safe_contact_ended", person, by=by)


@dataclass(frozen=True)
class Choices:
    """What somebody wants to be written to about, and when; hours are local."""

    topics_off: tuple[str, ...] = ()
    is_daily: bool = False
    quiet: tuple[time, time] | None = None


@transaction.atomic
def choose(choices: Choices, *, by: User, person: Person | None = None, user: User | None = None) -> ContactChoice:
    """The one row of the person, or of a login without a person; a former row of the login gives way."""
    if person is not None:
        ContactChoice.objects.filter(user__person=person).delete()
    row = ContactChoice.objects.filter(person=person, user=None if person else user).first()
    row = row or ContactChoice(person=person, user=None if person else user)
    row.topics_off = list(choices.topics_off)
    row.is_daily = choices.is_daily
    row.quiet_from, row.quiet_until = choices.quiet or (None, None)
    row.save()
    audit.record("contact_chosen", person or user, by=by, topics_off=row.topics_off, daily=row.is_daily)
    return row


def choice_of(*, person: Person | None = None, user: User | None = None) -> ContactChoice | None:
    """The row that counts: the person's, else the login's own."""
    mine = models.Q(person=person) if person is not None else models.Q(pk=None)
    if user is not None:
        mine |= models.Q(user=user)
    return ContactChoice.objects.filter(mine).order_by(models.F("person").asc(nulls_last=True)).first()


@transaction.atomic
def allow_channels(person: Person, channels: list[str], *, by: User) -> None:
    """How the person lets us write to them; a safe contact rule comes before it."""
    Person.objects.filter(pk=person.pk).update(channels=channels)
    audit.record("channels_allowed", person, by=by, channels=channels)
