"""Races: calls that begin at one moment, and whether somebody stands in the queue for a row by now."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections


def others_wait() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def met(call: Callable[[], Any]) -> Any:
    """In a thread with a connection of its own: what the call returned or raised."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - a race returns what each thread met
        return error
    finally:
        connections.close_all()


def by_workers(calls: Sequence[Callable[[], Any]], workers: int) -> list[Any]:
    """So many at a time, one after the other as a thread is free."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(met, calls))


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """All from one moment on."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait(timeout=30)
        return met(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
