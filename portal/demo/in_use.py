"""A help in use that the demo's citizen looks after for a neighbour: a talk, and a stay in hospital ahead."""

from datetime import timedelta

from django.utils import timezone

from applications.models import Application
from casework.actions import talk, use
from casework.models import Case, Side, UseKind
from people.models import User

QUESTION = "Приемат я в болница другата седмица. Какво да правя с храната?"
ANSWER = "Спрете я за дните в болницата от „Моите заявления“. Мястото ѝ се пази."


def show(users: dict[str, User]) -> None:
    """Nothing when chance has placed nobody at the home patronage."""
    citizen = users["citizen"]
    placed = Case.objects.filter(service__slug="home-patronage", status="placed", unit__slug="unit-centre")
    case = placed.with_parts().order_by("-pk").first()
    if case is None:
        return
    application = case.request.application
    Application.objects.filter(pk=application.pk).update(applicant_user=citizen)
    application.applicant_user = citizen
    talk.write(case, QUESTION, side=Side.PERSON, by=citizen)
    talk.write(case, ANSWER, side=Side.OFFICE, by=users["officer"])
    first = use.earliest(case, UseKind.PAUSE, timezone.localdate()) + timedelta(days=3)
    last = first + timedelta(days=6)
    use.ask(case, UseKind.PAUSE, starts_on=first, ends_on=last, parts=["meals"], by=citizen)
