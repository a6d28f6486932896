"""The Celery application. Tasks live in each room's tasks.py; beat's timetable is here."""

import os
import time
from typing import Any

from celery import Celery, Task, signals
from celery.schedules import crontab
from django.db import close_old_connections, connection, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


CHECK_SECONDS = 2.0


class PortalTask(Task):
    """A connection that broke or grew old is renewed before the task, not kept until the worker ends.

    Asking the database whether it is there costs a quarter of a message, so it is not asked before each one.
    """

    checked_at = 0.0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        now = time.monotonic()
        is_due = now - PortalTask.checked_at > CHECK_SECONDS or connection.errors_occurred
        if is_due and not self.request.called_directly:
            PortalTask.checked_at = now
            close_old_connections()
        return super().__call__(*args, **kwargs)


app = Celery("portal", task_cls=PortalTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_routes = {
    "records.render_document": {"queue": "documents"},
    "services.make_exports": {"queue": "documents_slow"},
    "applications.scan_attachment": {"queue": "files"},
    "casework.scan_opinion": {"queue": "files"},
    "casework.scan_signed_paper": {"queue": "files"},
    "casework.count_figures": {"queue": "documents_slow"},
}
app.conf.beat_schedule = {
    "seal-the-audit": {"task": "records.seal_audit", "schedule": 60.0},
    "snapshot-of-free-places": {"task": "casework.snapshot_places", "schedule": 900.0},
    "expire-held-places": {"task": "casework.expire_holds", "schedule": 300.0},
    "keep-waiting-lists": {"task": "casework.keep_waiting_lists", "schedule": 600.0},
    "follow-corrections": {"task": "casework.follow_corrections", "schedule": crontab(hour=7, minute=10)},
    "follow-opinions": {"task": "casework.follow_opinions", "schedule": crontab(hour=7, minute=15)},
    "follow-deadlines": {"task": "casework.follow_deadlines", "schedule": crontab(hour=6, minute=50)},
    "remind-of-analyses": {"task": "casework.remind_analyses", "schedule": crontab(hour=7, minute=35)},
    "move-deadlines": {"task": "casework.move_deadlines", "schedule": 60.0, "options": {"expires": 55}},
    "remind-of-renewals": {"task": "casework.remind_renewals", "schedule": crontab(hour=7, minute=20)},
    "remind-of-reviews-of-plans": {"task": "casework.remind_reviews", "schedule": crontab(hour=7, minute=30)},
    "carry-out-ends": {"task": "casework.carry_out_ends", "schedule": crontab(hour=1, minute=10)},
    "deliver-decisions": {"task": "casework.deliver_decisions", "schedule": crontab(hour=6, minute=30)},
    "finalise-decisions": {"task": "casework.finalise_decisions", "schedule": crontab(hour=1, minute=20)},
    "count-processing-times": {"task": "casework.count_processing_times", "schedule": crontab(hour=2, minute=40)},
    "count-figures": {"task": "casework.count_figures", "schedule": crontab(hour="3,12", minute=5)},
    "files-of-open-data": {"task": "services.make_exports", "schedule": 60.0, "options": {"expires": 55}},
    "publish-changes-of-the-catalogue": {"task": "services.publish_due", "schedule": 60.0},
    "record-what-was-changed-from-outside": {"task": "services.record_drift", "schedule": crontab(hour=3, minute=40)},
    "remind-of-unchecked-entries": {"task": "services.remind_stale", "schedule": crontab(hour=6, minute=40)},
    "prepare-paper-forms": {"task": "services.prepare_blanks", "schedule": 300.0},
    "publish-due-forms": {"task": "services.publish_due_forms", "schedule": 60.0},
    "sweep-stored-files": {"task": "records.sweep_files", "schedule": crontab(hour=4, minute=20)},
    "scan-again-what-failed": {"task": "records.scan_failed_again", "schedule": crontab(hour=5, minute=10)},
    "look-at-the-virus-scanner": {"task": "records.look_at_scanner", "schedule": crontab(hour=7, minute=5)},
    "look-what-was-opened": {"task": "records.look_at_secure_delivery", "schedule": 600.0},
    "read-what-came-back": {"task": "records.read_bounces", "schedule": 60.0},
    "own-what-did-not-arrive": {"task": "applications.own_undelivered", "schedule": 300.0},
    "warn-of-old-drafts": {"task": "applications.warn_of_old_drafts", "schedule": crontab(hour=9, minute=10)},
    "forget-old-drafts": {"task": "applications.forget_old_drafts", "schedule": crontab(hour=3, minute=10)},
    "forget-what-was-prepared": {"task": "applications.forget_prepared", "schedule": crontab(hour=3, minute=25)},
    "remind-second-signers": {"task": "applications.remind_cosigners", "schedule": crontab(hour=7, minute=10)},
    "forget-old-signals": {"task": "applications.forget_signals", "schedule": crontab(hour=3, minute=15)},
    "count-the-words-of-the-catalogue": {"task": "services.count_words", "schedule": crontab(hour=3, minute=30)},
    "keep-the-words-of-names": {"task": "people.keep_name_words", "schedule": crontab(hour=3, minute=50)},
    "forget-what-readers-wrote": {"task": "services.forget_voices", "schedule": crontab(hour=3, minute=20)},
}


@signals.worker_init.connect
@signals.beat_init.connect
def _require_calendar(**_kwargs: Any) -> None:
    from portal import starting

    starting.require_calendar()
    connections.close_all()
