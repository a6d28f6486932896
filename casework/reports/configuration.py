"""The dated rules of reports."""

from datetime import date

from casework.models import PublishingRule

# Where no rule is in force, nothing smaller than this is shown: silence must not open what a rule would hide.
CAUTIOUS = 10


def least_shown(day: date) -> int:
    return PublishingRule.least_on(day) or CAUTIOUS
