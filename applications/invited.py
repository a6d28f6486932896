"""Which services a person may ask for by invitation, and why an invitation opens nothing any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.models import Application, Invitation, InvitationState
from applications.models.invitation import InvitationQuerySet
from people.models import Capacity, Person, User
from services.models import Service


def of_draft(application: Application, answers: dict[str, Any]) -> InvitationQuerySet:
    """Open ones of the person whom the draft is for, if it is proved who asks.

    At the counter: the person who is served, or the one named by number. Online: the checked person of the login, and
    whom they represent by a proof that was seen. Whoever only types a number has none of them.
    """
    rows = Invitation.objects.open_on(timezone.localdate())
    is_self = answers.get("capacity", Capacity.SELF) == Capacity.SELF
    named = Person.objects.with_number(
        str(answers.get("other_identity_type") or ""), str(answers.get("other_identity_number") or "")
    )
    if application.filed_by_id is not None:
        return rows.filter(person=application.applicant_id) if is_self else rows.filter(person__in=named)
    user = application.applicant_user
    if user is None or user.checked_person_id is None:
        return rows.none()
    if is_self:
        return rows.filter(person=user.checked_person_id)
    return rows.for_login(user).filter(person__in=named)


def services_of_login(user: Any) -> set[int]:
    """Keys of the services that the login may begin by invitation."""
    if not user.is_authenticated:
        return set()
    rows = Invitation.objects.open_on(timezone.localdate()).for_login(user)
    return set(rows.values_list("service", flat=True))


def services_of_person(person: Person) -> set[int]:
    rows = Invitation.objects.open_on(timezone.localdate()).of_person(person)
    return set(rows.values_list("service", flat=True))


def shown_to(user: User, most: int = 20) -> list[Invitation]:
    """On the start page: what may be used, the one that ends first on top."""
    rows = Invitation.objects.open_on(timezone.localdate()).for_login(user)
    return list(rows.select_related("service", "person").order_by("valid_to", "pk")[:most])


def why_not(user: Any, services: Iterable[Service]) -> list[str]:
    """A kind sentence for each former invitation of the login to what is closed now."""
    if not user.is_authenticated:
        return []
    rows = Invitation.objects.for_login(user).filter(service__in=[service.pk for service in services])
    return [sentence for row in rows.with_parts()[:5] if (sentence := in_words(row))]


def in_words(invitation: Invitation) -> str:
    """Why it opens nothing; empty for one that does."""
    names = {"service": invitation.service.name, "day": date_format(invitation.valid_to)}
    match invitation.state:
        case InvitationState.USED:
            return _("Your invitation to “%(service)s” has been used: one application was sent with it.") % names
        case InvitationState.ENDED:
            return _("Your invitation to “%(service)s” was valid until %(day)s. Call us: we may send another.") % names
        case InvitationState.WITHDRAWN:
            return _("Your invitation to “%(service)s” was withdrawn. Call us, and we will explain.") % names
    return ""
