from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def language() -> str:
    """The language a reader sees: `bg`, or `en` on English pages."""
    return "en" if get_language() == "en" else "bg"


class Bilingual(models.Model):
    """Name and whatever else a reader sees, in both languages; `name` follows the page."""

    name_bg = models.CharField(_("name in Bulgarian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if language() == "en" else self.name_bg

    def in_language(self, field: str) -> str:
        """`in_language("hours")` is `hours_bg` or `hours_en`."""
        return str(getattr(self, f"{field}_{language()}"))
