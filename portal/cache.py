"""Redis as Django's cache, with one client kept a process, and what a process keeps for itself."""

import time
from collections import OrderedDict
from typing import Any

from django.core.cache.backends import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache


class KeptClient(redis.RedisCacheClient):
    """Django makes a new client for every key that it reads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """redis-py's clients are safe between threads, and their pool notices a fork."""
        index = self._get_connection_pool_index(write)  # type: ignore[attr-defined]
        if index not in self._kept:
            self._kept[index] = super().get_client(key, write=write)
        return self._kept[index]


class RedisCache(redis.RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient


class ProcessCache(BaseCache):
    """The objects themselves, for one process: Django's own reads a copy out of a pickle at every use, which for the
    words of ten thousand services takes longer than the search. Whoever reads one must not change it.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._kept: OrderedDict[str, tuple[float, Any]] = OrderedDict()

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        until, value = self._kept.get(self.make_key(key, version), (0.0, None))
        return value if until > time.time() else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Beyond MAX_ENTRIES the oldest goes."""
        until = self.get_backend_timeout(timeout)
        self._kept[made := self.make_key(key, version)] = (float("inf") if until is None else until, value)
        self._kept.move_to_end(made)
        while len(self._kept) > self._max_entries:
            self._kept.popitem(last=False)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if self.get(key, self, version) is not self:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._kept.pop(self.make_key(key, version), None) is not None

    def clear(self) -> None:
        self._kept.clear()
