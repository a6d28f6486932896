"""Celery tasks of the catalogue: each takes an id, loads, looks whether it is done, acts, marks."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db import connection

from records import pdf
from services.actions import editions
from services.handbook import rendering
from services.models import Edition

log = logging.getLogger(__name__)
EDITION_SECONDS = 120.0
TELL_SECONDS = 0.5
# The first half of the advisory lock's key; the second is the edition.
LOCK = 1616


@shared_task(name="services.render_edition")
def render_edition(edition_id: int) -> None:
    """One worker at a time: the lock goes with its connection, so a killed worker leaves none behind."""
    with _alone(edition_id) as is_alone:
        edition = editions.begin(edition_id) if is_alone else None
        if edition is not None:
            _render(edition)


def _render(edition: Edition) -> None:
    try:
        made = pdf.renderer().make(
            rendering.html(edition), rendering.assets(edition), EDITION_SECONDS,
            sheet=rendering.SHEET, on_page=_teller(edition),
        )  # fmt: skip
    except Exception as error:  # whatever is wrong with one edition, its row says so
        log.exception("Edition %s was not rendered.", edition.uid)
        editions.fail(edition, f"{type(error).__name__}: {error}")
    else:
        editions.finish(edition, made.pdf, made.pages)
    finally:
        pdf.renderer().stop()  # a book leaves its memory behind


def _teller(edition: Edition) -> Callable[[int], None]:
    told = time.monotonic()

    def tell(page: int) -> None:
        nonlocal told
        if time.monotonic() - told >= TELL_SECONDS:
            told = time.monotonic()
            editions.tell_progress(edition, page)

    return tell


@contextmanager
def _alone(edition_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, edition_id])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, edition_id])
