"""A paper form names its service; what a person applied for before is asked for once more at the counter."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from applications.models import Application
from applications.steps import Walk
from services.actions import blanks
from services.models import BlankForm, FormVersion, Service
from tests.applications.test_new_version import NEW, publish, steps
from tests.support.cast import Cast, Send, answer_all, begin

pytestmark = pytest.mark.django_db
SLUG = "home-patronage"


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.clerk)
    return client


@pytest.fixture
def printed(db: None) -> BlankForm:
    while blanks.prepare():
        pass
    return BlankForm.objects.of(SLUG, "bg")[0]


def form_of(cast: Cast) -> str:
    return f"/counter/person/{cast.mother.uid}/application/"


def typed_in(code: str, **more: Any) -> dict[str, Any]:
    return {"origin": "paper", "received_on": "19.11.2026", "paper_code": code, **more}


@pytest.mark.parametrize("way", ["{code}", "{bare}", "{url}/blank/{code}/"])
def test_a_code_at_the_counter_chooses_the_service_and_waits_for_its_person(
    clerk: Client, cast: Cast, printed: BlankForm, way: str
) -> None:
    text = way.format(code=printed.code, bare=printed.code.replace("-", "").lower(), url=settings.PUBLIC_URL)
    if text.isdigit() or text.isalpha():
        text = printed.code  # without a digit it is rather a name
    page = clerk.post("/counter/", {"text": text}, follow=True).content.decode()
    assert printed.service.name_bg in page
    begin(clerk, cast.mother)
    shown = clerk.get(form_of(cast)).context["form"]
    assert (shown["origin"].value(), shown["services"].value()) == ("paper", [SLUG])
    assert shown["paper_code"].value() == printed.code
    clerk.post("/counter/end/")
    begin(clerk, cast.daughter)  # the paper of the one before is gone
    other = clerk.get(f"/counter/person/{cast.daughter.uid}/application/").context["form"]
    assert not other["paper_code"].value()


def test_whoever_is_served_comes_to_the_form_at_once(clerk: Client, cast: Cast, printed: BlankForm) -> None:
    begin(clerk, cast.mother)
    assert clerk.post("/counter/", {"text": printed.code}).headers["Location"] == form_of(cast)


def test_the_code_alone_is_enough_and_stays_with_the_application(clerk: Client, cast: Cast, printed: BlankForm) -> None:
    begin(clerk, cast.mother)
    assert clerk.post(form_of(cast), typed_in(printed.code)).status_code == 302
    draft = Application.objects.get()
    assert [service.slug for service in draft.asked] == [SLUG]
    assert draft.paper_form == printed
    answer_all(draft, cast.mother, by=cast.clerk)
    sent = clerk.post(f"/apply/draft/{draft.uid}/check/")
    assert printed.code in clerk.get(sent.headers["Location"]).content.decode()


def test_a_wrong_code_is_said_and_nothing_typed_is_lost(clerk: Client, cast: Cast, printed: BlankForm) -> None:
    begin(clerk, cast.mother)
    page = clerk.post(form_of(cast), typed_in("9999-9999", paper_number="94-117")).content.decode()
    assert "Няма бланка с този код" in page
    assert 'href="#id_paper_code"' in page
    assert "94-117" in page
    assert "Този отговор е нужен" in clerk.post(form_of(cast), {"origin": "counter"}).content.decode()


def test_an_older_paper_keeps_its_questions_and_the_new_ones_are_named(
    clerk: Client, cast: Cast, printed: BlankForm
) -> None:
    rows = steps()
    publish([*rows[:-1], {**rows[-1], "questions": [*rows[-1]["questions"], NEW]}])
    begin(clerk, cast.mother)
    sent = clerk.post(form_of(cast), typed_in(printed.code))
    draft = Application.objects.get()
    own = draft.requests.get().form_version
    assert own == printed.own
    assert own != FormVersion.objects.of(SLUG).published().get()
    page = clerk.get(sent.headers["Location"]).content.decode()
    assert "откакто е отпечатана тази бланка" in page
    assert NEW["label_bg"] in page


def test_a_former_application_is_asked_for_once_more_by_the_clerk(clerk: Client, cast: Cast) -> None:
    begin(clerk, cast.mother)
    sent = {"services": [SLUG, "parking-card"], "origin": "counter"}
    clerk.post(form_of(cast), sent)
    former = Application.objects.get()
    answer_all(former, cast.mother, by=cast.clerk)
    clerk.post(f"/apply/draft/{former.uid}/check/")
    former.refresh_from_db()
    address = f"/counter/slip/{former.uid}/copy/"
    assert address in clerk.get(f"/counter/slip/{former.uid}/").content.decode()
    answers = [clerk.post(address).headers["Location"] for _press in range(2)]
    draft = Application.objects.get(status="draft")
    assert draft.follows == former
    assert draft.beneficiary == cast.mother
    assert answers[0] == answers[1]
    assert [service.slug for service in draft.asked] == [SLUG, "parking-card"]
    undone = {place.key for place in Walk(draft).places if not place.is_done}
    assert {"common.household", "common.income"} <= undone
    assert not undone & {"common.you", "common.contact", "common.home", "common.health"}
    Service.objects.update(is_published=False)
    Application.objects.filter(pk=draft.pk).delete()
    assert "вече не може да се заяви" in clerk.post(address, follow=True).content.decode()


def test_what_was_asked_for_somebody_else_or_of_a_protected_service_is_not_copied(
    clerk: Client, cast: Cast, send: Send
) -> None:
    for_mother = send(SLUG)
    own = send("parking-card", by=cast.citizen2, beneficiary=cast.mother)
    begin(clerk, cast.mother)
    assert clerk.post(f"/counter/slip/{for_mother.uid}/copy/").status_code == 404
    Service.objects.filter(slug="parking-card").update(emergency=True)
    assert clerk.post(f"/counter/slip/{own.uid}/copy/").status_code == 404
