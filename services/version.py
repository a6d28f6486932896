"""The catalogue's version: truth in PostgreSQL, a copy in Redis for the page cache's key."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.core.cache import cache, caches
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from redis.exceptions import RedisError

from services.models import CatalogueState

KEY = "catalogue-version"
KEPT_SECONDS = 3600
T = TypeVar("T")
_is_preview = ContextVar("is_preview", default=False)


@contextmanager
def preview() -> Iterator[None]:
    """Nothing that is read inside is kept: it shows what is not published."""
    token = _is_preview.set(True)
    try:
        yield
    finally:
        _is_preview.reset(token)


def stored() -> int:
    """The version as the database has it."""
    return CatalogueState.objects.values_list("version", flat=True).first() or 0


def current() -> str:
    """Raises RedisError when Redis is away: the page is then made without the cache."""
    if _is_preview.get():
        return "preview"
    version = cache.get(KEY)
    if version is None:
        version = stored()
        cache.set(KEY, version, 60)
    return str(version)


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` reads from the catalogue: once a process, for each version and language.

    A change is noticed within a second; the version is not asked for at each use.
    """
    if _is_preview.get():
        return make()
    local = caches["process"]
    try:
        key = f"{name}:{get_language()}:{local.get_or_set(KEY, current, 1)}"
    except RedisError:
        return make()
    found: Any = local.get_or_set(key, make, KEPT_SECONDS)
    return cast(T, found)


def seen(now: str) -> None:
    """This process knows the version now: what a page is made of is never older than the version it is kept under."""
    caches["process"].set(KEY, now, 1)


def bump() -> None:
    """Public pages are made anew once this transaction has committed."""
    state, _created = CatalogueState.objects.get_or_create(pk=1)
    CatalogueState.objects.filter(pk=state.pk).update(version=F("version") + 1)
    transaction.on_commit(_forget)


def _forget() -> None:
    caches["process"].delete(KEY)
    try:
        cache.delete(KEY)
    except RedisError:
        return  # the copy expires by itself within a minute
