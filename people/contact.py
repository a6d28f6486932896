"""Answers records' question where and how a message may reach somebody, at the moment of sending."""

from typing import Any
from uuid import UUID

from django.db import connection

from people.models import Person, SafeContact, User
from people.models.contact import marks_of
from records.hooks import Address

# Asked for each message; a plain statement costs half of a composed one.
LOGIN = """
    SELECT login.language, login.name, login.email, own.uid = %(person)s AND own.channels @> '["letter"]',
        own.uid, safe.id, rule.id
    FROM people_user AS login
    LEFT JOIN people_person AS own ON own.id = login.person_id
    LEFT JOIN people_safecontact AS safe ON safe.person_id = own.id
    LEFT JOIN people_person AS about ON about.uid = %(about)s
    LEFT JOIN people_safecontact AS rule ON rule.person_id = about.id
    WHERE login.uid = %(user)s AND login.is_active
"""


def address_of(person_uid: UUID | None, user_uid: UUID | None = None, about_uid: UUID | None = None) -> Address:
    """A login is written to at its own address, and by post if its person chose so; others only as they allowed.

    A safe contact rule of the reader comes before everything they chose; one of whom the message is about may
    keep it from the reader altogether.
    """
    if user_uid is not None:
        with connection.cursor() as cursor:
            cursor.execute(LOGIN, {"person": person_uid, "user": user_uid, "about": about_uid})
            row = cursor.fetchone()
        if row is not None:
            return _of_login(row, user_uid)
    person = _person(person_uid)
    if person is None:
        return Address(language="bg", name="", channels=[])
    is_about_another = about_uid is not None and about_uid != person_uid
    rule = SafeContact.objects.filter(person__uid=str(about_uid)).first() if is_about_another else None
    return _of_person(person, is_withheld=rule is not None and _hides(rule.pk, None, person))


def _person(uid: UUID | None) -> Person | None:
    return Person.objects.with_key().select_related("safe_contact").filter(uid=str(uid)).first() if uid else None


def _of_login(row: tuple[Any, ...], user_uid: UUID) -> Address:
    language, name, email, by_post, own_uid, safe, rule = row
    own = _person(own_uid) if by_post or safe or rule else None
    is_withheld = rule is not None and _hides(rule, User.objects.get(uid=user_uid), own)
    if safe and own is not None:
        return _of_person(own, is_withheld=is_withheld, email=email)
    postal = _postal(own) if own and by_post else None
    channels = ["email", "letter"] if postal else ["email"]
    return Address(language, name, email=email, postal=postal, channels=channels, is_withheld=is_withheld)


def _of_person(person: Person, *, is_withheld: bool, email: str = "") -> Address:
    """At the addresses the person gave; `email` is the login's, for who gave none."""
    safe: SafeContact | None = getattr(person, "safe_contact", None)
    hours = (safe.hours_from, safe.hours_until) if safe and safe.hours_from and safe.hours_until else None
    return Address(
        language=person.language,
        name=person.full_name,
        email=person.email or email or None,
        phone=person.phone or None,
        postal=_postal(person),
        channels=list(person.channels if safe is None else safe.channels),
        hours=hours,
        is_withheld=is_withheld,
    )


def _hides(rule: int, user: User | None, person: Person | None) -> bool:
    """Whether the rule keeps its person from this reader: named by account or number, or anybody but the person.

    A login is the person only once its identity was checked.
    """
    found = SafeContact.objects.get(pk=rule)
    is_the_person = person is not None and person.pk == found.person_id
    if user is not None and not user.identity_checked_at:
        is_the_person = False
    if found.hide_from_others and not is_the_person:
        return True
    return found.hidden_from.filter(mark__in=marks_of(user, person)).exists()


def _postal(person: Person) -> str | None:
    address = person.address or {}
    if not address.get("line"):
        return None
    town = f"{person.settlement.post_code} {person.settlement}" if person.settlement else address.get("place", "")
    return "\n".join(part for part in (person.full_name, address["line"], town) if part)
