"""Those who wait, in their order; a provider's talk with the officer; the last month of those who are at a provider."""

from random import Random

from django.utils import timezone

from casework import attendance
from casework.actions import attendance as months
from casework.actions import provider_talk, waiting, warnings
from casework.models import PlaceHold, ProviderSide, WaitingEntry
from casework.models.place import HoldStatus
from people.models import User
from services.models import Offer

REASON = "На 24.11. падна вкъщи и лежа сама до вечерта. Видяхме я на посещението."
QUESTION = "От два дни никой не ни отваря. Знаете ли къде е?"
ANSWER = "В болница е до петък. Дъщерята ще спре храната оттук."

# Where people wait: the town has many more places of everything else than the demo has people.
SCARCE, SEATS = "day-centre-elderly", 2


def make_scarce() -> None:
    Offer.objects.filter(service__slug=SCARCE).update(capacity=SEATS)


def show(random: Random, users: dict[str, User]) -> None:
    waiting.rerank(timezone.localdate())
    warnings.keep_stopped_in_step(timezone.localdate())
    of_unit = WaitingEntry.objects.open().filter(case__unit__slug="unit-centre").select_related("case__data_key")
    entry = of_unit.order_by("-rank").first()
    if entry is not None:
        waiting.propose(entry, "urgent", is_given=True, reason=REASON, by=users["officer"])
    taken = PlaceHold.objects.filter(offer__service__slug="home-patronage", status=HoldStatus.TAKEN)
    held = taken.filter(case__unit__slug="unit-centre").select_related("case__data_key", "offer__provider").first()
    if held is not None:
        about = (held.case, held.offer.provider)
        provider_talk.write(*about, QUESTION, side=ProviderSide.PROVIDER, by=users["provider"])
        provider_talk.write(*about, ANSWER, side=ProviderSide.OFFICE, by=users["officer"])
    month = attendance.before(timezone.localdate().replace(day=1))
    for offer in Offer.objects.filter(service__slug="home-patronage"):
        lines = attendance.lines_of(offer, month)
        used = {str(line.placement.uid): max(0, line.planned - random.choice((0, 0, 1, 2))) for line in lines}
        months.write(offer, month, lines, used, by=users["provider"])
