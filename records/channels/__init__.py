"""How a message leaves the house. Each channel takes a delivery and hands it over, or raises."""

from collections.abc import Callable

from records.channels import email, letter, sms
from records.hooks import Address
from records.models import Delivery

CHANNELS: dict[str, Callable[[Delivery, Address], None]] = {
    "email": email.hand_over,
    "sms": sms.hand_over,
    "letter": letter.hand_over,
}
