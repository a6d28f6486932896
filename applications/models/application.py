from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from applications.models.request import Asked, asked_of, names_asked
from people.models import Capacity, HelperMandate, MandateScope, Person, Representation
from people.roles import COUNTER_ROLES, Role
from records.calendar import midnight
from records.crypto import EncryptedJSONField, EncryptedTextField, blind_index
from records.models import DATA_KEY, SealedModel
from records.numbers import with_date
from records.workflow import Workflow, step
from services.formschema import FormSchema, schema_of

if TYPE_CHECKING:
    from people.models import User


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Origin(models.TextChoices):
    """The channel the request came through."""

    ONLINE = "online", _("online")
    COUNTER = "counter", _("at the counter")
    ORAL = "oral", _("oral request written up")
    PHONE = "phone", _("by phone")
    POST = "post", _("by post")
    PAPER = "paper", _("paper form typed in")
    HELPER = "helper", _("through a helper organisation")
    PARTNER = "partner", _("prepared by an institution")


def _about(person: int | None) -> models.Q:
    """Of the person, as the one who applies or the one who is helped; of nobody for None."""
    if person is None:
        return models.Q(pk__in=[])
    return models.Q(applicant=person) | models.Q(beneficiary=person)


def _filed(user: User) -> models.Q:
    """Written at a counter for the person whom the clerk serves now, whichever clerk began it."""
    return models.Q(filed_by__isnull=False, mandate__isnull=True) & _about(user.attending)


def _spoken_of(user: User) -> models.Q:
    """Nothing about somebody who is hidden from the person served now, but what this clerk has just sent for them."""
    just = models.Q(filed_by=user, submitted_at__date=timezone.localdate())
    # Asked row by row: as a list it would be nearly everybody.
    told = Person.objects.told_at_counter(user).filter(pk=models.OuterRef("beneficiary"))
    return models.Q(beneficiary=user.attending) | just | models.Q(models.Exists(told))


def _helped(user: User, **mandate: str) -> models.Q:
    """Begun by the mediator's organisation for a person who allows it still; of nobody for anybody else."""
    organisations = user.organisations_as(Role.HELPER)
    if not organisations:
        return models.Q(pk__in=[])
    rows = HelperMandate.objects.roster_of(user).filter(**mandate).values("organisation", "person")
    held = rows.filter(organisation=models.OuterRef("mandate__organisation"), person=models.OuterRef("mandate__person"))
    return models.Q(mandate__isnull=False) & models.Q(models.Exists(held))


def _told_to(user: User) -> models.Q:
    """Not about people whose safe contact rule lets this login learn nothing."""
    hidden = Person.objects.hiding_from(user).values("pk")
    return models.Q(beneficiary__isnull=True) | ~models.Q(beneficiary__in=hidden)


