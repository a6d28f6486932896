"""What a channel knows when it did not hand a message over. The text is a code, never an address."""

from dataclasses import dataclass


class NoAddress(Exception):
    """The channel is allowed, but there is no address for it."""


class NotHandedOver(Exception):
    """The carrier surely has not got it: it is tried again."""


class Refused(Exception):
    """The carrier will never take it."""


class Uncertain(Exception):
    """It was on its way when the answer was lost: perhaps the carrier has it. Never sent again by itself."""


@dataclass(frozen=True)
class Handed:
    """Where the delivery stands once the carrier has it, and the carrier's own number for it."""

    status: str
    foreign_id: str = ""
