from django import template

from services.handbook import changes

register = template.Library()
register.filter("leading_to", changes.leading_to)
