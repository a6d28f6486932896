"""The officer invites the person of a case to a service that is closed, full or only for the invited."""

from uuid import UUID

from django.http import HttpResponse

from applications.models import Invitation
from applications.views.inviting import invitations
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission


def invite(request: Request, uid: UUID) -> HttpResponse:
    """Shows the officer's own invitations alone: to what else the person is invited belongs to other files."""
    case = opened(request, uid)
    require(request.user, Permission.INVITE, case)
    own = Invitation.objects.of_person(case.beneficiary).filter(invited_by=request.user)
    return invitations(request, case.beneficiary, own, case.get_absolute_url())
