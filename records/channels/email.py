"""E-mail: one recipient, a stable Message-ID, nothing sensitive in it."""

from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from records import digests, messages
from records.channels import bounces
from records.channels.errors import NoAddress
from records.hooks import Address
from records.models import Delivery
from records.models.message import DIGEST


def hand_over(delivery: Delivery, address: Address) -> None:
    """Raises NoAddress, OSError or smtplib.SMTPException."""
    message = delivery.message
    if message.kind == "account":
        to, subject, text = (message.context[key] for key in ("to", "subject", "text"))
        mail = EmailMultiAlternatives(subject, text, to=[to])
    else:
        if not address.email:
            raise NoAddress
        if message.kind == DIGEST:
            subject, text, html = digests.written(delivery, address.language)
        else:
            notice, language = messages.notice_of(message), address.language
            said = notice.title(language, message), notice.sentence(language, message)
            subject, text, html = _parts(*said, language, settings.PUBLIC_URL)
        mail = EmailMultiAlternatives(subject, text, to=[address.email])
        mail.attach_alternative(html, "text/html")
    if settings.BOUNCES["address"]:
        # The envelope's sender: what comes back names the message. Readers see the usual sender.
        mail.from_email = bounces.return_path(message.uid)
    mail.extra_headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": delivery.mail_id,
        "Auto-Submitted": "auto-generated",
        "Date": timezone.now().strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }
    mail.send()


@lru_cache(maxsize=512)
def _parts(subject: str, brief: str, language: str, url: str) -> tuple[str, str, str]:
    """Subject, text and HTML: an e-mail says that there is news and where, the same to everybody."""
    with translation.override(language):
        context = {"subject": subject, "brief": brief, "url": url + digests.inbox_path(language)}
        text, html = (render_to_string(f"messages/email.{ending}", context) for ending in ("txt", "html"))
        return subject, text, html
