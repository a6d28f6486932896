"""Published forms as entries: a changed document becomes the next version, never an edit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from services.entries.kind import Kind, target_id
from services.entries.problems import InvalidEntry, Problem
from services.formschema.parsing import parse
from services.formschema.schema import SchemaError
from services.models import FormStatus, FormVersion

COMMON = "common"


@dataclass(frozen=True)
class FormKind(Kind):
    def rows(self) -> models.QuerySet[Any]:
        published = FormVersion.objects.published().select_related("service")
        return published.order_by(models.F("service__slug").asc(nulls_first=True))

    def rows_of(self, slugs: Collection[str]) -> models.QuerySet[Any]:
        wanted = models.Q(service__slug__in=slugs)
        return self.rows().filter(wanted | models.Q(service=None) if COMMON in slugs else wanted)

    def row(self, slug: str) -> Any | None:
        return self.rows().filter(**_of(slug)).first()

    def read(self, row: Any) -> dict[str, Any]:
        slug = row.service.slug if row.service else COMMON
        return self.document.model_validate({"id": slug, "steps": row.schema["steps"]}).data()

    def parse(self, data: Any) -> Any:
        entry = super().parse(data)
        try:
            parse(entry.data())
        except (SchemaError, KeyError, TypeError) as error:
            raise InvalidEntry([Problem(("steps",), str(error))]) from error
        return entry

    def write(self, entry: Any) -> Any:
        service = None if entry.id == COMMON else target_id("service", entry.id, ("id",))
        versions = FormVersion.objects.filter(service=service)
        versions.published().update(status=FormStatus.RETIRED)
        last = versions.aggregate(last=models.Max("number"))["last"] or 0
        values = {"status": FormStatus.PUBLISHED, "published_at": timezone.now()}
        # The builder's draft with its second signature becomes the version itself.
        approved = versions.approved().filter(schema={"steps": entry.steps}).first()
        if approved is None:
            return FormVersion.objects.create(
                service_id=service, number=last + 1, schema={"steps": entry.steps}, **values
            )
        # A file that was loaded meanwhile may have taken a later number.
        number = approved.number if approved.number == last else last + 1
        versions.filter(pk=approved.pk).update(number=number, **values)
        return approved


def _of(slug: str) -> dict[str, Any]:
    return {"service": None} if slug == COMMON else {"service__slug": slug}
