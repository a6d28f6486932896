"""Answers records' question where, when and about what a message may reach somebody, at the moment of sending."""

import json
from collections.abc import Sequence
from datetime import time
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from people.models import Person, SafeContact, Settlement, User
from people.models.contact import marks_of
from records.hooks import Address
from records.models import DataKey

Row = TypeVar("Row", bound=models.Model)

# Of the reader, as far as an address is made of it.
OWN = (
    "id", "uid", "given_name", "middle_name", "family_name", "sealed_name", "language", "channels", "email",
    "phone", "address", "id_hmac", "email_hmac",
)  # fmt: skip
KEY = ("id", "uid", "wrapped", "kek_id")
TOWN = ("id", "kind", "name_bg", "name_en", "post_code")
COLUMNS = ", ".join(
    f"{table}.{name}" for table, names in (("own", OWN), ("key", KEY), ("town", TOWN)) for name in names
)
# Asked for each message; a plain statement costs half of a composed one.
ASKED = """
    SELECT {reader}, safe.id, rule.id,
        choice.topics_off::text, choice.is_daily, choice.quiet_from, choice.quiet_until,
        house.begins, house.ends, house.digest_at, {columns}
    FROM {table}
    LEFT JOIN records_datakey AS key ON key.id = own.data_key_id
    LEFT JOIN people_settlement AS town ON town.id = own.settlement_id
    LEFT JOIN people_safecontact AS safe ON safe.person_id = own.id
    LEFT JOIN people_person AS about ON about.uid = %(about)s
    LEFT JOIN people_safecontact AS rule ON rule.person_id = about.id
    LEFT JOIN LATERAL (
        SELECT * FROM people_contactchoice WHERE {chosen} ORDER BY person_id NULLS LAST LIMIT 1
    ) AS choice ON TRUE
    LEFT JOIN LATERAL (
        SELECT * FROM records_quiethours
        WHERE valid_from <= %(today)s AND (valid_to IS NULL OR valid_to >= %(today)s) ORDER BY valid_from DESC LIMIT 1
    ) AS house ON TRUE
    WHERE {which}
"""
LOGIN = ASKED.format(
    columns=COLUMNS,
    reader="login.language, login.name, login.email, own.uid = %(person)s AND own.channels @> '[\"letter\"]'",
    table="people_user AS login LEFT JOIN people_person AS own ON own.id = login.person_id",
    chosen="(person_id = own.id AND login.identity_checked_at IS NOT NULL) OR user_id = login.id",
    which="login.uid = %(user)s AND login.is_active",
)
PERSON = ASKED.format(
    columns=COLUMNS,
    reader="'', '', '', FALSE",
    table="people_person AS own",
    chosen="person_id = own.id",
    which="own.uid = %(person)s",
)


class Asked(NamedTuple):
    """One row of a statement above."""

    language: str
    name: str
    email: str
    by_post: bool | None
    safe: int | None
    rule: int | None
    topics_off: str | None
    is_daily: bool | None
    quiet_from: time | None
    quiet_until: time | None
    house_begins: time | None
    house_ends: time | None
    digest_at: time | None
    own: Person | None

    @property
    def chosen(self) -> dict[str, Any]:
        """The parts of an Address that follow choices and the house's hours."""
        has_own = self.quiet_from is not None and self.quiet_until is not None
        has_house = self.house_begins is not None and self.house_ends is not None
        return {
            "topics_off": tuple(json.loads(self.topics_off)) if self.topics_off else (),
            "hours": (self.quiet_until, self.quiet_from) if has_own else None,
            "house_hours": (self.house_ends, self.house_begins) if has_house else None,
            "digest_at": self.digest_at if self.is_daily else None,
        }


def address_of(person_uid: UUID | None, user_uid: UUID | None = None, about_uid: UUID | None = None) -> Address:
    """A login is written to at its own address, and by post if its person chose so; others only as they allowed.

    A safe contact rule of the reader comes before everything they chose; one of whom the message is about may
    keep it from the reader altogether.
    """
    given = {"person": person_uid, "user": user_uid, "about": about_uid, "today": timezone.localdate()}
    asked = _ask(LOGIN, given) if user_uid is not None else None
    if asked is not None:
        return _of_login(asked, user_uid)
    asked = _ask(PERSON, given) if person_uid is not None else None
    if asked is None or asked.own is None:
        return Address(language="bg", name="", channels=[])
    is_withheld = asked.rule is not None and about_uid != person_uid and _hides(asked.rule, None, asked.own)
    return _of_person(asked.own, asked, is_withheld=is_withheld)


def _ask(statement: str, given: dict[str, Any]) -> Asked | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        row = cursor.fetchone()
    if row is None:
        return None
    begins = len(Asked._fields) - 1
    return Asked._make([*row[:begins], _own(row[begins:])])


def _own(values: Sequence[Any]) -> Person | None:
    own, key, town = values[: len(OWN)], values[len(OWN) : -len(TOWN)], values[-len(TOWN) :]
    if own[0] is None:
        return None
    person = _read(Person, OWN, own)
    person.data_key = _read(DataKey, KEY, key)
    person.settlement = _read(Settlement, TOWN, town) if town[0] else None
    return person


def _read(model: type[Row], names: Sequence[str], values: Sequence[Any]) -> Row:
    """A row of some columns, each read as the ORM would."""
    given = dict(zip(names, values, strict=True))
    fields = [field for field in model._meta.concrete_fields if field.attname in given]
    read = [
        field.from_db_value(given[field.attname], None, connection)
        if hasattr(field, "from_db_value")
        else given[field.attname]
        for field in fields
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], read)


def _of_login(asked: Asked, user_uid: UUID | None) -> Address:
    own = asked.own
    is_withheld = asked.rule is not None and _hides(asked.rule, User.objects.get(uid=str(user_uid)), own)
    if asked.safe and own is not None:
        return _of_person(own, asked, is_withheld=is_withheld)
    postal = _postal(own) if own and asked.by_post else None
    return Address(
        language=asked.language,
        name=asked.name,
        email=asked.email,
        postal=postal,
        channels=["email", "letter"] if postal else ["email"],
        is_withheld=is_withheld,
        **asked.chosen,
    )


def _of_person(person: Person, asked: Asked, *, is_withheld: bool) -> Address:
    """At the addresses the person gave; the login's e-mail for who gave none."""
    chosen, channels, safe = asked.chosen, person.channels, None
    if asked.safe is not None:
        safe = person.safe_contact
        channels = safe.channels
        if safe.hours_from is not None and safe.hours_until is not None:
            chosen |= {"hours": (safe.hours_from, safe.hours_until), "has_safe_hours": True}
    return Address(
        language=person.language,
        name=person.full_name,
        email=person.email or asked.email or None,
        phone=person.phone or None,
        postal=_postal(person),
        channels=list(channels),
        is_withheld=is_withheld,
        is_agreed=safe is not None,
        **chosen,
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
