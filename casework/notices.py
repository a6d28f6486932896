from django.utils.translation import gettext_lazy as _

from records.messages import Notice, define
from records.notices import Topic

BRIEF = _("There is a message for you from the municipality. You can read it in your profile.")

CORRECTION = define(Notice("correction_asked", _("One thing is needed from you"), BRIEF, Topic.LEGAL))
FORWARDED = define(Notice("case_forwarded", _("We have sent your application on"), BRIEF, Topic.LEGAL))
OUTCOME = define(Notice("case_outcome", _("There is an answer to your application"), BRIEF, Topic.LEGAL))
PLACE_CONFIRMED = define(Notice("place_confirmed", _("There is a place for you"), BRIEF))
DECISION = define(Notice("decision_published", _("Your decision is ready"), BRIEF, Topic.LEGAL))
REVOKED = define(Notice("decision_revoked", _("A decision was revoked"), BRIEF, Topic.LEGAL))
