"""Named hooks: how a lower room tells or asks an upper one without importing it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from typing import Any


class Hook:
    def __init__(self, name: str) -> None:
        self.name = name
        self._listeners: list[Callable[..., Any]] = []

    def listen(self, listener: Callable[..., Any]) -> None:
        if listener not in self._listeners:
            self._listeners.append(listener)

    def __call__(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Calls every listener in order, in the caller's transaction."""
        return [listener(*args, **kwargs) for listener in self._listeners]

    def one(self, *args: Any, **kwargs: Any) -> Any:
        """The only listener's answer. Raises LookupError when nobody or several would answer."""
        if len(self._listeners) != 1:
            raise LookupError(f"{self.name} has {len(self._listeners)} listeners, not one.")
        return self._listeners[0](*args, **kwargs)


@dataclass(frozen=True)
class Address:
    """How a message may reach somebody: only the channels they allowed, in the hours that are safe for them.

    `is_withheld`: whom the message is about has asked that this reader learns nothing. `hours` are the reader's own
    or, with `has_safe_hours`, those that are safe; `digest_at` is there for who wants one mail a day.
    `is_agreed`: a safe contact rule stands, so no page says by which ways.
    """

    language: str
    name: str
    email: str | None = None
    phone: str | None = None
    postal: str | None = None
    channels: list[str] = field(default_factory=list)
    hours: tuple[time, time] | None = None
    has_safe_hours: bool = False
    house_hours: tuple[time, time] | None = None
    topics_off: tuple[str, ...] = ()
    digest_at: time | None = None
    is_withheld: bool = False
    is_agreed: bool = False


# (person_uid, user_uid, about_uid) -> Address, asked when a message is written and again at the moment of sending
address_of = Hook("records.address_of")
# (person_uid) -> the number under which an act may be sent through the system for secure delivery, or None
secure_number = Hook("records.secure_number")
# (document) - rendered and stored, inside the worker's transaction
document_ready = Hook("records.document_ready")
# (delivery) - moved to another status by `deliveries.note`, in its transaction
delivery_moved = Hook("records.delivery_moved")
# (notification) - an act became known to somebody, or that was struck out; in the transaction
became_known = Hook("records.became_known")
# (row) - a file has a virus or could not be checked, and nobody can open it; in the transaction
file_refused = Hook("records.file_refused")
