"""The assessment that came back signed on paper: its scan is kept with the version, and a newer scan replaces it."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from applications.uploads import checked, safe_name
from casework.actions import registry
from casework.models import Assessment, Case, IndividualAssessment, SignedPaper
from people.models import User
from records import audit, scanning

KIND = "signed_paper"


@transaction.atomic
def keep(
    version: Assessment | IndividualAssessment, case: Case, upload: UploadedFile, *, signed_on: date, by: User
) -> SignedPaper:
    """Of a finished version. Registered with the case, read by nobody before it is found clean.

    Raises ValidationError with a sentence about the file; nothing is written then.
    """
    content, kind = checked(upload)
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    of = {"assessment": version} if isinstance(version, Assessment) else {"individual": version}
    SignedPaper.objects.standing().filter(**of).update(replaced_at=timezone.now())
    row = SignedPaper(
        case=case, data_key=case.data_key, signed_on=signed_on, added_by=by, content_type=kind, **of
    )  # fmt: skip
    row.file_name = safe_name(upload.name or "")
    for name, value in scanning.keep(row, "signed", content).items():
        setattr(row, name, value)
    row.save()
    direction = registry.INTERNAL if isinstance(version, Assessment) else registry.INCOMING
    registry.enter(case, direction, KIND, by=by)
    facts = {"case": str(case.uid), "of": next(iter(of)), "version": version.version}
    audit.record("signed_paper_kept", row, by=by, signed_on=signed_on.isoformat(), **facts)
    return row
