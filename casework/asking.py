"""A provider is asked by mail for a place: a link of one use, no account, no personal data in the mail."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from casework.models import PlaceHold, PlaceLink
from records import audit, messages
from records.links import hash_of, new_token


def issue(held: PlaceHold) -> str:
    """The token, which nothing but the answer keeps; good until the end of the last day for an answer."""
    now = timezone.now()
    held.links.filter(used_at=None).update(used_at=now)
    token = new_token()
    end = timezone.make_aware(datetime.combine(held.held_until + timedelta(days=1), time.min))
    PlaceLink.objects.create(hold=held, token_hash=hash_of(token), expires_at=end)
    return token


def send(held: PlaceHold, *, is_reminder: bool = False) -> None:
    """To the provider's own address, if there is one: which help, where, until when. Who it is for stays here."""
    offer = held.offer
    if not offer.provider.email:
        return
    with override("bg"):
        context = {
            "service": offer.service.name_bg,
            "site": offer.site_bg,
            "due_on": date_format(held.held_until),
            "url": settings.PUBLIC_URL + reverse("place_link", args=[issue(held)]),
            "is_reminder": is_reminder,
        }
        subject = _("Is there still a place? Please answer") if is_reminder else _("Is there a place with you?")
        messages.queue_mail(offer.provider.email, subject, render_to_string("messages/place_link.txt", context))
    audit.record("place_link_sent", held, by=None, reminder=is_reminder)
