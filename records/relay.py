"""The relay: listens for NOTIFY, sweeps what is due, publishes to Celery. Any number may run."""

import logging
import signal
import time
from types import FrameType

import psycopg
from celery import current_app
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from kombu.exceptions import OperationalError

from records.outbox import Job, claim
from records.together import CHANNEL

log = logging.getLogger(__name__)
SWEEP_SECONDS = 1.0


class Relay:
    def __init__(self) -> None:
        self.stopping = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT. A lost database or broker is tried again; rows wait meanwhile."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            try:
                self._listen()
            except (DatabaseError, psycopg.Error) as error:
                log.warning("The relay lost the database: %s", error)
                connection.close()
                time.sleep(SWEEP_SECONDS)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _listen(self) -> None:
        connection.ensure_connection()
        raw: psycopg.Connection = connection.connection
        raw.execute(f"LISTEN {CHANNEL}")
        while not self.stopping:
            self.sweep()
            settings.RELAY_HEARTBEAT.parent.mkdir(parents=True, exist_ok=True)
            settings.RELAY_HEARTBEAT.touch()
            for _notice in raw.notifies(timeout=SWEEP_SECONDS, stop_after=1):
                break

    def sweep(self) -> int:
        """Publishes everything due now. How many."""
        published = 0
        while jobs := claim():
            for job in jobs:
                if not self._publish(job):
                    return published
                published += 1
        return published

    @staticmethod
    def _publish(job: Job) -> bool:
        """False when the broker is away: the claimed rows come back when their time comes."""
        try:
            current_app.send_task(job.task, args=[job.row], queue=job.queue, retry=False)
        except (OperationalError, OSError) as error:
            log.warning("The broker is away: %s", error)
            return False
        return True
