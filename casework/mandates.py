"""By what right somebody applied for the person of a case."""

from casework.models import Case
from people.models import Capacity, Representation


def mandate_of(case: Case) -> Representation | None:
    """The newest one by which the applicant of the case acts for its person."""
    application = case.request.application
    if application.capacity == Capacity.SELF:
        return None
    rows = Representation.objects.between(application.applicant, case.beneficiary)
    return rows.filter(capacity=application.capacity).select_related("checked_by").first()
