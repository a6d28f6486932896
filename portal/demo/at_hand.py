"""What the counter, the desk and a helper organisation find on their lists: signals, calls, a mandate, a double."""

from datetime import timedelta

from django.utils import timezone

from applications.actions import calls, mediating, signals
from applications.actions.signals import Told
from applications.models import CallOutcome
from applications.models.signal import AgeGroup
from people.actions import merges
from people.actions.persons import PersonFacts, register
from people.models import MandateProof, MandateScope, NoIdReason, Organisation, Person, Settlement, User
from services.models import Service

SIGNALS = (
    Told(
        what="Възрастна жена не е излизала от три дни. Вчера викаше за помощ през прозореца, днес не отваря.",
        where="ул. „Липа“ 14, зелената порта",
        whom="баба Вена",
        age_group=AgeGroup.OLD,
        is_danger=True,
        caller_name="Методи Цанков",
        caller_phone="+359888000114",
    ),
    Told(
        what="Човек спи в изоставения магазин до спирката. Има рана на крака и не иска да ходи на лекар.",
        where="до автобусната спирка в центъра",
        age_group=AgeGroup.ADULT,
    ),
)


def show(users: dict[str, User]) -> None:
    home = Settlement.objects.local().order_by("pk").first()
    for told in SIGNALS:
        signals.take_in(Told(**{**vars(told), "settlement": home}), by=None)
    for slug in ("home-patronage", "parking-card", "home-patronage"):
        service = Service.objects.get(slug=slug)
        calls.count(CallOutcome.INFORMATION, service=service, settlement=home, by=users["clerk"])
    neighbours = Person.objects.with_key().filter(id_number__isnull=False, birth_year__lt=1950).order_by("pk")
    helped, twice = neighbours[3], neighbours[4]
    _help(helped, users)
    _write_twice(twice, users["clerk"])


def _help(person: Person, users: dict[str, User]) -> None:
    """A mediator has begun an application for somebody who allowed it at the counter."""
    mandate = mediating.allow(
        person,
        organisation=Organisation.objects.get(slug="foundation"),
        scope=MandateScope.APPLY,
        proof=MandateProof.SIGNED,
        valid_to=timezone.localdate() + timedelta(days=180),
        by=users["clerk"],
    )
    mediating.begin(mandate, [Service.objects.get(slug="hot-lunch")], by=users["helper"])


def _write_twice(person: Person, clerk: User) -> None:
    """The same human being without papers that day; a colleague has still to look."""
    facts = PersonFacts(
        given_name=person.given_name,
        family_name=person.family_name,
        id_type="none",
        no_id_reason=NoIdReason.NO_PAPERS,
        phone=person.phone or "",
        settlement=person.settlement,
    )
    double = register(facts, by=clerk)
    merges.propose(person, double, reason="Дойде без лична карта, а е записан и с ЕГН. Същият телефон.", by=clerk)
