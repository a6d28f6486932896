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
CORRECTION_REMINDER = define(
    Notice(
        "correction_reminder", _("We still need something from you"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, REASON, DUE),
    )
)  # fmt: skip
CORRECTION_LAPSED = define(
    Notice(
        "correction_lapsed", _("The day for your answer has passed"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, DUE)
    )
)  # fmt: skip
CORRECTION_DROPPED = define(
    Notice("correction_dropped", _("It is no longer needed"), BRIEF, Topic.LEGAL, placeholders=(NUMBER,))
)
PROPOSAL = define(
    Notice(
        "correction_proposed", _("Please say whether this is right"), BRIEF, Topic.LEGAL,
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
WAITING = define(Notice("waiting_entered", _("You are on the waiting list"), BRIEF, placeholders=(NUMBER, SERVICE)))
WITHIN = Placeholder("within", _("among how many first ones"), "10", "10")
WAITING_NEARER = define(
    Notice(
        "waiting_nearer", _("You have come nearer on the waiting list"), BRIEF, placeholders=(NUMBER, SERVICE, WITHIN)
    )
)
PLACE_ASKED = define(
    Notice("place_asked", _("We are finding you a place"), BRIEF, placeholders=(NUMBER, SERVICE, PROVIDER, DUE))
)
PLACE_OFFERED = define(
    Notice(
        "place_offered", _("Tell us whether you accept the place"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, SERVICE, PROVIDER, DUE),
    )
)  # fmt: skip
PLACE_REMINDER = define(
    Notice(
        "place_reminder", _("The place is kept for a few days more"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, SERVICE, PROVIDER, DUE),
    )
)  # fmt: skip
START_ASKED = define(Notice("start_asked", _("Has the help begun?"), BRIEF, placeholders=(NUMBER, SERVICE)))
PLACE_LAPSED = define(
    Notice(
        "place_lapsed", _("The place is not kept any more"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, SERVICE, PROVIDER),
    )
)  # fmt: skip
DECISION = define(
    Notice("decision_published", _("A decision is ready"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, SERVICE))
)
REVOKED = define(
    Notice("decision_revoked", _("A decision was revoked"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, SERVICE))
)
ENDS_ON = Placeholder("valid_until", _("until when"), "31.12.2026 г.", "31 December 2026")
RENEWAL = define(
    Notice(
        "case_renewal", _("Your help can be asked for again"), BRIEF, placeholders=(NUMBER, SERVICE, ENDS_ON)
    )
)  # fmt: skip
OFFICER = Placeholder("officer", _("who writes"), "Елена Димитрова")
WORDS = Placeholder("text", _("what the officer wrote"), "Кога може да Ви посетим?", "When may we visit you?")
WROTE = define(
    Notice(
        "case_wrote", _("The municipality wrote to you"), BRIEF, Topic.OFFICER,
        placeholders=(NUMBER, SERVICE, OFFICER, WORDS),
    )
)  # fmt: skip
HOLDS_WAIT = define(
    Notice(
        "holds_wait",
        _("A held place waits for your answer"),
        _("A place that the municipality holds at your service waits for your answer."),
        Topic.STAFF,
    )
)
LEFT_ON = Placeholder("left_on", _("last day with the former provider"), "30.11.2026", "30.11.2026")
MOVED_ON = define(
    Notice(
        "moved_on",
        _("A place with you is free: the person uses another provider"),
        _("The person of a case uses another provider from now on; the place with you is free."),
        Topic.STAFF,
        placeholders=(NUMBER, SERVICE, LEFT_ON),
    )
)
STANDS_IN = define(
    Notice(
        "stands_in", _("You stand in for a colleague"), _("You stand in for a colleague who will be away."), Topic.STAFF
    )
)
AWAY = define(Notice("away", _("Your absence is written down"), _("Your absence is written down."), Topic.STAFF))
# What these two say depends on what was asked for, so their words are the programme's.
USE_ASKED = define(Notice("use_asked", _("We have received what you asked for"), BRIEF))
USE_CONFIRMED = define(Notice("use_confirmed", _("What you asked for is confirmed"), BRIEF))
ANSWER = Placeholder("answer", _("why not"), "Вече сме приготвили храната за утре.", "The food is ready already.")
USE_DECLINED = define(
    Notice(
        "use_declined", _("What you asked for is not possible"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, SERVICE, ANSWER),
    )
)  # fmt: skip
USE_CANCELLED = define(
    Notice("use_cancelled", _("What you asked for was taken back"), BRIEF, placeholders=(NUMBER, SERVICE))
)
LAST_DAY = Placeholder("starts_on", _("last day"), "20.11.2026", "20.11.2026")
ENDED_BY_PROVIDER = define(
    Notice(
        "use_ended_by_provider", _("The help ends where it is now"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, SERVICE, LAST_DAY, REASON),
    )
)  # fmt: skip
ENDED_FOR_GOOD = define(
    Notice(
        "use_ended_for_good", _("The help ends"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, SERVICE, LAST_DAY, REASON)
    )
)  # fmt: skip
FROM = Placeholder("from", _("from when"), "01.12.2026 г.", "1 December 2026")
USE_RESUMED = define(Notice("use_resumed", _("The help comes again"), BRIEF, placeholders=(NUMBER, SERVICE, FROM)))
RECIPIENT = Placeholder("recipient", _("with whom it was shared"), "Домашен патронаж Белоречие", "Home Care Belorechie")
NOT_SHARED = define(
    Notice(
        "sharing_withdrawn", _("Your data is not shared any more"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, SERVICE, RECIPIENT),
    )
)  # fmt: skip
# Says one of several things, so its words are the programme's.
APPEAL = define(Notice("decision_appealed", _("About the appeal against a decision"), BRIEF, Topic.LEGAL))
ASSIGNED = define(
    Notice(
        "cases_assigned",
        _("Cases were assigned to you"),
        _("Cases were assigned to you. You see them on your desk, under “wait for you”."),
        Topic.STAFF,
    )
)
REVIEW_ON = Placeholder("review_on", _("when the plan is looked at again"), "31.05.2027 г.", "31 May 2027")
PLAN = define(
    Notice("plan_agreed", _("There is a plan for your help"), BRIEF, placeholders=(NUMBER, SERVICE, REVIEW_ON))
)
STAFF_BRIEF = _("A plan of a person is to be looked at again. You can read of it in your profile.")
PLAN_REVIEW = define(
    Notice(
        "plan_review", _("A plan is to be looked at again"), STAFF_BRIEF, Topic.STAFF,
        placeholders=(NUMBER, SERVICE, PROVIDER, REVIEW_ON),
    )
)  # fmt: skip
PLAN_REVIEW_LATE = define(
    Notice(
        "plan_review_late", _("A plan was not looked at in time"), STAFF_BRIEF, Topic.STAFF,
        placeholders=(NUMBER, SERVICE, PROVIDER, REVIEW_ON),
    )
)  # fmt: skip
OPINION_SETTLED = define(
    Notice(
        "opinion_settled",
        _("The opinion of another body has come, or its day has passed"),
        _("The opinion of another body has come, or its day has passed. You see it on the page of the case."),
        Topic.STAFF,
    )
)
FILE_REFUSED = define(Notice("file_refused", _("We could not open a file that you sent"), BRIEF, Topic.LEGAL))
FILE_LOCKED = define(
    Notice(
        "file_locked",
        _("A file of a case is locked away"),
        _("A file of one of your cases has a virus or could not be checked, and is locked away."),
        Topic.STAFF,
    )
)
WHY = Placeholder("why", _("why the term stands still"), "чакаме становище на друг орган", "we wait for an opinion")
CLOCK_STOPPED = define(
    Notice(
        "clock_stopped", _("Our time to answer stands still"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, SERVICE, WHY)
    )
)
CLOCK_GOES_ON = define(
    Notice("clock_goes_on", _("Our time to answer runs again"), BRIEF, Topic.LEGAL, placeholders=(NUMBER, SERVICE, DUE))
)
CONTRACT = define(
    Notice("contract_given", _("Your contract is ready to be read"), BRIEF, placeholders=(NUMBER, SERVICE))
)
OVER = Placeholder("reason", _("why it ended"), "Помощта приключи.", "The help has ended.")
CONTRACT_ENDED = define(
    Notice(
        "contract_ended", _("Your contract has ended"), BRIEF, Topic.LEGAL,
        placeholders=(NUMBER, SERVICE, Placeholder("left_on", _("last day"), "30.11.2026", "30.11.2026"), OVER),
    )
)  # fmt: skip
CONTRACT_OVER = define(
    Notice(
        "contract_over",
        _("A contract with a person has ended"),
        _("A contract with a person has ended, because the help with you has ended."),
        Topic.STAFF,
        placeholders=(NUMBER, SERVICE, LEFT_ON),
    )
)
ANALYSIS_DUE = define(
    Notice(
        "analysis_due",
        _("An analysis that the law asks for is due"),
        _("An analysis of the year is due. You find it under “Figures”."),
        Topic.STAFF,
    )
)
TERMS = define(
    Notice(
        "terms_near",
        _("Terms of your cases"),
        _("Terms of your cases end soon or have passed. You see them on your desk."),
        Topic.STAFF,
    )
)