def _united(rows: list[ApplicationQuerySet]) -> models.QuerySet[Application, Any]:
    """Their keys. A union, not „or“: each part is read from its own index, where „or“ would read every application."""
    first, *others = (part.order_by().values("pk") for part in rows)
    return first.union(*others)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> ApplicationQuerySet:
        """A citizen's own: made by the login, or (identity checked) about the person or somebody represented now."""
        if user.is_anonymous:
            return self.none()
        keys = [Application.objects.filter(applicant_user=user)]
        if person := user.checked_person_id:
            sent, today = Application.objects.submitted(), timezone.localdate()
            held = Representation.objects.filter(
                models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=today),
                representative=person, revoked_at__isnull=True, checked_at__isnull=False,
            )  # fmt: skip
            keys += [
                sent.filter(applicant=person),
                sent.filter(beneficiary=person),
                sent.filter(beneficiary__in=held.values("represented")),
            ]
        return self.filter(_told_to(user), pk__in=_united(keys))

    def drafts_of(self, user: User) -> ApplicationQuerySet:
        """Drafts the login is writing, and (a clerk's) those of the person who is at the counter now."""
        return self.filter(
            models.Q(applicant_user=user) | _filed(user) | _helped(user, scope=MandateScope.APPLY),
            status=ApplicationStatus.DRAFT,
        )

    def without_account(self) -> ApplicationQuerySet:
        """Drafts that belong to no login: opened by link and code, and by nothing else."""
        return self.filter(applicant_user=None, filed_by=None, status=ApplicationStatus.DRAFT)

    def sent_without_account(self, uids: list[str]) -> ApplicationQuerySet:
        """What was sent in this very visit (`uids`: as its session says)."""
        rows = self.filter(applicant_user=None, filed_by=None, uid__in=uids)
        return rows.exclude(status=ApplicationStatus.DRAFT)

    def of_nobody_hidden(self) -> ApplicationQuerySet:
        """Without those of people whom a safe contact rule hides from anybody."""
        return self.exclude(beneficiary__in=Person.objects.hidden().values("pk"))

    def sent_by(self, user: User) -> ApplicationQuerySet:
        filed = _filed(user) & _spoken_of(user)
        mine = (models.Q(applicant_user=user) & _told_to(user)) | filed | _helped(user)
        return self.filter(mine).exclude(status=ApplicationStatus.DRAFT)

    def with_receipt_for(self, user: User) -> ApplicationQuerySet:
        """Whose receipt the login may have: its own, and (a clerk) what was filed for the person served now."""
        return self.filter(pk__in=_united([self.visible_to(user), self.sent_by(user)]))

    def submitted(self) -> ApplicationQuerySet:
        return self.exclude(status=ApplicationStatus.DRAFT)

    def helped(self, user: User) -> ApplicationQuerySet:
        """What a mediator's organisation has begun or sent for its people, newest first."""
        return self.filter(_helped(user)).order_by("-pk")

    def by_origin(self, first: date, last: date) -> list[tuple[str, int]]:
        """How many were sent through each channel between two days, the commonest first."""
        # No draft was ever sent; and nothing but the index's columns is asked for.
        sent = self.filter(submitted_at__gte=midnight(first), submitted_at__lt=midnight(last + timedelta(days=1)))
        return list(sent.values_list("origin").annotate(count=models.Count("*")).order_by("-count", "origin"))

    def at_counter(self, user: User) -> ApplicationQuerySet:
        """What a clerk may open: of the person served now, what was sent and the drafts written at a counter."""
        if not user.organisations_as(*COUNTER_ROLES):
            return self.none()
        sent = _about(user.attending) & ~models.Q(status=ApplicationStatus.DRAFT) & _spoken_of(user)
        return self.filter(sent | _filed(user) & models.Q(status=ApplicationStatus.DRAFT))

    def of_themselves(self) -> ApplicationQuerySet:
        """Whoever applied is the one who is helped, and it was about no protected service: somebody may look on."""
        protected = models.Q(requests__service__emergency=True) | models.Q(
            requests__service__details__hide_address=True
        )
        hidden = Application.objects.filter(protected).values("pk")
        return self.filter(applicant=models.F("beneficiary")).exclude(pk__in=hidden)

    def with_code(self, code: str) -> ApplicationQuerySet:
        """`code` as `tracking.as_code` writes it."""
        return self.submitted().filter(track_hmac=blind_index("track-code", code))

    def with_names(self) -> ApplicationQuerySet:
        """`asked_names`: the services in the reader's language, in the same statement."""
        return self.annotate(asked_names=names_asked())

    def with_steps(self) -> ApplicationQuerySet:
        """What filling in needs, with the key of the answers; no more columns than that."""
        return self.select_related("data_key").only(
            "uid", "status", "origin", "language", "applicant_user", "filed_by", "mandate", "applicant", "beneficiary",
            "capacity", "common_form", "paper_form", "agreed_at", "agreed_mark", "statement", *DATA_KEY,
        )  # fmt: skip

    def with_parts(self) -> ApplicationQuerySet:
        return self.select_related(
            "data_key", "applicant__data_key", "beneficiary__data_key", "beneficiary__settlement"
        )


