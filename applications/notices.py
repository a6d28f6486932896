from django.utils.translation import gettext_lazy as _

from records.messages import Notice, define
from records.notices import Topic

SUBMITTED = define(
    Notice(
        kind="application_submitted",
        subject=_("We have received your application"),
        brief=_("We have received your application. You can see it in your profile."),
    )
)
SUBMITTED_FOR_YOU = define(
    Notice(
        kind="application_submitted_for_you",
        subject=_("An application was made for you"),
        brief=_("There is a message for you from the municipality. Ask at the counter or see your profile."),
        topic=Topic.LEGAL,
    )
)
WITHDRAWN = define(
    Notice(
        kind="application_withdrawn",
        subject=_("Your application was withdrawn"),
        brief=_("There is a message for you from the municipality."),
    )
)
