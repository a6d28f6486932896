"""The Celery application is loaded with the project, so that every process talks to the same broker."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
