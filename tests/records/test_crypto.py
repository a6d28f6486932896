"""Personal data at rest: unreadable in the table, bound to its row, gone with its key."""

import base64

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from django.test import override_settings

from people.models import Person
from records import erasure, keys
from records.models import DataKey
from tests.support.cast import Cast

COLUMNS = ("id_number", "birth_date", "phone", "email", "address", "contact_note")


def stored(person: Person, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0] or b"")


def test_no_personal_value_is_readable_in_the_table(cast: Cast) -> None:
    mother = cast.mother
    mother.phone, mother.email, mother.address = "+359888123456", "penka@example.bg", {"line": "ул. „Липите“ 8"}
    mother.contact_note = "Звънете само сутрин."
    mother.save()
    for column in COLUMNS:
        value = getattr(mother, column)
        raw = stored(mother, column)
        assert raw
        for plain in (str(value), *(value.values() if isinstance(value, dict) else ())):
            assert plain.encode() not in raw
    again = Person.objects.with_key().get(pk=mother.pk)
    assert (again.phone, again.address, again.id_number) == (mother.phone, mother.address, mother.id_number)


def test_a_value_moved_to_another_person_does_not_open(cast: Cast) -> None:
    raw = stored(cast.mother, "id_number")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET id_number = %s WHERE id = %s", [raw, cast.daughter.pk])
    with pytest.raises(InvalidTag):
        _ = Person.objects.with_key().get(pk=cast.daughter.pk).id_number


def test_a_value_moved_to_another_column_does_not_open(cast: Cast) -> None:
    raw = stored(cast.mother, "id_number")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = %s WHERE id = %s", [raw, cast.mother.pk])
    with pytest.raises(InvalidTag):
        _ = Person.objects.with_key().get(pk=cast.mother.pk).phone


def test_a_person_is_found_by_number_and_by_nothing_like_it(cast: Cast) -> None:
    number = cast.mother.id_number
    assert Person.objects.with_number("egn", number).get() == cast.mother
    assert not Person.objects.with_number("lnch", number).exists()
    with override_settings(BLIND_INDEX_KEY=base64.b64encode(bytes(32)).decode()):
        assert not Person.objects.with_number("egn", number).exists()


def test_a_list_decrypts_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    real = keys.decrypt
    monkeypatch.setattr(keys, "decrypt", lambda *args: calls.append("decrypt") or real(*args))
    assert [person.full_name for person in Person.objects.order_by("pk")]
    assert calls == []


def test_shredding_the_key_leaves_names_and_takes_the_rest(cast: Cast) -> None:
    erasure.shred(cast.mother.data_key, by=None)
    again = Person.objects.with_key().get(pk=cast.mother.pk)
    assert again.full_name
    assert str(again.id_number) != cast.mother.id_number
    again.phone = "+359888000000"
    with pytest.raises(ValueError, match="shredded"):
        again.save()


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_is_shredded_again_from_the_ledger(cast: Cast) -> None:
    key = cast.mother.data_key
    wrapped = bytes(key.wrapped)
    erasure.shred(key, by=None)
    DataKey.objects.filter(pk=key.pk).update(wrapped=wrapped, shredded_at=None)
    assert erasure.replay() == 1
    assert DataKey.objects.get(pk=key.pk).unwrap() is None


def test_keys_are_wrapped_anew_and_open_the_same_data(cast: Cast) -> None:
    number = cast.mother.id_number
    fresh = base64.b64encode(b"k" * 32).decode()
    from django.conf import settings

    with override_settings(KEKS={**settings.KEKS, "second": fresh}, KEK_CURRENT="second"):
        keys._kek.cache_clear()
        total = DataKey.objects.count()
        assert erasure.rewrap(batch=1) == 1
        done = 1
        while count := erasure.rewrap():
            done += count
        assert done == total
        assert set(DataKey.objects.values_list("kek_id", flat=True)) == {"second"}
        assert Person.objects.with_key().get(pk=cast.mother.pk).id_number == number
    keys._kek.cache_clear()
