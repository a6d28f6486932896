"""Going on with a draft without an account: a link and, apart from it, a code. Neither opens anything alone."""

import secrets
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from applications.actions.tracking import TO_LATIN
from applications.models import Application, TrackingTry
from people.models import User
from records import audit, messages, tries
from records.documents import ALPHABET

# With the link's random uid (122 bits) far more than fifty bits; tries are limited besides.
CODE_LENGTH = 8
BEGUN_AN_HOUR = 30


def may_begin(address: str) -> bool:
    """Thirty drafts without an account an hour from one address: a library's, not a robot's. A hash is kept."""
    return tries.count_from(address, "begun") <= BEGUN_AN_HOUR


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


@transaction.atomic
def issue_code(draft: Application) -> str:
    """A new random code, shown once; the one before stops working."""
    code = new_code()
    Application.objects.filter(pk=draft.pk).update(resume_hash=make_password(code))
    audit.record("resume_code_issued", draft, by=None)
    return f"{code[:4]}-{code[4:]}"


def may_try(uid: UUID, address: str) -> bool:
    """Counts the try. Five in ten minutes a draft, twenty an address; kept in the database."""
    return TrackingTry.objects.count_try(f"resume {uid}", address)


def find(uid: UUID, code: str) -> Application | None:
    """The same work and answer for an unknown draft and a wrong code."""
    draft = Application.objects.without_account().filter(uid=uid).exclude(resume_hash="").first()
    stored = draft.resume_hash if draft else make_password(None)
    right = check_password(code.upper().translate(TO_LATIN), stored)
    return draft if right else None


def note_return(draft: Application) -> None:
    audit.record("draft_resumed", draft, by=None)


def note_mail(draft: Application, email: str) -> None:
    """The address of whoever has no account, while the draft is not sent."""
    draft.email = email
    draft.save(update_fields=["email"])


@transaction.atomic
def write_to(draft: Application, email: str, link: str) -> None:
    """Sends the link alone, never the code, and keeps the address for a warning before the draft's end."""
    note_mail(draft, email)
    town = settings.MUNICIPALITY["phone"]
    text = _(
        "You began something with us. Go on here: %(link)s\n\nYou also need the code that the page showed you. "
        "If you did not begin anything, throw this message away. Questions: %(phone)s"
    ) % {"link": link, "phone": town}
    messages.queue_mail(email, _("The link with which you go on"), text)


@transaction.atomic
def claim(draft: Application, user: User) -> None:
    """Somebody who has signed in meanwhile keeps the draft in the own profile; the code stops working."""
    rows = Application.objects.without_account().filter(pk=draft.pk)
    if rows.update(applicant_user=user, resume_hash=""):
        audit.record("draft_claimed", draft, by=user)
