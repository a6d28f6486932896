from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import HowResolved, Undelivered
from people.models.person import Channel
from records import messages, reach
from records.deliveries import MAY_FOLLOW
from records.forms import BaseForm
from records.models import DeliveryStatus, Message

HAS_ADDRESS = {"email": "email", "sms": "phone", "letter": "postal"}


def usable(message: Message) -> list[str]:
    """Channels that the person allows for this message and for which there is an address."""
    address = messages.address(message)
    allowed = reach.allowed_channels(messages.notice(message.kind), address)
    return [name for name in allowed if name in HAS_ADDRESS and getattr(address, HAS_ADDRESS[name])]


class ResolveForm(BaseForm):
    """What was done. Another way is offered only where the person allows it and has an address for it."""

    how = forms.ChoiceField(label=gettext_lazy("What did you do?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note for colleagues"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, row: Undelivered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = self._choices(row)  # type: ignore[attr-defined]

    @staticmethod
    def _choices(row: Undelivered) -> list[tuple[str, Any]]:
        message, labels = row.delivery.message, dict(Channel.choices)
        choices: list[tuple[str, Any]] = [
            (HowResolved.BY_HAND, _("I told the person, in person or by phone")),
            (HowResolved.ARRIVED, _("It arrived after all: the person has it")),
            (HowResolved.NOT_NEEDED, _("It is no longer needed")),
        ]
        if message.kind == "account":
            return choices
        ways = usable(message)
        others = [
            (f"channel:{name}", _("Send it another way: %(channel)s") % {"channel": labels.get(name, name)})
            for name in ways
            if name != row.delivery.channel
        ]
        same = []
        if row.delivery.channel in ways and DeliveryStatus.QUEUED in MAY_FOLLOW[row.delivery.status]:
            same = [(HowResolved.AGAIN, _("I looked: it did not arrive, and the address is right. Send it again"))]
        return [*others, *same, *choices]
