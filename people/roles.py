"""Roles, permissions and the one table that joins them. Whatever is not here is denied."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    CLERK = "clerk", _("clerk at the counter")
    COUNTER_HEAD = "counter_head", _("head of the counter")
    HELPER = "helper", _("mediator of a helper organisation")
    OFFICER = "officer", _("case officer")
    HEAD = "head", _("head of unit")
    LEADERSHIP = "leadership", _("mayor or deputy mayor")
    PROVIDER_MANAGER = "provider_manager", _("provider's manager")
    PROVIDER_WORKER = "provider_worker", _("provider's worker")
    TEAM_MEMBER = "team_member", _("team member")
    CATALOGUE_EDITOR = "catalogue_editor", _("catalogue editor")
    AUDITOR = "auditor", _("auditor")
    DPO = "dpo", _("data protection officer")
    ADMINISTRATOR = "administrator", _("administrator")


class Permission(TextChoices):
    USE_COUNTER = "use_counter"
    REGISTER_PERSON = "register_person"
    FILE_AT_COUNTER = "file_at_counter"
    CORRECT_PERSON = "correct_person"
    CHECK_IDENTITY = "check_identity"
    MERGE_PERSONS = "merge_persons"
    PROTECT_PERSON = "protect_person"
    HELP_PEOPLE = "help_people"
    USE_DESK = "use_desk"
    WORK_ON_CASE = "work_on_case"
    ASSIGN_CASE = "assign_case"
    EDIT_ROUTING = "edit_routing"
    DRAFT_DECISION = "draft_decision"
    APPROVE_DECISION = "approve_decision"
    USE_PROVIDER_DESK = "use_provider_desk"
    ANSWER_REFERRAL = "answer_referral"
    WRITE_PLAN = "write_plan"
    EDIT_CATALOGUE = "edit_catalogue"
    IMPORT_CATALOGUE = "import_catalogue"
    KEEP_PARTNERS = "keep_partners"
    KEEP_ORDERS = "keep_orders"
    INVITE = "invite"
    READ_AUDIT = "read_audit"
    SET_CONTACT = "set_contact"
    WORK_ON_UNDELIVERED = "work_on_undelivered"
    HANDLE_POST = "handle_post"
    SEE_QUEUE = "see_queue"
    SET_UP_HALL = "set_up_hall"
    NOTE_NEED = "note_need"
    SEE_FIGURES = "see_figures"
    SEE_ALL_FIGURES = "see_all_figures"
    WRITE_ANALYSIS = "write_analysis"
    APPROVE_ANALYSIS = "approve_analysis"
    KEEP_CALENDAR = "keep_calendar"
    SEE_STYLEGUIDE = "see_styleguide"


_EVERY_STAFF_MEMBER = frozenset({Permission.SEE_STYLEGUIDE})
_COUNTER = frozenset(
    {
        Permission.USE_COUNTER,
        Permission.SET_CONTACT,
        Permission.REGISTER_PERSON,
        Permission.FILE_AT_COUNTER,
        Permission.CORRECT_PERSON,
        Permission.CHECK_IDENTITY,
        Permission.WORK_ON_UNDELIVERED,
        Permission.HANDLE_POST,
        Permission.NOTE_NEED,
    }
)
_OFFICER = frozenset(
    {
        Permission.INVITE,
        Permission.USE_DESK,
        Permission.WORK_ON_CASE,
        Permission.DRAFT_DECISION,
        Permission.WORK_ON_UNDELIVERED,
        Permission.NOTE_NEED,
        Permission.SEE_FIGURES,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: _COUNTER,
    Role.COUNTER_HEAD: _COUNTER
    | {Permission.MERGE_PERSONS, Permission.PROTECT_PERSON, Permission.SEE_QUEUE, Permission.INVITE},
    Role.HELPER: frozenset({Permission.HELP_PEOPLE}),
    Role.OFFICER: _OFFICER,
    Role.HEAD: _OFFICER
    | {Permission.ASSIGN_CASE, Permission.EDIT_ROUTING, Permission.APPROVE_DECISION, Permission.WRITE_ANALYSIS},
    # Figures alone: no case, no name.
    Role.LEADERSHIP: frozenset({Permission.SEE_FIGURES, Permission.SEE_ALL_FIGURES, Permission.APPROVE_ANALYSIS}),
    Role.PROVIDER_MANAGER: frozenset({Permission.USE_PROVIDER_DESK, Permission.WRITE_PLAN, Permission.ANSWER_REFERRAL}),
    Role.PROVIDER_WORKER: frozenset({Permission.USE_PROVIDER_DESK, Permission.WRITE_PLAN}),
    Role.TEAM_MEMBER: frozenset(),
    Role.CATALOGUE_EDITOR: frozenset({Permission.EDIT_CATALOGUE}),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT}),
    Role.DPO: frozenset({Permission.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.EDIT_CATALOGUE,
            Permission.IMPORT_CATALOGUE,
            Permission.KEEP_PARTNERS,
            Permission.KEEP_ORDERS,
            Permission.SET_UP_HALL,
            Permission.KEEP_CALENDAR,
        }
    ),
}
# A mediator works for the people who allowed it, not for the municipality.
STAFF_ROLES = frozenset(Role) - {Role.HELPER}
# Who sits at a counter.
COUNTER_ROLES = (Role.CLERK, Role.COUNTER_HEAD)
# Who works on cases.
CASE_ROLES = (Role.OFFICER, Role.HEAD)


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    granted = frozenset().union(*(GRANTS[role] for role in roles)) if roles else frozenset()
    return granted | _EVERY_STAFF_MEMBER if roles & STAFF_ROLES else granted
