from django.utils.translation import gettext_lazy as _

from records.messages import Notice, define
from records.notices import Placeholder, Topic

BRIEF = _("There is a message for you from the municipality. You can read it in your profile or ask at the counter.")

FIELDS = Placeholder("fields", _("what was corrected"), "име, дата на раждане", "name, date of birth")
# Somebody who did not ask for it must hear at once: never switched off, never gathered.
CORRECTED = define(
    Notice("person_corrected", _("Your record was corrected"), BRIEF, Topic.LEGAL, placeholders=(FIELDS,))
)
MERGED = define(Notice("person_merged", _("Your two records are one now"), BRIEF, Topic.LEGAL))
CHECKED = define(Notice("identity_checked", _("Your account is joined to your record"), BRIEF, Topic.LEGAL))
UNLINKED = define(Notice("identity_unlinked", _("Your account is no longer joined to your record"), BRIEF, Topic.LEGAL))
