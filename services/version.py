"""The catalogue's version: truth in PostgreSQL, a copy in Redis for the page cache's key."""

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from redis.exceptions import RedisError

from services.models import CatalogueState

KEY = "catalogue-version"


def current() -> str:
    """Raises RedisError when Redis is away: the page is then made without the cache."""
    version = cache.get(KEY)
    if version is None:
        version = CatalogueState.objects.values_list("version", flat=True).first() or 0
        cache.set(KEY, version, 60)
    return str(version)


def bump() -> None:
    """Public pages are made anew once this transaction has committed."""
    state, _created = CatalogueState.objects.get_or_create(pk=1)
    CatalogueState.objects.filter(pk=state.pk).update(version=F("version") + 1)
    transaction.on_commit(_forget)


def _forget() -> None:
    try:
        cache.delete(KEY)
    except RedisError:
        return  # the copy expires by itself within a minute
