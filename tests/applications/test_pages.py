"""Bad input on the citizen's pages: a clear sentence, everything typed kept, never a 500."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.actions import drafts
from applications.models import Application, Attachment
from applications.steps import Walk
from services.models import Service
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, Send

pytestmark = pytest.mark.django_db
YOU = {"given_name": "Надежда", "family_name": "Колева", "identity_type": "egn"}


def step(draft: Application, key: str = "common.you", prefix: str = "") -> str:
    return f"{prefix}/apply/draft/{draft.uid}/step/{key}/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("identity_number", "1234567890"),
        ("birth_date", "1.1.2090"),
        ("birth_date", "35.13.1950"),
        ("given_name", "Над\x00ежда"),
        ("given_name", "Надежда\u202egpj.exe"),
        ("family_name", ""),
        ("family_name", "К" * 300),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_bad_input_is_explained_and_the_rest_is_kept(
    daughter: Client, draft: Application, field: str, value: str, prefix: str
) -> None:
    response = daughter.post(step(draft, prefix=prefix), {**YOU, "middle_name": "Георгиева-Средна", field: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert ("<title>Error:" if prefix else "<title>Грешка:") in page
    assert f'href="#id_{field}"' in page
    assert 'value="Георгиева-Средна"' in page


def test_what_was_typed_when_the_session_ended_comes_back_after_signing_in(
    cast: Cast, daughter: Client, draft: Application
) -> None:
    daughter.cookies.pop("sessionid")
    sent = daughter.post(step(draft), {**YOU, "identity_number": "", "middle_name": "Незабравена"})
    assert sent.status_code == 302
    assert "/accounts/login/" in sent.headers["Location"]
    daughter.post(sent.headers["Location"], {"login": cast.citizen.email, "password": "demo-demo-demo-1"})
    page = daughter.get(step(draft)).content.decode()
    assert 'value="Незабравена"' in page
    assert "Незабравена" not in str(daughter.cookies)


def test_a_stranger_does_not_get_what_somebody_else_typed(cast: Cast, daughter: Client, draft: Application) -> None:
    daughter.cookies.pop("sessionid")
    daughter.post(step(draft), {**YOU, "middle_name": "Незабравена"})
    daughter.force_login(cast.citizen2)
    theirs = drafts.start(cast.citizen2, [Service.objects.get(slug="hot-lunch")], by=cast.citizen2)
    assert "Незабравена" not in daughter.get(step(theirs)).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("telk.exe", b"MZ" * 50, "не се приема"),
        ("telk.pdf", b"MZ" * 50, "не е това, което казва името му"),
        ("telk.pdf", b"%PDF-1.7 not really", "не е това, което казва името му"),
        ("telk.png", b"\x89PNG\r\n\x1a\nno", "не е това, което казва името му"),
        ("telk.pdf", b"", "празен"),
        ("telk.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024 - 4), "по-голям от 10 MB"),
        ("telk", b"%PDF-", "не се приема"),
    ],
)
def test_what_may_not_be_attached_is_refused_in_words(
    daughter: Client, draft: Application, name: str, content: bytes, words: str
) -> None:
    address = f"/apply/draft/{draft.uid}/documents/"
    data = {"file_telk": SimpleUploadedFile(name, content), "how_gp_note": "later"}
    response = daughter.post(address, data)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Attachment.objects.filter(application=draft, slot="telk").exists()
    assert Attachment.objects.filter(application=draft, slot="gp_note", kind="later").exists()


def test_a_file_is_stored_encrypted_under_a_random_name_and_comes_back_whole(
    daughter: Client, draft: Application, settings: Any
) -> None:
    content = a_pdf("ТЕЛК")
    address = f"/apply/draft/{draft.uid}/documents/"
    daughter.post(address, {"file_telk": SimpleUploadedFile("../../ТЕЛК\u202e.pdf", content)})
    row = Attachment.objects.get(application=draft, slot="telk")
    raw = (settings.MEDIA_ROOT / row.storage_key).read_bytes()
    assert b"%PDF" not in raw
    assert "telk" not in row.storage_key.lower()
    response = daughter.get(f"/apply/attachment/{row.uid}/")
    assert response.content == content
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert (row.name, row.size) == ("ТЕЛК.pdf", len(content))


@pytest.mark.parametrize("key", ["common.nothing", "..", "common.you'--", "\u202e"])
def test_a_step_that_does_not_exist_is_not_found(daughter: Client, draft: Application, key: str) -> None:
    assert daughter.get(step(draft, key)).status_code == 404


def test_an_open_draft_is_offered_instead_of_a_second_one(daughter: Client, draft: Application) -> None:
    page = daughter.get("/apply/home-patronage/").content.decode()
    assert "Вече сте започнали" in page
    assert str(draft.uid) in page
    assert daughter.post("/apply/home-patronage/", {"go": "1"}).status_code == 200
    assert Application.objects.count() == 1
    assert daughter.post("/apply/home-patronage/", {"another": "on"}).status_code == 302
    assert Application.objects.count() == 2


def test_the_old_tab_of_a_sent_draft_leads_to_what_became_of_it(daughter: Client, send: Send) -> None:
    sent = send("home-patronage")
    for part in ("", "step/common.you/", "documents/", "check/"):
        response = daughter.post(f"/apply/draft/{sent.uid}/{part}", YOU)
        assert response.headers["Location"] == f"/apply/draft/{sent.uid}/sent/"


@pytest.mark.parametrize("slug", ["info-rights", "crisis-centre", "cnst-children", "no-such-service"])
def test_what_is_not_applied_for_online_has_no_form(daughter: Client, slug: str) -> None:
    assert daughter.get(f"/apply/{slug}/").status_code == 404


def test_withdrawing_frees_everything_and_can_be_done_once(daughter: Client, send: Send) -> None:
    application = send("home-patronage")
    address = f"/apply/withdraw/{application.uid}/"
    assert daughter.post(address).status_code == 302
    assert daughter.post(address).status_code == 404
    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert {request.case.status for request in application.requests.all()} == {"withdrawn"}


def test_nobody_is_written_to_where_there_is_no_address(daughter: Client, draft: Application) -> None:
    from applications.actions import drafts as actions

    actions.save_step(draft, "common.for-whom", {"capacity": "attorney"}, by=draft.applicant_user)
    sent = {"other_address_settlement": "99019", "other_address_line": "x", "other_channels": ["sms", "email"]}
    page = daughter.post(step(draft, "common.other-contact"), sent).content.decode()
    assert page.count("Избрали сте да пишем там") == 4  # two fields, each also in the summary


def test_a_step_asks_the_database_ten_times_at_most(
    daughter: Client, draft: Application, django_assert_max_num_queries: Any
) -> None:
    contact = {"phone": "0888 123 456", "address_settlement": "99019", "address_line": "x", "answer_by": "portal"}
    address = step(draft, "common.contact")
    daughter.get(address)  # a process reads the settlements and the catalogue's version once, whoever asks first
    for _ in range(2):  # the first answer makes a row, the second changes it
        with django_assert_max_num_queries(10 + 2):  # a test's transaction is held by two savepoint statements more
            assert daughter.post(address, contact).status_code == 302
        with django_assert_max_num_queries(10):
            daughter.get(address)


def test_enter_in_a_list_of_people_goes_on_and_adds_no_row(daughter: Client, draft: Application) -> None:
    """Without a click the browser presses the form's first button."""
    from applications.actions import drafts as actions

    actions.save_step(draft, "common.home", {"lives": "with_family", "housing": "own"}, by=draft.applicant_user)
    page = daughter.get(step(draft, "common.household")).content.decode()
    assert "add_row" not in re.findall(r"<button[^>]*type=\"submit\"[^>]*>", page.partition("<main")[2])[0]


