from django.utils.translation import gettext_lazy as _

from records.messages import Notice, define
from records.notices import BENEFICIARY, NUMBER, SERVICE, Placeholder, Topic

SUBMITTED = define(
    Notice(
        kind="application_submitted",
        subject=_("We have received your application"),
        brief=_("We have received your application. You can see it in your profile."),
        placeholders=(NUMBER, BENEFICIARY),
    )
)
SUBMITTED_FOR_YOU = define(
    Notice(
        kind="application_submitted_for_you",
        subject=_("An application was made for you"),
        brief=_("There is a message for you from the municipality. Ask at the counter or see your profile."),
        topic=Topic.LEGAL,
        placeholders=(
            NUMBER,
            BENEFICIARY,
            Placeholder("applicant", _("who applied"), "Мария Иванова", "Maria Ivanova"),
        ),
    )
)
WITHDRAWN_FOR_YOU = define(
    Notice(
        kind="application_withdrawn_for_you",
        subject=_("An application for you was withdrawn"),
        brief=_("There is a message for you from the municipality. Ask at the counter or see your profile."),
        topic=Topic.LEGAL,
        placeholders=(NUMBER,),
    )
)
WITHDRAWN = define(
    Notice(
        kind="application_withdrawn",
        subject=_("Your application was withdrawn"),
        brief=_("There is a message for you from the municipality."),
        placeholders=(NUMBER,),
    )
)
ONE_WITHDRAWN_FOR_YOU = define(
    Notice(
        kind="service_withdrawn_for_you",
        subject=_("A service that was asked for you was withdrawn"),
        brief=_("There is a message for you from the municipality. Ask at the counter or see your profile."),
        topic=Topic.LEGAL,
        placeholders=(NUMBER, SERVICE),
    )
)
ONE_WITHDRAWN = define(
    Notice(
        kind="service_withdrawn",
        subject=_("A service that you asked for was withdrawn"),
        brief=_("There is a message for you from the municipality."),
        placeholders=(NUMBER, SERVICE),
    )
)
MANDATE_GIVEN = define(
    Notice(
        kind="mandate_given",
        subject=_("You allowed an organisation to help you"),
        brief=_("There is a message for you from the municipality. Ask at the counter or see your profile."),
    )
)
DRAFT_ENDS = define(
    Notice(
        kind="draft_ends",
        subject=_("What you began to write will be deleted soon"),
        brief=_("Something that you began is not sent yet, and we do not keep it for ever. See your profile."),
        topic=Topic.REMINDER,
        placeholders=(
            Placeholder("services", _("the services"), "Домашен социален патронаж", "Home social patronage"),
            Placeholder("last_day", _("last day"), "30.01.2027 г.", "30 January 2027"),
        ),
    )
)
_SIGNER = _("There is a message for you from the municipality. Ask at the counter or see your profile.")
_SIGN_BY = (
    Placeholder("applicant", _("who applied"), "Мария Иванова", "Maria Ivanova"),
    Placeholder("person", _("for whom it is"), "Ивайло Иванов", "Ivaylo Ivanov"),
    Placeholder("due_on", _("last day"), "30.01.2027 г.", "30 January 2027"),
)
_SIGNED_BY = (NUMBER, Placeholder("signer", _("who was to sign"), "Петър Иванов", "Petar Ivanov"))
SIGN = define(
    Notice("cosignature_asked", _("Your signature is asked for"), _SIGNER, Topic.LEGAL, placeholders=_SIGN_BY)
)
SIGN_REMINDER = define(
    Notice("cosignature_reminder", _("Your signature is still awaited"), _SIGNER, Topic.REMINDER, placeholders=_SIGN_BY)
)
SIGNED = define(Notice("cosignature_signed", _("The second signature is there"), _SIGNER, placeholders=_SIGNED_BY))
NOT_SIGNED = define(
    Notice(
        "cosignature_missing", _("The second signature was not given"), _SIGNER, Topic.LEGAL, placeholders=_SIGNED_BY
    )
)
_INVITED_TO = (SERVICE, Placeholder("last_day", _("last day"), "30.01.2027 г.", "30 January 2027"))
_ASK_US = _("There is a message for you from the municipality. Ask at the counter or see your profile.")
INVITED = define(Notice("invitation", _("You are invited to apply"), _ASK_US, Topic.LEGAL, placeholders=_INVITED_TO))
INVITATION_WITHDRAWN = define(
    Notice("invitation_withdrawn", _("An invitation is withdrawn"), _ASK_US, Topic.LEGAL, placeholders=_INVITED_TO)
)
