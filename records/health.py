"""What must answer before the system is ready; each check says what is wrong."""

import time
from collections.abc import Callable
from uuid import uuid4

import redis
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connection
from kombu.exceptions import OperationalError

from records import scanning

Answer = tuple[bool, str]
STALE_SECONDS = 15


def database() -> Answer:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return False, type(error).__name__
    return True, "ok"


def broker() -> Answer:
    address = settings.REDIS_URL.replace("redis+socket://", "unix://")
    try:
        with redis.Redis.from_url(address, socket_timeout=2) as client:
            client.ping()
    except redis.RedisError as error:
        return False, type(error).__name__
    return True, "ok"


def relay() -> Answer:
    try:
        age = time.time() - settings.RELAY_HEARTBEAT.stat().st_mtime
    except FileNotFoundError:
        return False, "never seen"
    return age < STALE_SECONDS, f"{age:.0f} s ago"


def worker() -> Answer:
    """At least one worker answers. Uses the broker, so it is asked by monitoring alone, never by a page."""
    try:
        answers = current_app.control.ping(timeout=2.0, limit=1)
    except (OSError, OperationalError, redis.RedisError) as error:
        return False, type(error).__name__
    return bool(answers), "ok" if answers else "no worker answered"


def storage() -> Answer:
    name = f"health/{uuid4().hex}"
    try:
        name = default_storage.save(name, ContentFile(b"ok"))
        default_storage.delete(name)
    except OSError as error:
        return False, type(error).__name__
    return True, "ok"


def antivirus() -> Answer:
    problem = scanning.trouble()
    return not problem, problem or ("off" if settings.ANTIVIRUS == "off" else "ok")


CHECKS: dict[str, Callable[[], Answer]] = {
    "database": database,
    "broker": broker,
    "relay": relay,
    "worker": worker,
    "storage": storage,
    "antivirus": antivirus,
}
