"""Words for changes of the catalogue. They ask the database nothing."""

from django import template
from django.utils.text import capfirst

from services.editing import lists
from services.entries import KINDS
from services.models import CatalogueChange

register = template.Library()


@register.filter
def name_of(change: CatalogueChange) -> str:
    return lists.name_of(change)


@register.filter
def kind_of(change: CatalogueChange) -> str:
    return str(capfirst(KINDS[change.kind].label))
