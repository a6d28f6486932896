"""What a first-time user found on the pages of officers and citizens."""

import pytest

from casework.actions import cases, corrections
from casework.models import Case
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db


def test_the_list_names_no_day_while_the_clock_stands_still(send: Send, cast: Cast) -> None:
    case = case_of(send("parking-card"))
    cases.take(case, by=cast.officer)
    client = signed_in(cast.officer)
    assert client.get("/desk/").context["page"].rows[0].due != "—"
    corrections.ask(case, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    assert client.get("/desk/").context["page"].rows[0].due == "—"


def test_a_case_shows_the_answers_of_its_own_service_alone(send: Send, cast: Cast) -> None:
    application = send("home-patronage", "assistant-support")
    client = signed_in(cast.officer)
    scopes = {}
    for case in Case.objects.filter(request__application=application).select_related("service"):
        sections = client.get(f"/desk/{case.uid}/").context["sent"].sections
        scopes[case.service.slug] = {section.key.partition(".")[0] for section in sections}
    assert scopes["home-patronage"] == {"common", "home-patronage"}
    assert scopes["assistant-support"] == {"common", "assistant-support"}


def test_what_an_officer_typed_survives_a_colleagues_quicker_step(send: Send, cast: Cast) -> None:
    case = case_of(send("parking-card"))
    cases.take(case, by=cast.officer)
    client = signed_in(cast.officer)
    Case.objects.filter(pk=case.pk).update(status="withdrawn")
    sent = {"fields_": ["common.contact:phone"], "reason": "Моля, напишете телефона на съседката."}
    page = client.post(f"/desk/{case.uid}/correction/", sent).content.decode()
    assert "Моля, напишете телефона на съседката." in page
    assert "Това вече не може да се направи" in page


def test_who_looked_is_a_line_a_person_and_day(send: Send, cast: Cast) -> None:
    application = send("parking-card")
    officer = signed_in(cast.officer)
    for _ in range(4):
        officer.get(f"/desk/{case_of(application).uid}/")
    page = signed_in(cast.citizen).get(f"/my/{application.uid}/who-looked/")
    lines = [look for look in page.context["looks"] if look.who == cast.officer.name]
    assert [(look.why, look.times) for look in lines] == [("работа по преписката", 4)]
    assert "4 пъти през деня" in page.content.decode()


@pytest.mark.parametrize(
    ("login", "address"),
    [("officer", "/desk/"), ("clerk", "/counter/"), ("provider", "/provider/"), ("editor", "/catalogue-editor/")],
)
def test_the_menu_marks_where_one_is_and_the_way_back(cast: Cast, login: str, address: str) -> None:
    client = signed_in(getattr(cast, login))
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}{address}").content.decode()
        assert f'<a href="{prefix}{address}" aria-current="page">' in page
    assert "Вашето работно място" in client.get("/services/").content.decode()
    assert "Вашето работно място" not in signed_in(cast.citizen).get("/services/").content.decode()
