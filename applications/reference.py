"""Loads the rules of applying: idempotent, keyed by the first day in force."""

from pathlib import Path

import yaml
from django.db import transaction

from applications.models import DraftRule, PartnerRule, VisitRule

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    rules = yaml.safe_load((DATA / "rules.yaml").read_text(encoding="utf-8"))
    for row in rules["drafts"]:
        DraftRule.objects.update_or_create(valid_from=row.pop("valid_from"), defaults=row)
    for row in rules["partners"]:
        PartnerRule.objects.update_or_create(valid_from=row.pop("valid_from"), defaults=row)
    for row in rules["visits"]:
        VisitRule.objects.update_or_create(valid_from=row.pop("valid_from"), defaults=row)
