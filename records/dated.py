"""Rules in force between dates: `valid_from`, and `valid_to` or nothing."""

from datetime import date

from django.db.models import Q


def not_ended(day: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=day)


def in_force(day: date) -> Q:
    return Q(valid_from__lte=day) & not_ended(day)
