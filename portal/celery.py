"""The Celery application. Tasks live in each room's tasks.py; beat's timetable is here."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_routes = {"records.render_document": {"queue": "documents"}}
app.conf.beat_schedule = {
    "seal-the-audit": {"task": "records.seal_audit", "schedule": 60.0},
    "snapshot-of-free-places": {"task": "casework.snapshot_places", "schedule": 900.0},
    "expire-held-places": {"task": "casework.expire_holds", "schedule": 300.0},
    "forget-old-drafts": {"task": "applications.forget_old_drafts", "schedule": crontab(hour=3, minute=10)},
}
