from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField, EncryptedTextField, blind_index
from records.dated import in_force, not_ended
from records.models import SealedModel, UidModel

if TYPE_CHECKING:
    from people.models import User

PREFIX = "egp"


class PartnerRuleQuerySet(models.QuerySet["PartnerRule"]):
    def in_force(self, day: date) -> PartnerRule:
        return self.filter(in_force(day)).latest("valid_from")


class PartnerRule(models.Model):
    """How long what a partner prepared waits for its person, and how often a partner may call. Dated configuration."""

    days = models.PositiveSmallIntegerField(_("days it waits"))
    calls_an_hour = models.PositiveIntegerField(_("calls an hour"))
    valid_from = models.DateField(_("in force from"), unique=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = PartnerRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule about partners")
        verbose_name_plural = _("rules about partners")

    def __str__(self) -> str:
        return str(self.days)


class PartnerQuerySet(models.QuerySet["Partner"]):
    def in_force(self, day: date) -> PartnerQuerySet:
        return self.filter(in_force(day))

    def kept_by(self, user: User) -> PartnerQuerySet:
        """Those that an administrator keeps: all."""
        from people.roles import Permission

        return self.order_by("name_bg", "pk") if Permission.KEEP_PARTNERS in user.permissions else self.none()


class Partner(UidModel):
    """An institution that prepares drafts for its people: a hospital, a school, another office. No personal data."""

    name_bg = models.CharField(_("name in Bulgarian"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    services = models.ManyToManyField("services.Service", related_name="+", verbose_name=_("allowed services"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    # How the audit sees it: an actor of its own.
    is_authenticated = True

    class Meta:
        verbose_name = _("partner institution")
        verbose_name_plural = _("partner institutions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="a_partner_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_bg

    @property
    def label(self) -> str:
        return self.name_bg

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class PartnerKeyQuerySet(models.QuerySet["PartnerKey"]):
    def in_force(self, day: date) -> PartnerKeyQuerySet:
        return self.filter(not_ended(day), revoked_at=None)

    def that_opens(self, shown: str, day: date) -> PartnerKey | None:
        """The key of a partner in force, or None. The hash of a secret of 256 bits is compared in constant time."""
        prefix, _line, rest = shown.partition("_")
        mark, _line, secret = rest.partition("_")
        partners = Partner.objects.in_force(day).values("pk")
        rows = self.in_force(day).filter(mark=mark[:8], partner__in=partners).select_related("partner")
        key = rows.first() if prefix == PREFIX and mark and secret else None
        right = hmac.compare_digest(bytes(key.secret_hash) if key else bytes(32), hash_of(secret))
        return key if right else None


def hash_of(secret: str) -> bytes:
    """Enough for a random secret that no list of words holds."""
    return hashlib.sha256(secret.encode()).digest()


class Scope(models.TextChoices):
    """What a key is for; a key opens nothing else."""

    DRAFTS = "drafts", _("prepare drafts for people")
    CASES = "cases", _("read where cases stand, without names")


def _drafts() -> list[str]:
    return [Scope.DRAFTS.value]


class PartnerKey(UidModel):
    """With what a partner's system says who it is: `egp_<mark>_<secret>`, shown once, kept as a hash."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    mark = models.CharField(_("beginning of the key"), max_length=8, unique=True)
    secret_hash = models.BinaryField(editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), verbose_name=_("what for"), default=_drafts)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    used_on = models.DateField(_("last used on"), null=True, blank=True)

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("key of a partner")
        verbose_name_plural = _("keys of partners")

    def __str__(self) -> str:
        return self.mark

    @property
    def scopes_in_words(self) -> str:
        return "; ".join(str(Scope(scope).label) for scope in self.scopes)

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and (self.valid_to is None or self.valid_to >= timezone.localdate())


class Ground(models.TextChoices):
    """On what the institution gives the data."""

    CONSENT = "consent", _("the person agreed")
    LAW = "law", _("the law says so")


class State(models.TextChoices):
    """All that a partner may know of what it prepared."""

    WAITING = "waiting", _("waits for the person")
    CLAIMED = "claimed", _("opened by the person")
    WITHDRAWN = "withdrawn", _("taken back by the institution")
    EXPIRED = "expired", _("deleted: nobody opened it in time")


class PreparedDraftQuerySet(models.QuerySet["PreparedDraft"]):
    def of_partner(self, partner: Partner) -> PreparedDraftQuerySet:
        return self.filter(partner=partner).select_related("partner")

    def with_code(self, code: str) -> PreparedDraftQuerySet:
        """`code` as `tracking.as_code` writes it."""
        return self.filter(code_hmac=blind_index("prepared", code))

    def locked(self) -> PreparedDraft | None:
        """The one row, locked, then read: a claim changes its key, and a row that waited would join the former one."""
        pk = self.select_for_update().values_list("pk", flat=True).first()
        return PreparedDraft.objects.select_related("data_key", "partner").get(pk=pk) if pk else None

    def past_their_day(self, today: date) -> PreparedDraftQuerySet:
        return self.filter(claimed_at=None, withdrawn_at=None, expires_on__lt=today, erased_at=None)

    def seen_by(self, user: User) -> PreparedDraftQuerySet:
        """What was prepared for the login: of applications and drafts that it may read."""
        from applications.models.application import Application

        own = Application.objects.visible_to(user).values("pk")
        return self.filter(application__in=own).select_related("partner", "application", "data_key").order_by("-pk")


class PreparedDraft(SealedModel):
    """What a partner prepared for a person (подготвена чернова): nothing of it is an application until they claim it.

    Encrypted: the answers and the ground in the partner's words; under a key of its own until it is claimed, then
    under the application's. The code is kept as an HMAC, and is made again from the uid for a call that is repeated.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="prepared")
    reference_hmac = models.BinaryField(editable=False)
    # HMAC of the whole call, so that a reference used again for something else is noticed.
    call_mark = models.BinaryField(editable=False)
    code_hmac = models.BinaryField(unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5, default="bg")
    services = models.JSONField(_("services"))
    # {scope: version of the form} that the answers were checked against.
    versions = models.JSONField(default=dict)
    answers = EncryptedJSONField(_("answers"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=8, choices=Ground)
    ground_text = EncryptedTextField(_("ground in words"), null=True, blank=True)
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    made_at = models.DateTimeField(_("prepared at"), default=timezone.now)
    expires_on = models.DateField(_("waits until"))
    wrong_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    claimed_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    application = models.OneToOneField(
        "applications.Application", models.SET_NULL, null=True, blank=True, related_name="prepared"
    )

    objects = PreparedDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared draft")
        verbose_name_plural = _("prepared drafts")
        indexes = [models.Index(fields=["expires_on"], name="prepared_that_waits", condition=models.Q(claimed_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["partner", "reference_hmac"], name="a_reference_once_a_partner"),
            models.CheckConstraint(
                condition=models.Q(claimed_at=None) | models.Q(withdrawn_at=None), name="claimed_or_taken_back"
            ),
            models.CheckConstraint(
                condition=~models.Q(ground="consent") | models.Q(consent_on__isnull=False), name="consent_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def state(self) -> State:
        if self.claimed_at:
            return State.CLAIMED
        if self.withdrawn_at:
            return State.WITHDRAWN
        return State.EXPIRED if self.expires_on < timezone.localdate() else State.WAITING

    @property
    def day(self) -> date:
        return timezone.localdate(self.made_at)

    @cached_property
    def given(self) -> dict[str, dict[str, Any]]:
        """The answers by scope and name; nothing once they are erased."""
        return dict(self.answers or {})


def reference_index(partner: Partner, reference: str) -> bytes:
    return blind_index(f"partner {partner.uid}", reference)


def code_index(uid: UUID) -> bytes:
    """What the code is made of: nobody who has the table alone can make it."""
    return blind_index("prepared-code", str(uid))
