"""Letters with an act that did not arrive."""

from collections.abc import Sequence
from uuid import UUID

from casework import notices
from casework.models import Decision
from records.deliveries import WRONG
from records.models import Delivery


def came_back(decisions: Sequence[Decision]) -> set[tuple[UUID, UUID | None]]:
    """(act, person) for each letter with the act that came back or could not be sent."""
    acts = {row.document_uid: row.uid for row in decisions}
    letters = Delivery.objects.filter(channel="letter", status__in=WRONG, message__kind=notices.DECISION.kind)
    about = letters.filter(message__subject_uid__in=[row.case.request.application.uid for row in decisions])
    found = about.values_list("message__document_uids", "message__person_uid")
    return {(acts[uid], person) for uids, person in found for uid in uids if uid in acts}
