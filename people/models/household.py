from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField
from records.models import SealedModel, UidModel


class Relation(models.TextChoices):
    SELF = "self", _("the person")
    SPOUSE = "spouse", _("husband or wife")
    PARTNER = "partner", _("partner")
    CHILD = "child", _("son or daughter")
    PARENT = "parent", _("mother or father")
    SIBLING = "sibling", _("brother or sister")
    GRANDCHILD = "grandchild", _("grandchild")
    OTHER = "other", _("somebody else")


class Source(models.TextChoices):
    """Who told us who lives in the home; only the first may be anybody."""

    DECLARED = "declared", _("somebody whose identity we have not checked, or who speaks for the person")
    PERSON = "person", _("the person")
    COUNTER = "counter", _("the person, at the counter")


class Seen(models.TextChoices):
    """The document by which a clerk saw that somebody belongs to the home. Shown and not copied."""

    IDENTITY_CARD = "identity_card", _("identity card")
    BIRTH = "birth", _("birth certificate")
    MARRIAGE = "marriage", _("marriage certificate")
    COURT = "court", _("court decision")
    REGISTER = "register", _("extract from the population register")
    OTHER = "other", _("another official document")


class Household(UidModel):
    """The home of one person. Kept once and confirmed, never retyped.

    Two people who live together have a home each: a name that somebody wrote links to nobody (ADR 4).
    """

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="household")
    source = models.CharField(_("told by"), max_length=10, choices=Source)
    # When the list was last told as a whole.
    told_on = models.DateField(_("told on"))

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return str(self.uid)


class HouseholdMemberQuerySet(models.QuerySet["HouseholdMember"]):
    def current(self) -> HouseholdMemberQuerySet:
        return self.filter(valid_to=None)


class HouseholdMember(SealedModel):
    """Somebody in a person's home, as it was told: when first, when last, by whom and in which application.

    Personal and encrypted under the person's key: `facts` {name, year}. Who has gone stays with `valid_to`, as evidence
    of what a fee or a decision stood on, as long as the person's key does.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    relation = models.CharField(_("relation"), max_length=12, choices=Relation)
    facts = EncryptedJSONField(_("name and year of birth"))
    source = models.CharField(_("told by"), max_length=10, choices=Source)
    told_on = models.DateField(_("told on"))
    told_by_uid = models.UUIDField(null=True, blank=True, editable=False)
    application_uid = models.UUIDField(null=True, blank=True, editable=False)
    confirmed_on = models.DateField(_("confirmed on"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    # A clerk saw it on a document: which, and when.
    seen = models.CharField(_("seen on a document"), max_length=16, choices=Seen, blank=True)
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    seen_by_uid = models.UUIDField(null=True, blank=True, editable=False)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("household member")
        verbose_name_plural = _("household members")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen="", seen_on=None) | (~models.Q(seen="") & models.Q(seen_on__isnull=False)),
                name="a_document_is_seen_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.get_relation_display()
