from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.roles import Role
from people.safety import SAFE_CONTACT
from records.crypto import EncryptedTextField
from records.models import DATA_KEY, SealedModel
from records.statements import AnyGiven
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from applications.models import Application
    from people.models import Person, User


class CaseStatus(models.TextChoices):
    NEW = "new", _("new")
    IN_PROGRESS = "in_progress", _("in progress")
    AWAITING_CITIZEN = "awaiting_citizen", _("waiting for the citizen")
    ASSESSED = "assessed", _("assessed")
    REFERRED = "referred", _("referred")
    PLACE_HELD = "place_held", _("place held")
    PLACE_CONFIRMED = "place_confirmed", _("place confirmed by the provider")
    WAITING = "waiting", _("waiting for a place")
    DECISION_DRAFTED = "decision_drafted", _("decision waits for approval")
    DECISION_APPROVED = "decision_approved", _("decision approved")
    DECIDED = "decided", _("decided")
    PLACED = "placed", _("uses the service")
    FORWARDED = "forwarded", _("forwarded")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ForwardTo(models.TextChoices):
    DSP = "dsp", _("Social Assistance Directorate")
    COURT = "court", _("court, through the Social Assistance Directorate")


class ActWaits(models.TextChoices):
    """What waits about an act that stands, or about our silence; the first that applies."""

    APPROVE = "approve", _("an act about a decision waits for approval")
    REDRAFT = "redraft", _("an act about a decision came back for a better text")
    APPEAL = "appeal", _("an appeal waits to be sent on")
    RETURNED = "returned", _("a letter with a decision came back")
    OPINION = "opinion", _("an opinion came, or its day has passed")


S = CaseStatus
BEFORE_DECISION = (
    S.NEW,
    S.IN_PROGRESS,
    S.AWAITING_CITIZEN,
    S.ASSESSED,
    S.REFERRED,
    S.PLACE_HELD,
    S.PLACE_CONFIRMED,
    S.WAITING,
)
WAITING_FOR_OFFICER = (S.NEW, S.IN_PROGRESS, S.ASSESSED, S.REFERRED, S.PLACE_CONFIRMED)
OPEN_STATUSES = (*BEFORE_DECISION, S.DECISION_DRAFTED, S.DECISION_APPROVED)


_PERSON = ("uid", "given_name", "middle_name", "family_name", "sealed_name")
_APPLICATION = ("uid", "status", "origin", "capacity", "common_form", "answers", "statement", "why_again")
PAGE_COLUMNS = (
    "uid", "number", "status", "is_open", "opened_at", "closed_at", "decided_at", "outside_outcome", "withdrawn_why",
    "wrote_at", "stage", "stage_on", *DATA_KEY,
    *(f"service__{name}" for name in ("slug", "name_bg", "name_en", "referral_by", "decision_act")),
    *(f"settlement__{name}" for name in ("kind", "name_bg", "name_en")),
    "unit__name_bg", "unit__name_en", "assignee__name",
    *(f"beneficiary__{name}" for name in (*_PERSON, "id_number", "phone", *DATA_KEY)),
    *(f"beneficiary__safe_contact__{name}" for name in SAFE_CONTACT),
    "request__application", "request__repeats",
    *(f"request__application__{name}" for name in (*_APPLICATION, *DATA_KEY)),
    "request__application__follows__number",
    *(f"request__application__applicant__{name}" for name in ("uid", "given_name", "family_name")),
)  # fmt: skip


def units_of(user: User) -> list[int]:
    """The units whose cases the user works on."""
    return user.organisations_as(Role.OFFICER, Role.HEAD)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """Officers and heads see the cases of their own units; nobody else sees cases."""
        if user.is_anonymous:
            return self.none()
        return self.filter(unit__in=units_of(user))

    def in_given_units(self) -> CaseQuerySet:
        """The same for a statement that is given `units`."""
        return self.filter(unit=AnyGiven("units"))

    def of_citizen(self, user: User) -> CaseQuerySet:
        """Cases of the applications that the citizen may see."""
        from applications.models import Application

        mine = Application.objects.visible_to(user).exclude(status="draft")
        return self.filter(request__application__in=mine)

    def at_counter(self, user: User) -> CaseQuerySet:
        """Cases of the person whom the clerk serves now; what the page shows of a case is the page's choice."""
        from applications.models import Application

        return self.filter(request__application__in=Application.objects.at_counter(user).submitted())

    def locked(self) -> CaseQuerySet:
        """In one order for everybody, so that two people with many cases never wait for each other."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def open(self) -> CaseQuerySet:
        return self.filter(is_open=True)

    def referred_to(self, user: User) -> CaseQuerySet:
        """A provider sees a case while a place is held, or once the person is placed, at one of its offers."""
        from casework.models.place import PlaceHold

        own = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
        return self.filter(models.Exists(PlaceHold.objects.filter(case=models.OuterRef("pk"), offer__provider__in=own)))

    def of_request(self, pk: int | None) -> Case | None:
        return self.filter(request=pk).first() if pk else None

    def of_application(self, application: Application) -> CaseQuerySet:
        return self.filter(request__application=application).order_by("request__position")

    def with_parts(self) -> CaseQuerySet:
        return self.select_related(
            "data_key",
            "service",
            "settlement",
            "unit",
            "assignee",
            "beneficiary__data_key",
            "request__application__data_key",
            "request__application__applicant",
            "request__application__applicant_user",
        )

    def for_page(self) -> CaseQuerySet:
        """The columns a case's own page shows: whole rows of nine tables cost more than the rest of the page."""
        return self.select_related(
            "data_key", "service", "settlement", "unit", "assignee", "beneficiary__data_key",
            "beneficiary__safe_contact",
            "request__application__data_key", "request__application__applicant",
            "request__application__follows",
        ).only(*PAGE_COLUMNS)  # fmt: skip


