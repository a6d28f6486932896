from django.utils.translation import gettext_lazy as _

from records.messages import Notice, define
from records.notices import Topic

STALE = define(
    Notice(
        kind="entries_to_review",
        subject=_("Entries of the catalogue wait for your look"),
        brief=_(
            "Some entries of the catalogue have not been checked for a long time. Please look whether they are true."
        ),
        topic=Topic.STAFF,
    )
)
