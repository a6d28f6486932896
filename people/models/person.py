from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people import hooks
from people.models.contact import HiddenFrom, SafeContact
from people.models.name_word import FoundBy, NameWord
from people.models.protection import Protection
from people.models.sealed_name import NameField, seal_name
from people.names import fold
from people.roles import COUNTER_ROLES
from people.sounds import sound
from records.crypto import EncryptedJSONField, EncryptedTextField, blind_index
from records.models import SealedModel

if TYPE_CHECKING:
    from people.models.user import User


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def local(self) -> SettlementQuerySet:
        return self.filter(is_local=True)


class Settlement(models.Model):
    """A settlement of the classifier ЕКАТТЕ; the code is text because of its leading zeros."""

    ekatte = models.CharField(_("ЕКАТТЕ code"), max_length=5, unique=True)
    kind = models.CharField(_("kind"), max_length=5, default="с.")
    name_bg = models.CharField(_("name in Bulgarian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    post_code = models.CharField(_("post code"), max_length=4, blank=True)
    municipality_bg = models.CharField(_("municipality"), max_length=80, blank=True)
    region_bg = models.CharField(_("region"), max_length=80, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    # One of this municipality's own; the rest of the country comes from the national list.
    is_local = models.BooleanField(_("in this municipality"), default=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else f"{self.kind} {self.name_bg}"


class IdType(models.TextChoices):
    EGN = "egn", _("personal number (EGN)")
    LNCH = "lnch", _("foreigner's number (LNCh)")
    DOCUMENT = "document", _("another document")
    NONE = "none", _("no number")


class NoIdReason(models.TextChoices):
    NO_PAPERS = "no_papers", _("Has no papers at the moment")
    FOREIGNER = "foreigner", _("Comes from abroad and has no number yet")
    NEWBORN = "newborn", _("A newborn child without a number yet")
    UNWILLING = "unwilling", _("Does not wish to give it now")
    UNKNOWN = "unknown", _("Does not remember it")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    LETTER = "letter", _("letter by post")
    SSEV = "ssev", _("the state's secure delivery (SSEV)")


def offered_channels() -> list[tuple[str, Any]]:
    """What a person may choose: the secure delivery only where it is configured."""
    return [(name, label) for name, label in Channel.choices if name != Channel.SSEV or settings.SSEV["url"]]


# How a number is indexed: usually, and for a record that is set apart.
USUAL, APART = KINDS = ("id", "apart")


def hashes_of(id_type: str, number: str) -> list[bytes]:
    return [blind_index(f"{kind}:{id_type}", number) for kind in KINDS]


def numbered(id_type: str, number: str) -> models.Q:
    """Also a record set apart, whose number belongs to a protected one; and the record that a double was joined to,
    for the number that the double has."""
    own = models.Q(id_type=id_type, id_hmac__in=hashes_of(id_type, number))
    doubles = Person.objects.filter(own, merged_into__isnull=False).values("merged_into")
    return (own & models.Q(merged_into__isnull=True)) | models.Q(pk__any=ArraySubquery(doubles))


def open_at_counter(user: User) -> models.Q:
    """Not protected, or known to this clerk: served before, or protected by their own word."""
    own = Protection.objects.in_force().filter(set_by=user)
    known = models.Q(is_protected=False) | models.Q(pk__in=own.values("person"))
    for people in hooks.acquainted(user):
        known |= models.Q(pk__in=people)
    return known


def _marks_of(people: PersonQuerySet) -> models.Q:
    return models.Q(mark__in=people.values("id_hmac")) | models.Q(mark__in=people.values("email_hmac"))


def _hidden_by(named: models.Q, reader: int | None) -> models.Q:
    """By a rule that names the reader, or by one against everybody else. The few rules give the keys of the people."""
    listed = models.Q(pk__in=HiddenFrom.objects.filter(named).values("rule"))
    closed = models.Q(hide_from_others=True) & ~models.Q(person=reader or 0)
    return models.Q(pk__in=SafeContact.objects.filter(listed | closed).values("person"))


class PersonQuerySet(models.QuerySet["Person"]):
    def with_key(self) -> PersonQuerySet:
        return self.select_related("data_key", "settlement")

    def with_number(self, id_type: str, number: str) -> PersonQuerySet:
        return self.filter(numbered(id_type, number))

    def with_phone(self, phone: str) -> PersonQuerySet:
        return self.filter(merged_into__isnull=True, phone_hmac=blind_index("phone", phone))

    def with_email(self, email: str) -> PersonQuerySet:
        return self.filter(merged_into__isnull=True, email_hmac=blind_index("email", email.lower()))

    def called(self, *words: ArraySubquery) -> PersonQuerySet:
        """Whose name has a word out of each of these."""
        rows = self.alias(found_by=FoundBy())
        for some in words:
            rows = rows.filter(found_by__overlap=some)
        return rows

    def with_words(self, words: list[str]) -> PersonQuerySet:
        """Each of these, folded, stands in the name or in a word of it."""
        return self.called(*(NameWord.objects.containing(word).as_array() for word in words))

    def born_in(self, year: str) -> PersonQuerySet:
        return self.alias(found_by=FoundBy()).filter(models.Q(found_by__contains=[year]))

    def may_come(self, user: User) -> PersonQuerySet:
        """Whom a clerk may begin to serve: anybody who comes; a protected person only who has served them."""
        rows = self.filter(open_at_counter(user), merged_into__isnull=True)
        return rows if user.organisations_as(*COUNTER_ROLES) else self.none()

    def at_counter(self, user: User) -> PersonQuerySet:
        """The one person whom the clerk serves now; everybody else is not found until begun."""
        return self.may_come(user).filter(pk=user.attending) if user.attending else self.none()

    def hidden(self) -> PersonQuerySet:
        """Those whose safe contact rule hides them from anybody at all."""
        named = HiddenFrom.objects.filter(rule=models.OuterRef("safe_contact"))
        return self.filter(models.Q(safe_contact__hide_from_others=True) | models.Exists(named))

    def hiding_from(self, user: User) -> PersonQuerySet:
        """Those whose safe contact rule lets this login learn nothing of them. No query of its own."""
        named = models.Q(mark=blind_index("email", user.email.lower())) | _marks_of(Person.objects.filter(user=user))
        return self.filter(_hidden_by(named, user.checked_person_id))

    def told_at_counter(self, user: User) -> PersonQuerySet:
        """Of whom a clerk speaks with the person served now: nobody who is hidden from that person."""
        served = Person.objects.filter(pk=user.attending or 0)
        hiding = Person.objects.filter(_hidden_by(_marks_of(served), user.attending))
        return self.may_come(user).exclude(pk__in=hiding.values("pk"))

    def of_login(self, user: User) -> PersonQuerySet:
        """The login's own person, whose identity was checked; nobody else."""
        return self.filter(pk=user.checked_person_id) if user.checked_person_id else self.none()

    def represented_by(self, user: User, today: date) -> PersonQuerySet:
        valid = models.Q(representations__valid_to__isnull=True) | models.Q(representations__valid_to__gte=today)
        return self.filter(
            valid,
            representations__representative=user.checked_person_id,
            representations__revoked_at__isnull=True,
            representations__checked_at__isnull=False,
        )


class Person(SealedModel):
    """A human being the municipality serves.

    Personal and encrypted under the person's key: number, birth date, phone, e-mail, address, contact note.
    Plain under access control: names (with their folded form) and coded facts; while protected, names are
    encrypted, too. Kept while any case of theirs is.
    """

    id_type = models.CharField(_("kind of number"), max_length=10, choices=IdType, default=IdType.EGN)
    id_number = EncryptedTextField(_("number"), null=True, blank=True)
    id_hmac = models.BinaryField(null=True, editable=False)
    no_id_reason = models.CharField(_("why there is no number"), max_length=12, choices=NoIdReason, blank=True)

    given_name = NameField(_("given name"), max_length=60)
    middle_name = NameField(_("father's name"), max_length=60, blank=True)
    family_name = NameField(_("family name"), max_length=80)
    # Of a protected person the name is here, and what it is found by is empty.
    sealed_name = EncryptedJSONField(_("protected name"), null=True, blank=True, editable=False)
    name_folded = models.CharField(max_length=220, editable=False)
    name_sound = models.CharField(max_length=220, editable=False, default="")

    birth_date = EncryptedTextField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, blank=True)
    phone = EncryptedTextField(_("phone"), null=True, blank=True)
    phone_hmac = models.BinaryField(null=True, editable=False)
    email = EncryptedTextField(_("e-mail"), null=True, blank=True)
    email_hmac = models.BinaryField(null=True, editable=False)
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settlement")
    )
    address = EncryptedJSONField(_("address"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, default="bg")

    # Safe contact: only what the person allowed; an empty list means the portal and the counter alone.
    channels = models.JSONField(_("allowed channels"), default=list, blank=True)
    contact_note = EncryptedTextField(_("safe contact note"), null=True, blank=True)
    is_protected = models.BooleanField(_("protected identity"), default=False)
    # Registered by somebody who may not learn that a protected record has the same number.
    is_apart = models.BooleanField(_("set apart from a protected record"), default=False, editable=False)
    # A double that was joined to this record; it is found by nothing any more.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            GinIndex(FoundBy(), name="person_found_by"),
            models.Index(fields=["phone_hmac"], name="person_phone"),
            models.Index(fields=["id_hmac"], name="person_number"),
            models.Index(fields=["email_hmac"], name="person_email"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_type", "id_hmac"],
                condition=models.Q(id_hmac__isnull=False, merged_into__isnull=True),
                name="one_person_a_number",
            ),
            models.CheckConstraint(
                condition=models.Q(id_hmac__isnull=False) | ~models.Q(no_id_reason=""),
                name="without_a_number_there_is_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def concerns(self) -> Person:
        """Whom messages about this subject are about."""
        return self

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.middle_name, self.family_name) if part)

    @property
    def short_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def masked_number(self) -> str:
        """`99******12`: enough to recognise, too little to misuse."""
        number = self.id_number or ""
        return f"{number[:2]}{'*' * 6}{number[-2:]}" if len(number) == 10 else ""

    @property
    def born_on(self) -> date | None:
        try:
            return date.fromisoformat(self.birth_date) if self.birth_date else None
        except ValueError:
            return None  # the key was shredded

    def age_on(self, day: date) -> int | None:
        born = self.born_on
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def derive(self) -> None:
        """Keeps what people are found by in step with what it is made of; rows written in bulk call it themselves."""
        seal_name(self)
        self.name_folded = "" if self.is_protected else fold(self.full_name)
        self.name_sound = "" if self.is_protected else sound(self.full_name)
        kind = APART if self.is_apart else USUAL
        self.id_hmac = blind_index(f"{kind}:{self.id_type}", self.id_number) if self.id_number else None
        self.phone_hmac = blind_index("phone", self.phone) if self.phone else None
        self.email_hmac = blind_index("email", self.email.lower()) if self.email else None
        self.birth_year = self.born_on.year if self.born_on else self.birth_year

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)
