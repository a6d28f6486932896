"""Text messages: through the municipality's gateway, or into a folder where there is none (the demo)."""

from django.conf import settings

from records import messages
from records.channels import gateway
from records.channels.errors import Handed, NoAddress
from records.channels.folder import put
from records.hooks import Address
from records.models import Delivery


def hand_over(delivery: Delivery, address: Address) -> Handed | None:
    if not address.phone:
        raise NoAddress
    notice = messages.notice_of(delivery.message)
    text = sms_text(notice.sentence(address.language, delivery.message))
    if settings.SMS["url"]:
        return gateway.send(delivery, address.phone, text)
    put("sms", delivery.mail_id, f"{address.phone}\n\n{text}\n")
    return None


def sms_text(sentence: str) -> str:
    return f"{sentence} {settings.PUBLIC_URL}/my/messages/"
