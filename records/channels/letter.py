"""Letters by post: a worker makes the PDF, the office prints and posts it. Nothing is sent before it is posted."""

from records import letters
from records.channels.errors import Handed, NoAddress
from records.hooks import Address
from records.models import Delivery, DeliveryStatus


def hand_over(delivery: Delivery, address: Address) -> Handed:
    if not address.postal:
        raise NoAddress
    letters.prepare(delivery, address)
    return Handed(DeliveryStatus.TO_PRINT)
