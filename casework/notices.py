from django.utils.translation import gettext_lazy as _

from records.messages import Notice, define
from records.notices import NUMBER, SERVICE, Placeholder, Topic

BRIEF = _("There is a message for you from the municipality. You can read it in your profile.")
DUE = Placeholder("due_on", _("until when"), "26.11.2026 г.", "26 November 2026")
REASON = Placeholder("reason", _("what is needed"), "Липсва телефон за връзка.", "A phone number is missing.")
OUTCOME_WORDS = Placeholder("outcome", _("the answer"), "Одобрено", "Approved")
PROVIDER = Placeholder("provider", _("who gives the service"), "Домашен патронаж Белоречие", "Home Care Belorechie")

CORRECTION = define(
    Notice(
        "correction_asked", _("One thing is needed from you"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, REASON, DUE),
    )
)  # fmt: skip
FORWARDED = define(
    Notice("case_forwarded", _("We have sent your application on"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, SERVICE))
)
OUTCOME = define(
    Notice(
        "case_outcome", _("There is an answer to your application"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, SERVICE, OUTCOME_WORDS),
    )
)  # fmt: skip
PLACE_CONFIRMED = define(
    Notice("place_confirmed", _("There is a place"), BRIEF, placeholders=(NUMBER, SERVICE, PROVIDER))
)
DECISION = define(
    Notice("decision_published", _("A decision is ready"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, SERVICE))
)
REVOKED = define(
    Notice("decision_revoked", _("A decision was revoked"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, SERVICE))
)
OFFICER = Placeholder("officer", _("who writes"), "Елена Димитрова")
WORDS = Placeholder("text", _("what the officer wrote"), "Кога може да Ви посетим?", "When may we visit you?")
WROTE = define(
    Notice(
        "case_wrote", _("The municipality wrote to you"), BRIEF, Topic.OFFICER,
        placeholders=(NUMBER, SERVICE, OFFICER, WORDS),
    )
)  # fmt: skip
