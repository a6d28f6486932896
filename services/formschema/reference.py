"""Publishes the forms of services/data/forms: a changed schema becomes the next version, never an edit."""

from pathlib import Path

import yaml
from django.db import transaction
from django.utils import timezone

from services.formschema.schema import parse
from services.models import FormStatus, FormVersion, Service

FORMS = Path(__file__).resolve().parent.parent / "data" / "forms"


@transaction.atomic
def load() -> None:
    """One file a form, named by the service's slug; `common.yaml` is E1, asked of everybody."""
    for path in sorted(FORMS.glob("*.yaml")):
        schema = yaml.safe_load(path.read_text(encoding="utf-8"))
        parse(schema)
        service = None if path.stem == "common" else Service.objects.get(slug=path.stem)
        _publish(service, schema)


def _publish(service: Service | None, schema: dict[str, object]) -> None:
    versions = FormVersion.objects.filter(service=service)
    current = versions.published().first()
    if current is not None and current.schema == schema:
        return
    versions.published().update(status=FormStatus.RETIRED)
    FormVersion.objects.create(
        service=service,
        number=versions.count() + 1,
        status=FormStatus.PUBLISHED,
        schema=schema,
        published_at=timezone.now(),
    )
