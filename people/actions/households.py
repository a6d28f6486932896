"""Who lives in a person's home: told in applications, kept once, changed by nobody who is trusted less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from people.models import Household, HouseholdMember, Person
from people.models.household import Source
from people.names import fold
from records import audit, together

Row = Mapping[str, Any]

# Makes the home or takes it, and holds it until the end; nothing comes back where the word is trusted less.
TAKE = """
    INSERT INTO people_household (uid, person_id, source, told_on) VALUES (%(uid)s, %(person)s, %(source)s, %(day)s)
    ON CONFLICT (person_id) DO UPDATE SET source = excluded.source, told_on = excluded.told_on
    WHERE excluded.source <> 'declared' OR people_household.source = 'declared'
    RETURNING id, uid = %(uid)s
"""


@dataclass(frozen=True)
class Word:
    """Whose word it is, when and where it was given."""

    source: Source
    day: date
    # A login, nobody (the system), or somebody without an account.
    by: Any
    application_uid: UUID | None = None


@together.joined()
def keep(person: Person, rows: Iterable[Row], word: Word) -> bool:
    """`rows`: {name, relation, year} of everybody in the home now. Who is named again is confirmed, who is not is gone.

    False: we know it from somebody we trust more, and nothing was changed.
    """
    taken = _take(person, word)
    if taken is None:
        return False
    home, is_new = taken
    known = [] if is_new else _current(home)
    confirmed, added = [], []
    for row in rows:
        member = next((one for one in known if _key(one.relation, one.facts) == _key(row["relation"], row)), None)
        if member is None:
            added.append(_new(home, person, row, word))
        else:
            known.remove(member)
            member.confirmed_on = word.day
            confirmed.append(member)
    for gone in known:
        gone.valid_to = word.day
    HouseholdMember.objects.bulk_update([*confirmed, *known], ["confirmed_on", "valid_to"])
    together.add(*added)
    counts = {"added": len(added), "confirmed": len(confirmed), "gone": len(known)}
    audit.record("household_kept", person, by=word.by, application=str(word.application_uid), **counts)
    return True


def _take(person: Person, word: Word) -> tuple[int, bool] | None:
    given: dict[str, Any] = {"uid": uuid4(), "person": person.pk, "source": word.source, "day": word.day}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, given)
        found: tuple[int, bool] | None = cursor.fetchone()
    return found


def _current(home: int) -> list[HouseholdMember]:
    return list(HouseholdMember.objects.current().filter(household=home).select_related("data_key"))


def _key(relation: str, facts: Row) -> tuple[str, str, str]:
    return fold(str(facts.get("name", ""))), relation, str(facts.get("year") or "")


def _new(home: int, person: Person, row: Row, word: Word) -> HouseholdMember:
    return HouseholdMember(
        household_id=home,
        data_key=person.data_key,
        relation=row["relation"],
        facts={"name": row["name"], "year": str(row.get("year") or "")},
        source=word.source,
        told_on=word.day,
        told_by_uid=getattr(word.by, "uid", None),
        application_uid=word.application_uid,
        confirmed_on=word.day,
    )


@transaction.atomic
def note_seen(person: Person, documents: Mapping[UUID, str], day: date, *, by: Any) -> int:
    """Which document showed each member, by the member's uid. How many were noted; who has gone meanwhile is left."""
    home = Household.objects.select_for_update().filter(person=person).first()
    members = _current(home.pk) if home else []
    shown = [member for member in members if documents.get(member.uid)]
    for member in shown:
        member.seen, member.seen_on, member.seen_by_uid = documents[member.uid], day, by.uid
    HouseholdMember.objects.bulk_update(shown, ["seen", "seen_on", "seen_by_uid"])
    if shown:
        codes = sorted(member.seen for member in shown)
        audit.record("household_seen", person, by=by, documents=codes, on=day.isoformat())
    return len(shown)


def household_of(person: Person) -> tuple[Household, list[HouseholdMember]] | None:
    """The home and who lives there now; None for a person who has never told. Two queries."""
    home = Household.objects.filter(person=person).first()
    return (home, _current(home.pk)) if home else None
