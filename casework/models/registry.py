from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.case import units_of
from people.access import allows
from people.roles import Permission
from records.audit import actor_in_words
from records.crypto import EncryptedTextField
from records.models import SealedModel, UidModel
from records.models.history import AppendOnly, AppendOnlyQuerySet

if TYPE_CHECKING:
    from people.models import User


class Direction(models.TextChoices):
    INCOMING = "in", _("incoming")
    OUTGOING = "out", _("outgoing")
    INTERNAL = "internal", _("internal")


# What is entered, by the code in `RegisterEntry.kind`. A part that makes another document adds its line.
KINDS = {
    "application": _("application"),
    "withdrawal": _("withdrawal of the request"),
    "correction_asked": _("request for a correction"),
    "correction": _("answer to a request for a correction"),
    "assessment": _("preliminary assessment"),
    "referral": _("referral"),
    "provider_offer": _("offer of a place to a provider"),
    "provider_answer": _("answer of a provider"),
    "signed_paper": _("signed copy of an assessment"),
    "provider_assessment": _("individual assessment by the provider"),
    "plan": _("individual support plan"),
    "contract": _("contract"),
    "opinion_asked": _("request for an opinion"),
    "opinion": _("opinion of another body"),
    "decision": _("decision"),
    "decision_revoked": _("revocation of a decision"),
    "decision_corrected": _("correction of an obvious mistake"),
    "notice": _("notice"),
    "appeal": _("appeal"),
    "appeal_sent": _("appeal sent on"),
    "appeal_decision": _("decision on an appeal"),
    "appeal_withdrawn": _("withdrawal of an appeal"),
    "forwarded": _("sent on to the body that decides"),
    "outcome": _("answer of the body that decides"),
    "answer": _("answer to the person"),
    "clock_stopped": _("suspension of the proceeding"),
    "clock_resumed": _("resumption of the proceeding"),
    "note": _("internal note"),
}


class RegisterEntryQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User) -> RegisterEntryQuerySet:
        """The counter that handles the post looks into the whole register; an officer into that of the own units."""
        if user.is_anonymous:
            return self.none()
        if allows(user, Permission.HANDLE_POST):
            return self.all()
        return self.filter(unit__in=units_of(user))

    def with_parts(self) -> RegisterEntryQuerySet:
        return self.select_related("case__service", "unit")


class RegisterEntry(AppendOnly, UidModel):
    """A document of a case in the incoming, outgoing or internal register. No personal data.

    `number` is the number of the file, and `#n` for its n-th further document: gapless a case, never changed, never
    used again. What was entered wrongly gets a remark beside it.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="entries")
    # In whose register it is, also after the case went to another unit.
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    direction = models.CharField(_("register"), max_length=8, choices=Direction)
    kind = models.CharField(_("kind"), max_length=30)
    position = models.PositiveIntegerField(_("position in the file"))
    number = models.CharField(_("number"), max_length=40, unique=True)
    registered_on = models.DateField(_("registered on"))
    # An act has a number of its own, and a letter from elsewhere its sender's.
    other_number = models.CharField(_("own or foreign number"), max_length=60, blank=True)
    document_uid = models.UUIDField(_("document"), null=True, blank=True)

    objects = RegisterEntryQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="a_position_once_a_case")]
        indexes = [
            models.Index(fields=["registered_on", "id"], name="register_by_day"),
            models.Index(fields=["unit", "registered_on", "id"], name="register_of_a_unit_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def actor(self) -> str:
        return actor_in_words(self.actor_label)

    @property
    def kind_in_words(self) -> str:
        return str(KINDS.get(self.kind, self.kind))


class RegisterRemark(AppendOnly, SealedModel):
    """What was entered wrongly, and what is right; beside the entry, which stays as it was.

    Encrypted under the application's key: the text.
    """

    entry = models.ForeignKey(RegisterEntry, models.PROTECT, related_name="remarks")
    text = EncryptedTextField(_("text"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("remark on a register entry")
        verbose_name_plural = _("remarks on register entries")

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def actor(self) -> str:
        return actor_in_words(self.actor_label)
