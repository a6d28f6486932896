"""One person on one screen: what the counter needs to know, loaded in few queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from applications import hooks
from applications.models import Application, CoSignature, Invitation
from people import safety
from people.actions.corrections import FIELDS
from people.models import HouseholdMember, IdentityCheck, Person, PersonCorrection, Representation, User
from people.models.person import Channel
from records.messages import notice_of
from records.models import Message

SHOWN = 20
HIDDEN = {"id_number"}


@dataclass(frozen=True)
class Told:
    title: str
    at: Any
    ways: list[str]


@dataclass(frozen=True)
class Mended:
    """A correction in words; of a number only that it changed."""

    row: PersonCorrection
    lines: list[tuple[str, str, str]]
    is_undone: bool


def everything_of(person: Person, user: User) -> dict[str, Any]:
    account = User.objects.filter(person=person).first()
    rows = Application.objects.at_counter(user).filter(Q(beneficiary=person) | Q(applicant=person))
    applications = list(rows.with_names().select_related("beneficiary").order_by("-submitted_at", "-pk")[:SHOWN])
    progress = hooks.progress_of.one(applications)
    return {
        "person": person,
        "warnings": safety.warnings(person),
        "applications": [(row, progress.get(row.pk, [])) for row in applications],
        "to_sign": list(_to_sign(person, user)),
        "invitations": list(Invitation.objects.of_person(person).open_on(timezone.localdate()).with_parts()[:SHOWN]),
        "told": _told(person, account),
        "account": account,
        "channels": [str(Channel(channel).label) for channel in person.channels if channel in Channel.values],
        "household": _household(person),
        "mandates": _mandates(person, user),
        "checks": list(IdentityCheck.objects.filter(person=person).select_related("checked_by", "account")[:SHOWN]),
        "mended": _mended(person),
    }


def _told(person: Person, account: User | None) -> list[Told]:
    """Titles alone: what a message says is between the person and the officer."""
    language = translation.get_language() or "bg"
    rows = Message.objects.told(person.uid, account.uid if account else None).prefetch_related("deliveries")
    return [
        Told(
            notice_of(row).title(language),
            row.created_at,
            [f"{_way(delivery.channel)}: {delivery.get_status_display()}" for delivery in row.deliveries.all()],
        )
        for row in rows[:SHOWN]
    ]


def _way(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else channel


def _household(person: Person) -> list[HouseholdMember]:
    """The person's own home, as it was told."""
    rows = HouseholdMember.objects.current().filter(household__person=person)
    return list(rows.select_related("data_key")[:SHOWN])


def _to_sign(person: Person, user: User) -> Any:
    return CoSignature.objects.at_counter(user, person).awaited().with_parts()[:SHOWN]


def _mandates(person: Person, user: User) -> list[tuple[str, Representation]]:
    """In force today, in both directions: `by` those who act for the person, `for` those for whom the person acts."""
    rows = Representation.objects.in_force(timezone.localdate())
    rows = rows.filter(Q(representative=person) | Q(represented=person)).select_related("representative", "represented")
    rows = rows.filter(represented__in=Person.objects.told_at_counter(user).values("pk"))
    return [("for" if row.representative_id == person.pk else "by", row) for row in rows[:SHOWN]]


def _mended(person: Person) -> list[Mended]:
    rows = PersonCorrection.objects.filter(person=person).select_related("data_key", "corrected_by", "undone_by")
    return [Mended(row, [_line(row, name) for name in row.fields], hasattr(row, "undone_by")) for row in rows[:SHOWN]]


def _line(row: PersonCorrection, name: str) -> tuple[str, str, str]:
    if name in HIDDEN:
        return str(FIELDS[name]), _("another number"), _("another number")
    return str(FIELDS[name]), str(row.before.get(name) or "—"), str(row.after.get(name) or "—")
