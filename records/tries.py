"""How often something was tried from one place, counted in memory: no row, and no address but its hash."""

from django.core.cache import cache
from redis.exceptions import RedisError

from records.keys import blind_index

HOUR = 3600


def count(key: str, seconds: int = HOUR) -> int:
    """This try among those of the last `seconds`; 0 while the memory is away, so that nobody is held up by that."""
    try:
        cache.add(key, 0, seconds)
        return int(cache.incr(key))
    except (RedisError, ValueError):  # away, or run out between the two
        return 0


def count_from(address: str, what: str, seconds: int = HOUR) -> int:
    return count(f"{what}:{blind_index('address', address).hex()}", seconds)
