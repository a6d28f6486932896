from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.identifiers import is_egn
from records.crypto import EncryptedTextField, blind_index
from records.models import SealedModel

if TYPE_CHECKING:
    from people.models.person import Person
    from people.models.user import User


class SafeContactQuerySet(models.QuerySet["SafeContact"]):
    def of(self, person: Person) -> SafeContact | None:
        """The rule with its key; it opens under the person's own."""
        return self.select_related("data_key").filter(person=person).first()


class SafeContact(SealedModel):
    """How a person in danger may be reached. While it stands, nothing else they or others chose counts.

    Personal and encrypted under the person's key: the code phrase and from whom to hide. The hours are local time
    (Europe/Sofia). Lives as long as the person asks for it; who set and who ended it stays in the audit.
    """

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="safe_contact")
    channels = models.JSONField(_("allowed channels"), default=list, blank=True)
    hours_from = models.TimeField(_("from"), null=True, blank=True)
    hours_until = models.TimeField(_("until"), null=True, blank=True)
    code_phrase = EncryptedTextField(_("code phrase"), null=True, blank=True)
    never_leave_messages = models.BooleanField(_("never leave messages"), default=False)
    hide_from_others = models.BooleanField(_("hidden from everybody else"), default=False)
    hidden_list = EncryptedTextField(_("hidden from"), null=True, blank=True)
    set_at = models.DateTimeField(_("set at"), auto_now=True)

    objects = SafeContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("safe contact rule")
        verbose_name_plural = _("safe contact rules")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hours_from__isnull=True, hours_until__isnull=True)
                | models.Q(hours_from__isnull=False, hours_until__isnull=False),
                name="safe_hours_have_both_ends",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)


class HiddenFrom(models.Model):
    """One account or person that must learn nothing: the HMAC of an e-mail or of a number. Personal as a hash."""

    rule = models.ForeignKey(SafeContact, models.CASCADE, related_name="hidden_from")
    mark = models.BinaryField()

    class Meta:
        verbose_name = _("hidden from")
        verbose_name_plural = _("hidden from")
        indexes = [models.Index(fields=["mark"], name="hidden_from_mark")]

    def __str__(self) -> str:
        return str(self.pk)


class ContactChoice(models.Model):
    """What somebody wants to be written to about, and when: of a person, or of a login without one.

    Hours are local time, without personal content. Lives as long as the person or the login.
    """

    person = models.OneToOneField("people.Person", models.PROTECT, null=True, blank=True, related_name="contact_choice")
    user = models.OneToOneField("people.User", models.CASCADE, null=True, blank=True, related_name="contact_choice")
    topics_off = models.JSONField(_("topics not written about"), default=list, blank=True)
    is_daily = models.BooleanField(_("one mail a day"), default=False)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("choice of contact")
        verbose_name_plural = _("choices of contact")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(user__isnull=True), name="choice_of_one_reader"
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="own_quiet_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


def marks_of(user: User | None, person: Person | None) -> list[bytes]:
    """By what a reader may have been named: the login's e-mail, the person's number and e-mail."""
    found = [blind_index("email", user.email.lower())] if user else []
    if person is not None:
        found += [bytes(mark) for mark in (person.id_hmac, person.email_hmac) if mark]
    return found


def mark_of(named: str) -> bytes:
    """`named` is an e-mail in lower case or a number of ten digits; the kind of number follows its checksum."""
    if "@" in named:
        return blind_index("email", named)
    return blind_index("id:egn" if is_egn(named, timezone.localdate()) else "id:lnch", named)
