"""How far a request is, as the rooms below may show it: words, never a case."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Progress:
    """One requested service's state in plain words. `tone` is one of info, attention, done, error."""

    service: str
    label: str
    tone: str
    due_on: date | None = None
    is_decided_here: bool = True
    # Of its page at the counter.
    counter_url: str = ""
    # The label for who helps the person: a clerk, a mediator.
    of_person: str = ""
