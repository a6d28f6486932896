"""The second parent or guardian signs as themselves, what they read and nothing else; until then the case waits."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications import cosigned, notices
from applications.actions import attachments, cosigning, drafts, submissions
from applications.models import Application, CoSignature
from applications.steps import Walk
from casework.actions import cases, corrections
from casework.deadlines import clocks_of
from casework.models import Case
from casework.signatures import NotSigned
from people.actions.persons import PersonFacts, register
from people.models import Person, User
from portal.demo import answers as sampled
from records.models import Message, StatusChange
from records.workflow import WrongStatus
from services.models import Service
from tests.journeys.words import a_number
from tests.support.cast import Cast, begin, case_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def father(cast: Cast) -> Person:
    return register(PersonFacts(given_name="Петър", family_name="Колев", id_number=a_number(31, "m")), by=None)


def login_of(user: User, person: Person, *, is_checked: bool = True) -> Client:
    User.objects.filter(pk=user.pk).update(person=person, identity_checked_at=timezone.now() if is_checked else None)
    return signed_in(User.objects.get(pk=user.pk))


def draft_for_child(cast: Cast, slug: str = "parking-card") -> Application:
    draft = drafts.start(cast.citizen, [Service.objects.get(slug=slug)], by=cast.citizen)
    fill(draft, cast, "parent")
    return draft


def fill(draft: Application, cast: Cast, capacity: str) -> None:
    known = {"capacity": capacity, "answer_by": "portal", **sampled.of_person(cast.daughter)}
    known |= {**sampled.of_person(cast.mother, "other_"), "other_channels": ["letter"], "mandate_until": ""}
    for scope, form in draft.forms():
        for key, answers in sampled.sample(Random(1), form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", answers, by=cast.citizen)
    for slot in Walk(draft).slots:
        attachments.answer_without_file(draft, slot.key, "later", by=cast.citizen)


def named(father: Person) -> dict[str, Any]:
    return {"given_name": "Петър", "family_name": "Колев", "id_number": father.id_number, "email": "p@example.invalid"}


@pytest.fixture
def asked(cast: Cast, father: Person) -> CoSignature:
    """Sent by the mother, waiting for the father."""
    draft = draft_for_child(cast)
    page = signed_in(cast.citizen).post(f"/apply/draft/{draft.uid}/second-signature/", named(father))
    assert page.status_code == 302
    submissions.submit(draft, by=cast.citizen)
    return CoSignature.objects.with_parts().get()


def test_who_was_named_before_it_became_one_by_proxy_is_not_asked(cast: Cast, father: Person) -> None:
    draft = draft_for_child(cast)
    signed_in(cast.citizen).post(f"/apply/draft/{draft.uid}/second-signature/", named(father))
    assert CoSignature.objects.filter(application=draft).exists()
    fill(draft, cast, "attorney")
    sent = submissions.submit(draft, by=cast.citizen)
    assert not CoSignature.objects.filter(application=sent).exists()
    assert not Message.objects.filter(kind=notices.SIGN.kind).exists()
    assert not clocks_of([case_of(sent)], timezone.localdate())[case_of(sent).pk].is_stopped


def read(client: Client, row: CoSignature) -> dict[str, str]:
    """What the page gives to be sent back."""
    page = client.get(f"/apply/sign/{row.uid}/")
    return {"seen": page.context["form"].initial["seen"], "agree": "on"}


def test_the_father_reads_and_signs_and_only_then_does_the_case_go_on(
    cast: Cast, father: Person, asked: CoSignature
) -> None:
    case = case_of(asked.application)
    assert clocks_of([case], timezone.localdate())[case.pk].is_stopped
    cases.take(case, by=cast.officer)
    with pytest.raises(NotSigned):
        cases.close(case, "Картата е готова.", by=cast.officer)
    assert "Втори подпис" in signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()
    him = login_of(cast.citizen2, father)
    assert f"/apply/sign/{asked.uid}/" in him.get("/my/").content.decode()
    page = him.get(f"/apply/sign/{asked.uid}/").content.decode()
    assert "Надежда" in page
    assert "Кой подава заявлението?" in page
    assert him.post(f"/apply/sign/{asked.uid}/", read(him, asked)).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.digest) == ("signed", cosigned.digest_of(Application.objects.get()))
    assert not clocks_of([case], timezone.localdate())[case.pk].is_stopped
    cases.close(case, "Картата е готова.", by=cast.officer)
    told = Message.objects.filter(kind="cosignature_signed").values_list("person_uid", flat=True)
    assert list(told) == [cast.daughter.uid]


def test_a_link_alone_signs_nothing(cast: Cast, father: Person, asked: CoSignature, client: Client) -> None:
    """Not signed in, signed in as anybody else, or as somebody who only says that he is the father."""
    address = f"/apply/sign/{asked.uid}/"
    good = {"seen": cosigned.digest_of(asked.application), "agree": "on"}
    assert client.post(address, good).status_code == 302
    for who in (cast.citizen, cast.officer, cast.clerk):
        assert signed_in(who).post(address, good).status_code == 404
    declared = login_of(cast.citizen2, father, is_checked=False)
    assert declared.get(address).status_code == 404
    assert declared.post(address, good).status_code == 404
    asked.refresh_from_db()
    assert asked.status == "asked"


def test_at_the_counter_he_signs_with_a_document(cast: Cast, father: Person, asked: CoSignature) -> None:
    clerk = signed_in(cast.clerk)
    address = f"/counter/person/{father.uid}/sign/{asked.uid}/"
    assert clerk.get(address).status_code == 404
    begin(clerk, father)
    assert address in clerk.get(f"/counter/person/{father.uid}/").content.decode()
    seen = clerk.get(address).context["form"].initial["seen"]
    assert "Този отговор е нужен" in clerk.post(address, {"seen": seen, "agree": "on"}).content.decode()
    assert clerk.post(address, {"seen": seen, "agree": "on", "document_seen": "лична карта …1234"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.document_seen) == ("signed", "лична карта …1234")
    assert StatusChange.objects.filter(subject_uid=asked.uid, verb="sign", facts__at_counter=True).exists()


def test_he_refuses_with_a_reason_that_the_mother_is_not_told(cast: Cast, father: Person, asked: CoSignature) -> None:
    him = login_of(cast.citizen2, father)
    him.post(f"/apply/sign/{asked.uid}/refuse/", {"reason": "Детето живее при мен."})
    mother = signed_in(cast.citizen).get(f"/my/{asked.application.uid}/").content.decode()
    assert "отказа да подпише" in mother
    assert "живее при мен" not in mother
    case, officer = case_of(asked.application), signed_in(cast.officer)
    assert "живее при мен" in officer.get(f"/desk/{case.uid}/").content.decode()
    address = f"/desk/{case.uid}/without-signature/"
    assert officer.post(address, {"ground": ""}).status_code == 200
    assert officer.post(address, {"ground": "Бащата е лишен от права с решение № 5."}).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.waived_by) == ("waived", cast.officer)
    assert not clocks_of([case], timezone.localdate())[case.pk].is_stopped
    assert officer.get(address).status_code == 404


def test_what_changes_after_signing_is_signed_anew(cast: Cast, father: Person, asked: CoSignature) -> None:
    him = login_of(cast.citizen2, father)
    old = read(him, asked)
    him.post(f"/apply/sign/{asked.uid}/", old)
    case = case_of(asked.application)
    cases.take(case, by=cast.officer)
    correction = corrections.ask(case, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    signed_in(cast.citizen).post(f"/apply/correction/{correction.uid}/", {"common-contact-phone": "0888 999 111"})
    asked.refresh_from_db()
    assert (asked.status, asked.digest) == ("asked", "")
    assert clocks_of([case], timezone.localdate())[case.pk].is_stopped
    assert Message.objects.filter(kind="cosignature_asked", person_uid=father.uid).count() == 2
    assert him.post(f"/apply/sign/{asked.uid}/", old).status_code == 200
    asked.refresh_from_db()
    assert asked.status == "asked"
    assert him.post(f"/apply/sign/{asked.uid}/", read(him, asked)).status_code == 302


def test_two_presses_are_one_signature(cast: Cast, father: Person, asked: CoSignature) -> None:
    digest = cosigned.digest_of(asked.application)
    again = CoSignature.objects.with_parts().get()
    cosigning.sign(asked, seen=digest, by=cast.citizen2)
    with pytest.raises(WrongStatus):
        cosigning.sign(again, seen=digest, by=cast.citizen2)
    assert Message.objects.filter(kind="cosignature_signed").count() == 1


def test_he_is_reminded_once_and_the_term_ends(cast: Cast, father: Person, asked: CoSignature) -> None:
    assert asked.due_on is not None
    soon, after = asked.due_on - timedelta(days=2), asked.due_on + timedelta(days=1)
    assert [cosigning.remind_and_expire(day) for day in (soon, soon)] == [(1, 0), (0, 0)]
    assert [cosigning.remind_and_expire(day) for day in (after, after)] == [(0, 1), (0, 0)]
    asked.refresh_from_db()
    assert asked.status == "expired"
    kinds = Message.objects.filter(person_uid=father.uid).values_list("kind", flat=True)
    assert sorted(kinds) == ["cosignature_asked", "cosignature_reminder"]


def test_where_both_must_sign_nothing_is_sent_before_the_second_is_named(cast: Cast, father: Person) -> None:
    draft = draft_for_child(cast, "cnst-children")
    page = signed_in(cast.citizen).get(f"/apply/draft/{draft.uid}/check/").content.decode()
    assert "По това искане подписват и двамата" in page
    with pytest.raises(submissions.Incomplete):
        submissions.submit(draft, by=cast.citizen)
    cosigning.name(draft, named(father), by=cast.citizen)
    assert submissions.submit(draft, by=cast.citizen).number


def test_nobody_signs_twice_under_the_own_application(cast: Cast, father: Person) -> None:
    draft = draft_for_child(cast)
    own = {**named(father), "id_number": cast.daughter.id_number}
    page = signed_in(cast.citizen).post(f"/apply/draft/{draft.uid}/second-signature/", own).content.decode()
    assert "Това е Вашият номер" in page
    assert 'value="Колев"' in page
    assert not CoSignature.objects.exists()


def test_a_withdrawn_application_waits_for_nobody(cast: Cast, father: Person, asked: CoSignature) -> None:
    signed_in(cast.citizen).post(f"/apply/withdraw/{asked.application.uid}/")
    assert Case.objects.get().status == "withdrawn"
    assert f"/apply/sign/{asked.uid}/" not in login_of(cast.citizen2, father).get("/my/").content.decode()


def test_whoever_waits_for_a_signature_is_told_what_is_waited_for(
    cast: Cast, father: Person, asked: CoSignature
) -> None:
    """Neither a term that runs nor a question to the mother: it is the father's turn; and each date ends once."""
    mother, him = signed_in(cast.citizen), login_of(cast.citizen2, father)
    sent = mother.get(f"/apply/draft/{asked.application.uid}/sent/").content.decode()
    assert "Първо трябва да подпише и Петър Колев" in sent
    page = mother.get(f"/my/{asked.application.uid}/").content.decode()
    assert "защото чакаме втория подпис" in page
    assert "защото Ви помолихме" not in page
    to_read = him.get(f"/apply/sign/{asked.uid}/").content.decode()
    signed = him.post(f"/apply/sign/{asked.uid}/", read(him, asked), follow=True).content.decode()
    assert "Подписахте на" in signed
    for text in (sent, page, to_read, signed, mother.get("/my/").content.decode()):
        assert "г.." not in text
    assert "Първо трябва да подпише" not in mother.get(f"/apply/draft/{asked.application.uid}/sent/").content.decode()
