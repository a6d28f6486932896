"""Text messages through the municipality's gateway; here a folder that the gateway's sender empties."""

from django.conf import settings

from records import messages
from records.channels.errors import NoAddress
from records.channels.folder import put
from records.hooks import Address
from records.models import Delivery


def hand_over(delivery: Delivery, address: Address) -> None:
    if not address.phone:
        raise NoAddress
    notice = messages.notice_of(delivery.message)
    text = sms_text(notice.sentence(address.language, delivery.message))
    put("sms", delivery.mail_id, f"{address.phone}\n\n{text}\n")


def sms_text(sentence: str) -> str:
    return f"{sentence} {settings.PUBLIC_URL}/my/messages/"
