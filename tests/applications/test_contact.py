"""What a first-time user found missing: letters that were chosen, documents on the check page, forgiving numbers."""

import pytest
from django.test import Client

from applications.actions import attachments, drafts, tracking, withdrawals
from applications.models import AttachmentKind
from applications.steps import Walk
from applications.uploads import safe_name
from casework.models import Case
from people.contact import address_of
from people.models import User
from records.workflow import WrongStatus
from services.models import Service
from tests.support.cast import Cast, Send

pytestmark = pytest.mark.django_db


def test_a_login_that_chose_letters_gets_them_too(cast: Cast) -> None:
    person = User.objects.get(pk=cast.citizen.pk).person
    assert person is not None
    person.address = {"line": "ул. „Липите“ 8"}
    for chosen, expected in ((["letter"], ["email", "letter"]), ([], ["email"]), (["email"], ["email"])):
        person.channels = chosen
        person.save()
        found = address_of(person.uid, cast.citizen.uid)
        assert (found.channels, found.email) == (expected, "citizen@demo.invalid")
    assert address_of(cast.mother.uid, cast.citizen.uid).channels == ["email"]  # never by somebody else's rules


def test_the_check_page_shows_documents_and_who_is_told_how(cast: Cast) -> None:
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="parking-card")], by=cast.citizen)
    drafts.save_step(draft, "common.contact", {"answer_by": "letter"}, by=cast.citizen)
    slot = Walk(draft).slots[0]
    attachments.answer_without_file(draft, slot.key, AttachmentKind.LATER, by=cast.citizen)
    client = Client()
    client.force_login(cast.citizen)
    page = client.get(f"/apply/draft/{draft.uid}/check/").content.decode()
    assert f"<dt>{slot.label}</dt><dd>ще се донесе по-късно</dd>" in page
    assert f'href="/apply/draft/{draft.uid}/documents/"' in page
    assert "по имейл на c…@demo.invalid" in page
    assert "Поискахте писма" in page  # none can be sent: there is no address to send them to


@pytest.mark.parametrize(
    "typed",
    [
        "СУ-2026-00412",
        "су 2026 412",
        "CY-2026-00412",
        "SU-2026-00412",
        "2026-00412",
        "СУ-2026-00412/23.11.2026 г.",
        "СУ-2026-00412-1",
        "су-2026-00412-1#5",
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert tracking.as_number(typed) == "СУ-2026-00412"


def test_nothing_is_withdrawn_once_everything_is_decided(send: Send, cast: Cast) -> None:
    application = send("parking-card")
    Case.objects.filter(request__application=application).update(status="placed")
    with pytest.raises(WrongStatus):
        withdrawals.withdraw(application, by=cast.citizen)
    application.refresh_from_db()
    assert application.status == "submitted"
    client = Client()
    client.force_login(cast.citizen)
    page = client.post(f"/apply/withdraw/{application.uid}/", follow=True).content.decode()
    assert "За всичко поискано вече има решение" in page


def test_quotation_marks_in_a_files_name_are_kept() -> None:
    assert safe_name("справка %22мама%22.pdf") == 'справка "мама".pdf'
