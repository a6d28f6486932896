from django.utils.translation import gettext_lazy as _

from records.messages import Notice, define

BRIEF = _("There is a message for you from the municipality. You can read it in your profile or ask at the counter.")

CORRECTED = define(Notice("person_corrected", _("Your record was corrected"), BRIEF))
MERGED = define(Notice("person_merged", _("Your two records are one now"), BRIEF))
CHECKED = define(Notice("identity_checked", _("Your account is joined to your record"), BRIEF))
UNLINKED = define(Notice("identity_unlinked", _("Your account is no longer joined to your record"), BRIEF))
