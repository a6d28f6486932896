"""Celery tasks of the catalogue; each takes ids or nothing, looks whether its work is done, acts, marks."""

from services.tasks.editions import render_edition
from services.tasks.exports import make_exports

__all__ = ["make_exports", "render_edition"]
