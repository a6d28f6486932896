from django.utils.translation import gettext_lazy as _

from records.messages import Notice, define

BRIEF = _("There is a message for you from the municipality. You can read it in your profile.")

CORRECTION = define(Notice("correction_asked", _("One thing is needed from you"), BRIEF))
FORWARDED = define(Notice("case_forwarded", _("We have sent your application on"), BRIEF))
OUTCOME = define(Notice("case_outcome", _("There is an answer to your application"), BRIEF))
PLACE_CONFIRMED = define(Notice("place_confirmed", _("There is a place for you"), BRIEF))
DECISION = define(Notice("decision_published", _("Your decision is ready"), BRIEF))
REVOKED = define(Notice("decision_revoked", _("A decision was revoked"), BRIEF))
USE_ASKED = define(Notice("use_asked", _("We have received what you asked for"), BRIEF))
USE_CONFIRMED = define(Notice("use_confirmed", _("What you asked for is confirmed"), BRIEF))
USE_DECLINED = define(Notice("use_declined", _("What you asked for is not possible"), BRIEF))
USE_CANCELLED = define(Notice("use_cancelled", _("What you asked for was taken back"), BRIEF))
USE_RESUMED = define(Notice("use_resumed", _("The help comes again"), BRIEF))
WROTE = define(Notice("case_wrote", _("The municipality wrote to you"), BRIEF))
NOT_SHARED = define(Notice("sharing_withdrawn", _("Your data is not shared any more"), BRIEF))
