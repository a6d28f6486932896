from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.place import ACTIVE_HOLDS
from people.roles import Role
from records.crypto import EncryptedTextField
from records.models import SealedModel

if TYPE_CHECKING:
    from casework.models.case import Case
    from people.models import Organisation, User


class ProviderSide(models.TextChoices):
    PROVIDER = "provider", _("the provider")
    OFFICE = "office", _("the municipality")


class ProviderMessageQuerySet(models.QuerySet["ProviderMessage"]):
    def of(self, case: Case, provider: Organisation) -> ProviderMessageQuerySet:
        """The talk about a case that the caller's scope has already allowed, oldest first."""
        return self.filter(case=case, provider=provider).order_by("id")

    def visible_to(self, user: User) -> ProviderMessageQuerySet:
        """The officers of the case's unit."""
        from casework.models.case import Case

        return self.filter(case__in=Case.objects.visible_to(user))

    def referred_to(self, user: User) -> ProviderMessageQuerySet:
        """Of the people whom the provider has or is asked to take now."""
        providers = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
        held = models.Q(case__holds__offer__provider=models.F("provider"), case__holds__status__in=ACTIVE_HOLDS)
        return self.filter(held, provider__in=providers)

    def unread(self, written_by: ProviderSide) -> ProviderMessageQuerySet:
        return self.filter(side=written_by, read_at__isnull=True)


class ProviderMessage(SealedModel):
    """One message between a provider and the officer of a case, about the person who is or will be there.

    Personal and encrypted under the application's key: the text. The person does not see it, unless the officer shares
    it: then they get it as a message of the case. Never changed by itself; kept with the case.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="provider_talk")
    provider = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    side = models.CharField(_("written by"), max_length=8, choices=ProviderSide)
    author = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    text = EncryptedTextField(_("text"))
    # Of the form that was sent: the same form sent twice is one message.
    form_uid = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    read_at = models.DateTimeField(_("read by the other side at"), null=True, blank=True)
    shared_at = models.DateTimeField(_("shared with the person at"), null=True, blank=True)

    objects = ProviderMessageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("message of a provider")
        verbose_name_plural = _("messages of providers")
        constraints = [
            models.UniqueConstraint(fields=["case", "form_uid"], name="a_providers_form_sent_twice_is_one_message")
        ]

    def __str__(self) -> str:
        return str(self.uid)
