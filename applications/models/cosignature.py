from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField, EncryptedTextField
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from applications.models.application import Application
    from people.models import Person, User


class CoSignatureQuerySet(models.QuerySet["CoSignature"]):
    def for_signer(self, user: User) -> CoSignatureQuerySet:
        """What a login may sign: only as the named person, whose identity was checked. A link alone opens nothing."""
        person = user.checked_person_id if user.is_authenticated else None
        return self.filter(signer=person) if person is not None else self.none()

    def at_counter(self, user: User, person: Person) -> CoSignatureQuerySet:
        """Where the person stands with a document; nothing about somebody who is hidden from them."""
        from people.models import Person

        told = Person.objects.told_at_counter(user).values("pk")
        return self.filter(signer=person, application__beneficiary__in=told)

    def of(self, application: Application) -> CoSignatureQuerySet:
        """Of an application that the caller's scope has already allowed."""
        return self.filter(application=application).select_related("data_key")

    def awaited(self) -> CoSignatureQuerySet:
        return self.filter(status=CoSignature.Status.ASKED, application__status="submitted")

    def blocking(self) -> CoSignatureQuerySet:
        """Without them the case does not go on, unless the officer records why."""
        return self.filter(status__in=BLOCKING)

    def with_parts(self) -> CoSignatureQuerySet:
        application = ("applicant", "applicant__data_key", "beneficiary", "beneficiary__data_key", "data_key")
        return self.select_related("data_key", "signer", "waived_by", *(f"application__{name}" for name in application))


class CoSignature(Workflow, SealedModel):
    """The second parent or guardian signs too (F24). Encrypted under the application's key.

    `digest` is of what was read: answers or files that change afterwards make it be asked again.
    """

    class Status(models.TextChoices):
        NAMED = "named", _("named, the application is not sent yet")
        ASKED = "asked", _("waiting for the second signature")
        SIGNED = "signed", _("signed")
        REFUSED = "refused", _("refused to sign")
        EXPIRED = "expired", _("did not sign in time")
        WAIVED = "waived", _("the officer goes on without the signature")

    STEPS = {
        "ask": step(Status.NAMED, to=Status.ASKED),
        "sign": step(Status.ASKED, to=Status.SIGNED),
        "refuse": step(Status.ASKED, to=Status.REFUSED),
        "expire": step(Status.ASKED, to=Status.EXPIRED),
        "ask_again": step(Status.SIGNED, to=Status.ASKED),
        "waive": step(Status.ASKED, Status.REFUSED, Status.EXPIRED, to=Status.WAIVED),
    }

    application = models.OneToOneField("applications.Application", models.CASCADE, related_name="cosignature")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NAMED)
    # As the applicant wrote it; the person is registered when the application is sent.
    named: Any = EncryptedJSONField(_("who is to sign"))
    signer = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="cosignatures")
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    due_on = models.DateField(_("sign by"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    digest = models.CharField(_("digest of what was signed"), max_length=64, blank=True)
    # At the counter: which document the clerk saw.
    document_seen = models.CharField(_("document seen"), max_length=120, blank=True)
    reason = EncryptedTextField(_("reason"), null=True, blank=True)
    waived_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = CoSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("second signature")
        verbose_name_plural = _("second signatures")
        indexes = [models.Index(fields=["due_on"], name="cosignatures_awaited", condition=models.Q(status="asked"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="named") | models.Q(signer__isnull=False, due_on__isnull=False),
                name="an_asked_signature_has_a_signer_and_a_term",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="signed") | (~models.Q(digest="") & models.Q(settled_at__isnull=False)),
                name="a_signature_says_what_was_signed_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    def get_absolute_url(self) -> str:
        return reverse("cosign", args=[self.uid])

    @property
    def concerns(self) -> Person | None:
        """The child or ward, whose safe contact comes first."""
        return self.application.beneficiary

    @property
    def named_as(self) -> str:
        return " ".join(part for part in (self.named.get("given_name"), self.named.get("family_name")) if part)


BLOCKING = (CoSignature.Status.ASKED, CoSignature.Status.REFUSED, CoSignature.Status.EXPIRED)
