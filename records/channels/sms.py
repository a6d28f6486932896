"""Text messages through the municipality's gateway; here a folder that the gateway's sender empties."""

from django.conf import settings
from django.utils import translation

from records import messages
from records.channels.errors import NoAddress
from records.channels.folder import put
from records.hooks import Address
from records.models import Delivery


def hand_over(delivery: Delivery, address: Address) -> None:
    if not address.phone:
        raise NoAddress
    notice = messages.notice_of(delivery.message)
    with translation.override(address.language):
        text = f"{notice.brief} {settings.PUBLIC_URL}/my/"
    put("sms", delivery.mail_id, f"{address.phone}\n\n{text}\n")
