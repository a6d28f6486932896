"""An officer says in which stage a case is, and ticks what was done."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from casework.models import Case, StageTick
from people.models import User
from records import audit
from services.models import Stage


class NoSuchStage(Exception):
    """Not a stage of this service inside the status that the case has now."""


@transaction.atomic
def keep(case: Case, *, stage: str, done: Collection[str] | None, by: User) -> None:
    """`done`: the lines of that stage's checklist, in Bulgarian; None leaves them. Who ticked a line stays with it."""
    row = Case.objects.select_for_update(of=("self",)).only("status", "stage", "service").get(pk=case.pk)
    found = Stage.objects.filter(service=row.service_id, status=row.status, slug=stage).first()
    if found is None:
        raise NoSuchStage
    if row.stage != stage:
        Case.objects.filter(pk=row.pk).update(stage=stage, stage_on=timezone.localdate())
        audit.record("stage", case, by=by, stage=stage)
    if done is not None:
        _tick(case, found, done, by)


def _tick(case: Case, stage: Stage, done: Collection[str], by: User) -> None:
    wanted = {item for item in stage.checklist_bg if item in done}
    ticks = StageTick.objects.filter(case=case, stage=stage.slug)
    known = set(ticks.values_list("item", flat=True))
    StageTick.objects.bulk_create(
        StageTick(case=case, stage=stage.slug, item=item, **audit.who(by)) for item in sorted(wanted - known)
    )
    ticks.filter(item__in=stage.checklist_bg).exclude(item__in=wanted).delete()
    if wanted != known:
        audit.record("stage_checklist", case, by=by, stage=stage.slug, done=len(wanted))
