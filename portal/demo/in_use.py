"""A help in use that the demo's citizen looks after for a neighbour: a talk, and a stay in hospital ahead."""

from datetime import timedelta

from django.utils import timezone

from applications.models import Application, Origin
from casework.actions import talk, transfers, use
from casework.models import Case, Side, UseKind
from people.models import User

QUESTION = "Приемат я в болница другата седмица. Какво да правя с храната?"
ANSWER = "Спрете я за дните в болницата от „Моите заявления“. Мястото ѝ се пази."
WHY = "Идват все по-късно, а майка ми обядва в 12."
# Two providers give it.
CHANGED = "assistant-support"


def show(users: dict[str, User]) -> None:
    """Nothing when chance has placed nobody at the home patronage."""
    _want_another_provider(users)
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


def _want_another_provider(users: dict[str, User]) -> None:
    """Somebody would rather be helped by another provider; they keep the place until it has begun there."""
    placed = Case.objects.filter(service__slug=CHANGED, status="placed", unit__slug="unit-centre").with_parts()
    for case in placed.order_by("pk")[:1]:
        wanted = [str(offer.uid) for offer in transfers.others_of(case)]
        if wanted:
            first = use.earliest(case, UseKind.TRANSFER, timezone.localdate()) + timedelta(days=7)
            change = use.ask(
                case, UseKind.TRANSFER, starts_on=first, parts=wanted, text=WHY, by=users["clerk"], origin=Origin.PHONE
            )
            use.confirm(change, by=users["officer"])