class Application(Workflow, SealedModel):
    """One submission by an applicant for a beneficiary, for one or several services.

    Personal and encrypted under the application's key: answers, statement, why it is asked for once
    more, the e-mail of a draft without an account.
    Tracking code and resume code are only hashes.
    Drafts live as long as the DraftRule in force says; submitted ones as long as their cases.
    """

    STEPS = {
        "submit": step(ApplicationStatus.DRAFT, to=ApplicationStatus.SUBMITTED),
        "withdraw": step(ApplicationStatus.SUBMITTED, to=ApplicationStatus.WITHDRAWN),
    }

    status = models.CharField(_("status"), max_length=10, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.ONLINE)
    language = models.CharField(_("language"), max_length=5, default="bg")
    # What came on paper before it was typed in: the day on which it came starts the clocks.
    received_on = models.DateField(_("came on"), null=True, blank=True)
    paper_number = models.CharField(_("number of the paper"), max_length=40, blank=True)
    # The printed form that was typed in: it says which questions the person had before them.
    paper_form = models.ForeignKey("services.BlankForm", models.SET_NULL, null=True, blank=True, related_name="+")
    # Read back to the person, who agreed: when, and to what (HMAC of what was written then).
    agreed_at = models.DateTimeField(_("read back and agreed"), null=True, blank=True)
    agreed_mark = models.BinaryField(null=True, editable=False)
    applicant_user = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="applications"
    )
    filed_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="filed_applications"
    )
    # A helper organisation wrote it for the person, who stays the one who applies.
    mandate = models.ForeignKey(
        "people.HelperMandate", models.PROTECT, null=True, blank=True, related_name="applications"
    )
    applicant = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="applications_made"
    )
    beneficiary = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="applications")
    capacity = models.CharField(_("capacity"), max_length=16, choices=Capacity, default=Capacity.SELF)
    common_form = models.ForeignKey("services.FormVersion", models.PROTECT, related_name="+")
    answers = EncryptedJSONField(_("answers"), null=True, blank=True)
    statement = EncryptedTextField(_("statement"), null=True, blank=True)
    coded = models.JSONField(_("coded facts"), default=dict, blank=True)

    number = models.CharField(_("incoming number"), max_length=30, null=True, blank=True, unique=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    track_hash = models.CharField(max_length=128, blank=True, editable=False)
    # In the sender's words, when the same service is asked for again while an earlier request is open.
    why_again = EncryptedTextField(_("why once more"), null=True, blank=True)
    # Of somebody without an account: the code with which the draft is opened again, and where to send the link.
    resume_hash = models.CharField(max_length=128, blank=True, editable=False)
    email = EncryptedTextField(_("e-mail"), null=True, blank=True)
    # The code again, so that a clerk finds the application by it; opening by number and code asks the hash.
    track_hmac = models.BinaryField(null=True, editable=False)
    # When the writer of a draft was told that its last day comes; says nothing once somebody has written since.
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A former application that this one renews or repeats.
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    receipt_uid = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index(fields=["applicant_user", "status"], name="application_of_user"),
            models.Index(fields=["status", "changed_at"], name="application_drafts"),
            models.Index(fields=["submitted_at", "origin"], name="applications_by_day"),
            models.Index(
                fields=["track_hmac"], name="application_by_code", condition=models.Q(track_hmac__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | models.Q(number__isnull=False, submitted_at__isnull=False, beneficiary__isnull=False),
                name="submitted_has_number_date_and_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("draft"))

    def get_absolute_url(self) -> str:
        return reverse("mine_application", args=[self.uid])

    @property
    def dated_number(self) -> str:
        """`СУ-2026-00412/23.11.2026 г.` (domain.md D6)."""
        return with_date(self.number, timezone.localdate(self.submitted_at)) if self.submitted_at else ""

    @property
    def received_day(self) -> date | None:
        """From which the clocks run: the day the paper came, else the day it was sent."""
        return self.received_on or (timezone.localdate(self.submitted_at) if self.submitted_at else None)

    @property
    def about(self) -> Person:
        """The person of a submitted application (the constraint says that there is one)."""
        assert self.beneficiary is not None
        return self.beneficiary

    @property
    def concerns(self) -> Person | None:
        """Whom messages about it are about; a draft may not know yet."""
        return self.beneficiary

    @property
    def is_draft(self) -> bool:
        return self.status == ApplicationStatus.DRAFT

    @cached_property
    def asked(self) -> list[Asked]:
        """The requested services in their order; one query."""
        return asked_of(self.pk)

    def forms(self) -> list[tuple[str, FormSchema]]:
        """The common form and each requested service's own, by the scope of their answers."""
        own = [(service.slug, schema_of(service.form)) for service in self.asked if service.form is not None]
        return [("common", schema_of(self.common_form_id)), *own]
