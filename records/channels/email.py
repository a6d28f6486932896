"""E-mail: one recipient, a stable Message-ID, nothing sensitive in it."""

from functools import cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from records import messages
from records.channels import bounces
from records.channels.errors import NoAddress
from records.hooks import Address
from records.models import Delivery


def hand_over(delivery: Delivery, address: Address) -> None:
    """Raises NoAddress, OSError or smtplib.SMTPException."""
    message = delivery.message
    if message.kind == "account":
        to, subject, text = (message.context[key] for key in ("to", "subject", "text"))
        mail = EmailMultiAlternatives(subject, text, to=[to])
    else:
        if not address.email:
            raise NoAddress
        subject, text, html = _parts(message.kind, address.language, settings.PUBLIC_URL)
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


@cache
def _parts(kind: str, language: str, url: str) -> tuple[str, str, str]:
    """Subject, text and HTML: an e-mail says that there is news and where, the same to everybody."""
    notice = messages.notice(kind)
    with translation.override(language):
        context = {"brief": notice.brief, "url": f"{url}{_inbox(language)}"}
        text, html = (render_to_string(f"messages/email.{ending}", context) for ending in ("txt", "html"))
        return str(notice.subject), text, html


def _inbox(language: str) -> str:
    return "/en/my/" if language == "en" else "/my/"
