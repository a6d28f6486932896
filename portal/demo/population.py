"""The people of the demo town, written in bulk from a fixed seed."""

from collections.abc import Callable
from datetime import date
from random import Random
from uuid import UUID

from people.models import IdType, NoIdReason, Person, Settlement
from portal.demo import names
from records.models import DataKey

BATCH = 2000
NO_NUMBER_SHARE = 0.03
Named = Callable[[Random], names.Name]


def populate(
    random: Random,
    count: int,
    *,
    named: Named = names.name,
    used: set[str] | None = None,
) -> list[Person]:
    """`count` new people in three settlements, most of them in the town itself. `used` numbers are given to nobody."""
    places = list(Settlement.objects.local().order_by("pk")[:3])
    used = set() if used is None else used
    people = [_person(random, places, named, used) for _ in range(count)]
    DataKey.objects.bulk_create([person.data_key for person in people], batch_size=BATCH)
    for person in people:
        # Assigned, not only its number: the key is at hand when the texts are sealed.
        person.data_key = person.data_key
        person.derive()
    return Person.objects.bulk_create(people, batch_size=BATCH)


def _person(random: Random, places: list[Settlement], named: Named, used: set[str]) -> Person:
    uid = UUID(int=random.getrandbits(128), version=4)
    name = named(random)
    number = names.egn(random, name.sex, used, names.CROWD)
    has_number = random.random() > NO_NUMBER_SHARE
    has_phone = random.random() > 0.15
    return Person(
        uid=uid,
        data_key=DataKey.objects.build_for("person", uid),
        id_type=IdType.EGN if has_number else IdType.NONE,
        id_number=number if has_number else None,
        no_id_reason="" if has_number else random.choice(NoIdReason.values),
        given_name=name.given,
        middle_name=name.middle,
        family_name=name.family,
        birth_date=_born(random).isoformat(),
        sex=name.sex,
        phone=names.phone(random) if has_phone else None,
        settlement=random.choices(places, weights=(6, 3, 2))[0],
        address=names.address(random),
        channels=["letter"] if random.random() < 0.5 else [],
    )


def _born(random: Random) -> date:
    """A believable age, mostly old; the number's own date is of a century when nobody living was born (ADR 7)."""
    (first, last) = random.choices(((1931, 1957), (1958, 2000), (2008, 2024)), weights=(65, 27, 8))[0]
    return date(random.randint(first, last), random.randint(1, 12), random.randint(1, 28))
