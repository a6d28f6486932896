"""Inviting somebody to fill in a draft, and ending it. The link travels by e-mail, the code by voice."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions.resuming import new_code
from applications.actions.tracking import TO_LATIN
from applications.models import Application, Helper, TrackingTry
from records import audit, messages

AT_ONCE, IN_ALL = 3, 10


class TooMany(Exception):
    """Three help at once, ten were ever invited to one draft."""


def link_of(helper: Helper) -> str:
    return settings.PUBLIC_URL + reverse("apply_help", args=[helper.uid])


@transaction.atomic
def invite(draft: Application, *, name: str, email: str, by: Any) -> tuple[Helper, str]:
    """The helper and the code, which is shown once. Raises TooMany."""
    Application.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    helpers = Helper.objects.filter(application=draft)
    if helpers.active().count() >= AT_ONCE or helpers.count() >= IN_ALL:
        raise TooMany
    code = new_code()
    helper = Helper(application=draft, data_key=draft.data_key, code_hash=make_password(code))
    helper.name, helper.email = name, email
    helper.save()
    audit.record("helper_invited", draft, by=by, helper=str(helper.uid))
    if email:
        text = _(
            "Somebody asks you to help with filling in an application to the municipality. Open this address: "
            "%(link)s\n\nYou also need a code. The person who invited you tells it to you. If you do not know who that "
            "may be, throw this message away. Questions: %(phone)s"
        ) % {"link": link_of(helper), "phone": settings.MUNICIPALITY["phone"]}
        messages.queue_mail(email, _("You are asked to help with an application"), text)
    return helper, f"{code[:4]}-{code[4:]}"


def may_try(uid: UUID, address: str) -> bool:
    """Counts the try. Five in ten minutes an invitation, twenty an address; kept in the database."""
    return TrackingTry.objects.count_try(f"help {uid}", address)


def find(uid: UUID, code: str) -> Helper | None:
    """The same work and answer for an unknown, an ended invitation and a wrong code."""
    helper = Helper.objects.active().filter(uid=uid).select_related("application").first()
    stored = helper.code_hash if helper else make_password(None)
    right = check_password(code.upper().translate(TO_LATIN), stored)
    return helper if right else None


@transaction.atomic
def come(helper: Helper) -> None:
    Helper.objects.filter(pk=helper.pk, came_at=None).update(came_at=timezone.now())
    audit.record("helper_came", helper.application, by=helper)


@transaction.atomic
def end(draft: Application, uid: str, *, by: Any) -> None:
    """From the next request on the helper opens nothing."""
    if Helper.objects.filter(application=draft, uid=uid, ended_at=None).update(ended_at=timezone.now()):
        audit.record("helper_ended", draft, by=by, helper=uid)
