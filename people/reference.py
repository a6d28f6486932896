"""Loads this room's rules: idempotent, keyed by the first day in force."""

from pathlib import Path

import yaml
from django.db import transaction

from people.models import MergeRule

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    rules = yaml.safe_load((DATA / "rules.yaml").read_text(encoding="utf-8"))
    for row in rules["merges"]:
        MergeRule.objects.update_or_create(valid_from=row.pop("valid_from"), defaults=row)
