"""Letters by post: put into the folder from which the office prints and posts them."""

from records import messages
from records.channels.errors import NoAddress
from records.channels.folder import put
from records.hooks import Address
from records.models import Delivery


def hand_over(delivery: Delivery, address: Address) -> None:
    if not address.postal:
        raise NoAddress
    notice = messages.notice_of(delivery.message)
    body = notice.text(delivery.message, address.language)
    put(
        "letter",
        delivery.mail_id,
        f"{address.postal}\n\n{notice.title(address.language, delivery.message)}\n\n{body}\n",
    )
