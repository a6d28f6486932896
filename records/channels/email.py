"""E-mail: one recipient, a stable Message-ID, nothing sensitive in it."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from records import messages
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
        notice = messages.notice_of(message)
        with translation.override(address.language):
            context = {"brief": notice.brief, "url": f"{settings.PUBLIC_URL}{_inbox(address.language)}"}
            mail = EmailMultiAlternatives(
                str(notice.subject), render_to_string("messages/email.txt", context), to=[address.email]
            )
            mail.attach_alternative(render_to_string("messages/email.html", context), "text/html")
    mail.extra_headers = {
        "Message-ID": delivery.mail_id,
        "Auto-Submitted": "auto-generated",
        "Date": timezone.now().strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }
    mail.send()


def _inbox(language: str) -> str:
    return "/en/my/" if language == "en" else "/my/"
