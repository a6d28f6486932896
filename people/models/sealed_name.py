"""A protected person's name: encrypted in one column, a dot in the plain ones. Read and written like any other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

# What stands in the plain columns; lists that read columns show `listed_name` instead.
SEALED = "•"
NAMES = ("given_name", "middle_name", "family_name")


class _Name(DeferredAttribute):
    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or value != SEALED:
            return value
        return (instance.sealed_name or {}).get(self.field.attname, "")

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class NameField(models.CharField):
    """Of a model that has `is_protected` and `sealed_name`, and calls `seal_name` before it is saved."""

    descriptor_class = _Name

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        return SEALED if model_instance.is_protected else super().pre_save(model_instance, add)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database it is any other text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def seal_name(person: Any) -> None:
    name = {part: getattr(person, part) for part in NAMES}
    for part, value in name.items():
        setattr(person, part, value)
    person.sealed_name = name if person.is_protected else None


def listed_name(given: str, family: str) -> str:
    """For a list that reads columns alone: whoever opens the line learns the name."""
    return _("Protected person") if given == SEALED else f"{given} {family}"
