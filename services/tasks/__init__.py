"""Celery tasks of the catalogue; each takes ids or nothing, looks whether its work is done, acts, marks."""

from services.tasks.blanks import prepare_blanks, render_blank
from services.tasks.changes import publish_due
from services.tasks.editions import render_edition
from services.tasks.entries import record_drift, remind_stale
from services.tasks.exports import make_exports
from services.tasks.forms import publish_due_forms
from services.tasks.voices import count_words, forget_voices

__all__ = [
    "count_words",
    "forget_voices",
    "make_exports",
    "prepare_blanks",
    "publish_due",
    "publish_due_forms",
    "record_drift",
    "remind_stale",
    "render_blank",
    "render_edition",
]
