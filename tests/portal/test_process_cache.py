"""What a process keeps for itself: the objects as they are, until their time ends or newer ones need the room."""

from datetime import timedelta

import time_machine
from django.core.cache import caches
from django.utils import timezone

from portal.cache import ProcessCache


def test_an_object_is_kept_as_it_is_and_not_as_a_copy() -> None:
    kept = {"word": [1, 2]}
    assert caches["process"].get_or_set("words", lambda: kept) is kept
    assert caches["process"].get("words") is kept


def test_what_was_kept_ends_with_its_time() -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        caches["process"].set("version", 7, 1)
        assert caches["process"].get("version") == 7
        clock.shift(timedelta(seconds=1))
        assert caches["process"].get("version") is None


def test_the_oldest_makes_room() -> None:
    cache = ProcessCache("", {"OPTIONS": {"MAX_ENTRIES": 2}})
    for name in ("one", "two", "three"):
        cache.set(name, name)
    assert [cache.get(name) for name in ("one", "two", "three")] == [None, "two", "three"]


def test_none_is_kept_too_and_a_first_answer_stays() -> None:
    cache = ProcessCache("", {})
    assert cache.add("nothing", None) and not cache.add("nothing", 1)
    assert cache.get("nothing", "missing") is None
    assert cache.delete("nothing") and cache.get("nothing", "missing") == "missing"
