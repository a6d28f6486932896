"""Two women who are in danger: one with rules of safe contact, one whom the head of the counter protects."""

from datetime import time
from random import Random

from applications.actions import oral
from people.actions import protection
from people.actions.contact import SafeRules, set_safe
from people.actions.persons import PersonFacts, register
from people.models import Person, User
from portal.demo import names
from services.models import Service

SEED = 412
PHRASE = "Обаждам се от библиотеката за книгата"
WISH = "Искам да говоря с психолог. Моля, не ми пишете вкъщи."
GROUND = "Поиска го сама на разговор насаме; представи заповед за незабавна защита."


def show(users: dict[str, User]) -> None:
    random = Random(SEED)  # noqa: S311 - a seeded demo, nothing secret
    careful = _woman(random, "Силвия", "Маринова", users["clerk"])
    rules = SafeRules(
        channels=("sms",), hours=(time(10), time(13)), code_phrase=PHRASE,
        never_leave_messages=True, hide_from_others=True,
    )  # fmt: skip
    set_safe(careful, rules, by=users["clerk"])
    hidden = _woman(random, "Албена", "Гочева", users["counterhead"])
    protection.protect(hidden, reason=GROUND, by=users["counterhead"])


def _woman(random: Random, given: str, family: str, by: User) -> Person:
    facts = PersonFacts(given, family, id_number=names.egn(random, "f", set()), phone=names.phone(random))
    person = register(facts, by=by)
    oral.write_up(person, [Service.objects.get(slug="csri")], WISH, counter="Едно гише – Белоречие", by=by)
    return person