class Case(Workflow, SealedModel):
    """The officer's file for one requested service.

    Uses the application's data key. Personal and encrypted: why it was withdrawn. The person and
    the service are copied as links so that lists need no join through the application. Kept by the file nomenclature.
    """

    STEPS = {
        "take": step(S.NEW, S.IN_PROGRESS, to=S.IN_PROGRESS),
        # Who answers for it changes, and nothing else.
        "assign": step(*OPEN_STATUSES, S.FORWARDED, S.PLACED),
        "ask_correction": step(S.IN_PROGRESS, to=S.AWAITING_CITIZEN),
        "resume": step(S.AWAITING_CITIZEN, to=S.IN_PROGRESS),
        "drop_correction": step(S.AWAITING_CITIZEN, to=S.IN_PROGRESS),
        "lapse_correction": step(S.AWAITING_CITIZEN, to=S.IN_PROGRESS),
        "assess": step(S.IN_PROGRESS, to=S.ASSESSED),
        "refer": step(S.ASSESSED, to=S.REFERRED),
        "hold_place": step(S.REFERRED, S.WAITING, to=S.PLACE_HELD),
        "confirm_place": step(S.PLACE_HELD, to=S.PLACE_CONFIRMED),
        # The approval stands: only the place is another one.
        "find_again": step(S.PLACE_HELD, to=S.DECIDED),
        "release_place": step(S.PLACE_HELD, S.PLACE_CONFIRMED, to=S.REFERRED),
        "put_on_waiting_list": step(S.REFERRED, to=S.WAITING),
        "draft_decision": step(S.ASSESSED, S.REFERRED, S.PLACE_CONFIRMED, S.WAITING, to=S.DECISION_DRAFTED),
        "draft_termination": step(S.IN_PROGRESS, S.ASSESSED, S.REFERRED, S.WAITING, to=S.DECISION_DRAFTED),
        "redraft_decision": step(S.DECISION_DRAFTED, to=S.DECISION_DRAFTED),
        "return_draft": step(S.DECISION_DRAFTED, to=S.DECISION_DRAFTED),
        "approve_decision": step(S.DECISION_DRAFTED, to=S.DECISION_APPROVED),
        "publish_decision": step(S.DECISION_APPROVED, to=S.DECIDED),
        "accept_place": step(S.DECIDED, to=S.PLACED),
        # The provider ended it: another place, without a new application.
        "find_another": step(S.PLACED, to=S.REFERRED),
        "decline_place": step(S.DECIDED, to=S.CLOSED),
        # What had revoked the answer was itself revoked after an appeal: the answer stands again.
        "restore_decision": step(*BEFORE_DECISION, to=S.DECIDED),
        "reopen": step(S.DECIDED, S.CLOSED, to=S.IN_PROGRESS),
        "lapse_place": step(S.DECIDED, to=S.REFERRED),
        "confirm_start": step(S.PLACED, to=S.PLACED),
        "fail_start": step(S.PLACED, to=S.REFERRED),
        # Another provider is looked for while the place that is used goes on.
        "hold_next_place": step(S.PLACED, to=S.PLACED),
        "confirm_next_place": step(S.PLACED, to=S.PLACED),
        "lose_next_place": step(S.PLACED, to=S.PLACED),
        "accept_next_place": step(S.PLACED, to=S.PLACED),
        "change_provider": step(S.PLACED, to=S.PLACED),
        "forward": step(S.NEW, S.IN_PROGRESS, to=S.FORWARDED),
        "record_outcome": step(S.FORWARDED, to=S.CLOSED),
        "close": step(S.IN_PROGRESS, S.ASSESSED, S.DECIDED, S.PLACED, to=S.CLOSED),
        "withdraw": step(*BEFORE_DECISION, S.FORWARDED, to=S.WITHDRAWN),
    }

    request = models.OneToOneField("applications.ServiceRequest", models.PROTECT, related_name="case")
    number = models.CharField(_("number"), max_length=34, unique=True)
    service = models.ForeignKey("services.Service", models.PROTECT, related_name="cases")
    beneficiary = models.ForeignKey("people.Person", models.PROTECT, related_name="cases")
    settlement = models.ForeignKey("people.Settlement", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="cases", db_index=False)
    assignee = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="cases")
    status = models.CharField(_("status"), max_length=20, choices=CaseStatus, default=CaseStatus.NEW)
    # For indexes: a condition without parameters, which also a prepared statement's generic plan can prove.
    is_open = models.GeneratedField(
        expression=models.Q(status__in=OPEN_STATUSES),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    forwarded_to = models.CharField(_("forwarded to"), max_length=10, choices=ForwardTo, blank=True)
    forwarded_at = models.DateTimeField(_("forwarded at"), null=True, blank=True)
    outside_outcome = models.CharField(_("outcome elsewhere"), max_length=200, blank=True)
    # In the words of whoever withdrew the request, if they gave a reason.
    withdrawn_why = EncryptedTextField(_("why withdrawn"), null=True, blank=True)
    # What about an act waits for somebody here, also of a case that is over, and until when.
    act_waits = models.CharField(_("what waits about an act"), max_length=8, choices=ActWaits, blank=True)
    act_due_on = models.DateField(_("until when"), null=True, blank=True)
    # The stage of the service inside the status, as an officer named it, and since when.
    stage = models.SlugField(_("stage"), blank=True, db_index=False)
    stage_on = models.DateField(_("in the stage since"), null=True, blank=True)
    # Since when something that the person wrote or asked for waits for the officer.
    wrote_at = models.DateTimeField(_("the person wrote at"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(
                fields=["unit", "due_on", "id"],
                include=["status"],
                name="open_cases_by_due",
                condition=models.Q(is_open=True),
            ),
            models.Index(
                fields=["assignee", "due_on", "id"],
                include=["status", "unit"],
                name="open_cases_of_officer",
                condition=models.Q(is_open=True),
            ),
            models.Index(
                fields=["unit", "status", "due_on", "id"], include=["assignee", "is_open"], name="cases_by_status"
            ),
            models.Index(
                fields=["unit", "service", "due_on", "id"],
                name="open_cases_of_service",
                condition=models.Q(is_open=True),
            ),
            models.Index(
                fields=["unit", "settlement", "due_on", "id"],
                name="open_cases_of_settlement",
                condition=models.Q(is_open=True),
            ),
            models.Index(
                fields=["unit", "opened_at", "id"],
                include=["status"],
                name="open_cases_by_age",
                condition=models.Q(is_open=True),
            ),
            models.Index(
                fields=["unit", "due_on", "id"],
                name="open_cases_of_nobody",
                condition=models.Q(is_open=True, assignee__isnull=True),
            ),
            models.Index(
                fields=["unit", "due_on", "id"],
                name="cases_whose_act_waits",
                condition=~models.Q(act_waits=""),
            ),
            models.Index(
                fields=["assignee", "due_on", "id"],
                name="acts_that_wait_for_officer",
                condition=~models.Q(act_waits=""),
            ),
            models.Index(
                fields=["assignee", "due_on", "id"],
                include=["unit"],
                name="cases_that_wait_for_officer",
                condition=models.Q(status__in=WAITING_FOR_OFFICER),
            ),
            # Of what is over, a rare service or settlement among many thousands.
            models.Index(
                fields=["unit", "service", "status", "due_on", "id"],
                name="cases_over_of_service",
                condition=models.Q(is_open=False),
            ),
            models.Index(
                fields=["unit", "settlement", "status", "due_on", "id"],
                name="cases_over_of_settlement",
                condition=models.Q(is_open=False),
            ),
            models.Index(
                fields=["assignee", "status", "due_on", "id"],
                include=["unit"],
                name="cases_over_of_officer",
                condition=models.Q(is_open=False),
            ),
            models.Index(
                fields=["unit", "due_on", "id"],
                name="cases_that_were_written_to",
                condition=models.Q(wrote_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(forwarded_at__isnull=True, forwarded_to="")
                | (models.Q(forwarded_at__isnull=False) & ~models.Q(forwarded_to="")),
                name="forwarded_has_a_date_and_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def concerns(self) -> Person:
        """Whom messages about it are about."""
        return self.beneficiary

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.uid])
