"""Cases of two records that become one."""

from casework.models import Case
from people.merging import rule


def add_rules() -> None:
    rule(Case, "beneficiary")