def test_whoever_adds_a_row_writes_in_it_next(daughter: Client, draft: Application) -> None:
    """Without it the page begins at its top again, and a keyboard goes through the whole menu."""
    home = {"lives": "with_family", "housing": "own"}
    drafts.save_step(draft, "common.home", home, by=draft.applicant_user)
    people = {"household-0-name": "Георги", "household-0-relation": "spouse", "add_row": "1"}
    page = daughter.post(step(draft, "common.household"), people).content.decode()
    assert re.findall(r'name="([^"]+)"[^>]* autofocus', page) == ["household-1-name"]
    counted = {"income-0-kind": "pension", "income-0-amount": "322,37", "sum": "1"}
    page = daughter.post(step(draft, "common.income"), counted).content.decode()
    assert re.findall(r'name="([^"]+)"[^>]* autofocus', page) == ["sum"]
    assert " autofocus" not in daughter.get(step(draft, "common.income")).content.decode()


def test_another_place_is_found_by_name_or_chosen_among_several_or_kept_in_words(
    daughter: Client, draft: Application
) -> None:
    from people.models import Settlement
    from tests.people.test_places import villages

    Settlement.objects.bulk_create(villages())
    address, contact = step(draft, "common.contact"), {"address_line": "ул. Явор 1", "answer_by": "portal"}

    def send(place: str, settlement: str = "other") -> tuple[int, str]:
        answer = daughter.post(address, {**contact, "address_settlement": settlement, "address_place": place})
        return answer.status_code, answer.content.decode()

    status, page = send("Ново село")
    assert status == 200
    assert "Има няколко места с това име" in page
    assert '<option value="52115">с. Ново село, общ. Видин, обл. Видин</option>' in page
    assert send("", "52115")[0] == 302
    assert '<option value="52115" selected>' in daughter.get(address).content.decode()
    assert send("Ново село, община Самоков")[0] == 302
    assert Walk(draft).answers()["address_settlement"] == "52088"
    assert send("Виена, Австрия")[0] == 302
    assert Walk(draft).answers()["address_place"] == "Виена, Австрия"
    assert "Напишете града или селото" in send("")[1]
    assert send("", "12345")[0] == 200


def test_steps_for_somebody_else_wait_until_it_is_known(daughter: Client, draft: Application) -> None:
    assert "Кой е човекът, за когото подавате?" not in daughter.get(f"/apply/draft/{draft.uid}/").content.decode()


def test_what_was_sent_can_be_read_again(daughter: Client, send: Send) -> None:
    page = daughter.get(f"/my/{send('home-patronage').uid}/sent/").content.decode()
    assert "Кой подава заявлението?" in page
    assert "Пълномощно или документ за настойничество: ще се донесе по-късно" in page


def test_the_slip_is_read_in_either_alphabet(send: Send, cast: Cast, client: Client) -> None:
    from applications.actions import tracking

    application = send("parking-card")
    code = tracking.issue_code(application, by=cast.clerk)
    looks_alike = code.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ"))
    typed = {"number": str(application.number).replace("СУ", "CY"), "code": looks_alike.lower()}
    assert "Получихме го" in client.post("/track/", typed).content.decode()
