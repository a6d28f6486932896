"""How a message leaves the house. Each channel takes a delivery and hands it over, or raises.

None stands for "handed over, and there is nothing more to know"."""

from collections.abc import Callable

from records.channels import email, letter, sms, ssev
from records.channels.errors import Handed
from records.hooks import Address
from records.models import Delivery

CHANNELS: dict[str, Callable[[Delivery, Address], Handed | None]] = {
    "email": email.hand_over,
    "sms": sms.hand_over,
    "letter": letter.hand_over,
    "ssev": ssev.hand_over,
}
