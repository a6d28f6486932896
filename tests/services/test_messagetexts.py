"""Editors write what messages say; nothing that leaves the house gives anybody away; what was told stays told."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from casework.telling import names
from records import messages, placeholders, sensitive
from records.models import Message, MessageText
from records.notices import edited_kinds
from records.sms_parts import size_of
from records.tasks import send_delivery
from services import messagetexts
from services.actions.messagetexts import Wording, back_to_builtin, publish
from services.models import Service
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
KIND = "decision_published"
PAGE = f"/catalogue-editor/messages/{KIND}/"
NOTICE = messages.notice(KIND)
TEXTS = {
    "subject_bg": "Готово е", "subject_en": "It is ready",
    "brief_bg": "Влезте в профила си.", "brief_en": "See your profile.",
    "body_bg": "Имате решение ((number)) за „((service))“.", "body_en": "Decision ((number)) on “((service))”.",
}  # fmt: skip


def tell(cast: Cast, **context: str) -> Message:
    context = {"service": "Патронаж", "service_en": "Patronage", "number": "РД-1", **context}
    return messages.send(
        NOTICE, subject=cast.daughter, data_key=cast.daughter.data_key, by=None, context=context,
        person_uid=cast.daughter.uid, user_uid=cast.citizen.uid,
    )  # fmt: skip


def said(message: Message, language: str = "bg") -> tuple[str, str]:
    fresh = Message.objects.select_related("data_key").get(pk=message.pk)
    return NOTICE.title(language, fresh), NOTICE.text(fresh, language)


def wording(service: str = "", day: date | None = None, **texts: str) -> Wording:
    return Wording(service, {**TEXTS, **texts}, day or timezone.localdate())


def posted(day: str = "", **changed: str) -> dict[str, str]:
    return {**TEXTS, "service": "", "valid_from": day or f"{timezone.localdate():%d.%m.%Y}", **changed}


def test_a_new_text_is_said_from_its_day_on_and_changes_nothing_told_before(
    cast: Cast, client: Client, freeze: Callable[[Any], None], mailoutbox: list[Any]
) -> None:
    freeze("2026-11-30 10:00+02:00")
    before = tell(cast)
    client.force_login(cast.editor)
    freeze("2026-11-30 10:01+02:00")
    answer = client.post(PAGE, {**posted(), "save": "on"}, follow=True).content.decode()
    assert "Записано" in answer
    assert "Десислава Цонева" in answer  # who changed what
    client.post(PAGE, {**posted(day="02.12.2026", subject_bg="Утре"), "save": "on"})
    freeze("2026-11-30 10:02+02:00")
    after = tell(cast)
    freeze("2026-12-02 00:05+02:00")
    later = tell(cast)
    assert said(before)[0] == "Решението е готово"
    assert said(after) == ("Готово е", "Имате решение РД-1 за „Патронаж“.")
    assert said(after, "en") == ("It is ready", "Decision РД-1 on “Patronage”.")
    assert said(later)[0] == "Утре"
    send_delivery(after.deliveries.get(channel="email").pk)
    (mail,) = mailoutbox
    assert (mail.subject, "Влезте в профила си." in mail.body, "Патронаж" in mail.body) == ("Готово е", True, False)


def test_a_service_may_have_its_own_text_and_both_can_be_taken_back(cast: Cast) -> None:
    publish(NOTICE, wording(subject_bg="За всички"), by=cast.editor)
    publish(NOTICE, wording("hot-lunch", subject_bg="За обяда"), by=cast.editor)
    assert said(tell(cast, service_slug="hot-lunch"))[0] == "За обяда"
    assert said(tell(cast, service_slug="parking-card"))[0] == "За всички"
    back_to_builtin(NOTICE, wording("hot-lunch"), by=cast.editor)
    assert said(tell(cast, service_slug="hot-lunch"))[0] == "За всички"
    back_to_builtin(NOTICE, wording(), by=cast.editor)
    assert said(tell(cast))[0] == "Решението е готово"
    assert list(MessageText.objects.of_kind(KIND).values_list("number", flat=True)) == [4, 3, 2, 1]


def test_a_text_that_cannot_be_filled_gives_way_to_the_built_in_one(cast: Cast) -> None:
    publish(NOTICE, wording(body_bg="((gone))"), by=cast.editor)
    assert "е готово" in said(tell(cast))[1]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"body_bg": "((servise))"}, "Може би имахте предвид ((service))?"),
        ({"body_bg": "((deadline_of_all))"}, "Може да използвате: ((number)), ((service))."),
        ({"body_bg": "((#if service))x"}, "липсва ((/if))"),
        ({"subject_bg": "Решение ((number))"}, "тук не може"),
        ({"brief_bg": "Новина за кризисния център"}, "„кризисния“ издава твърде много"),
        ({"subject_bg": "Вашата ТЕЛК"}, "„ТЕЛК“ издава твърде много"),
        ({"brief_en": "News about your disability"}, "„disability“ издава твърде много"),
        ({"subject_bg": "Вашият топъл обяд"}, "издава с какво помагат на човека"),
        ({"valid_from": "01.01.2020"}, "Този ден е минал"),
        ({"body_en": ""}, "Този отговор е нужен"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    cast: Cast, client: Client, changed: dict[str, str], words: str
) -> None:
    Service.objects.filter(slug="hot-lunch").update(name_bg="Топъл обяд")
    client.force_login(cast.editor)
    page = client.post(PAGE, {**posted(**changed), "save": "on"})
    assert words in page.content.decode()
    assert "Имате решение" in page.content.decode() or "body_bg" in changed
    assert not MessageText.objects.exists()


def test_nothing_names_a_protected_service(cast: Cast, client: Client) -> None:
    hidden = next(row for row in Service.objects.all() if row.is_protected)
    assert names(hidden) == {"service": "Вашето заявление", "service_en": "your application"}
    client.force_login(cast.editor)
    page = client.post(PAGE, {**posted(body_bg=f"За „{hidden.name_bg}“."), "save": "on"}).content.decode()
    assert "издава с какво помагат" in page


def test_preview_and_trial_save_nothing(cast: Cast, client: Client, mailoutbox: list[Any]) -> None:
    client.force_login(cast.editor)
    page = client.post(PAGE, {**posted(), "preview": "on"}).content.decode()
    assert "Имате решение СУ-2026-00412/23.11.2026 г. за „Домашен социален патронаж“." in page
    assert "Decision СУ-2026-00412" in page
    assert "1 част" in page
    client.post(PAGE, {**posted(), "test": "on"})
    trial = Message.objects.get(kind="account")
    send_delivery(trial.deliveries.get().pk)
    assert (mailoutbox[0].to, mailoutbox[0].subject) == (["editor@demo.invalid"], "Готово е")
    assert not MessageText.objects.exists()


def test_the_page_begins_with_the_text_that_is_said_now(cast: Cast, client: Client) -> None:
    client.force_login(cast.editor)
    assert "„((service))“ е готово: ((number))" in client.get(PAGE).content.decode()
    publish(NOTICE, wording(), by=cast.editor)
    publish(NOTICE, wording(subject_bg="Второ"), by=cast.editor)
    assert 'value="Второ"' in client.get(PAGE).content.decode()
    assert 'value="Готово е"' in client.get(f"{PAGE}?version=1").content.decode()
    assert "Второ" in client.get("/catalogue-editor/messages/").content.decode()


@pytest.mark.parametrize("notice", edited_kinds(), ids=lambda notice: notice.kind)
@pytest.mark.parametrize("language", ["bg", "en"])
def test_every_built_in_text_is_in_the_grammar_and_gives_nobody_away(notice: Any, language: str) -> None:
    texts = messagetexts.builtin(notice)
    placeholders.check(texts[f"body_{language}"], notice.names)
    for part in ("subject", "brief"):
        assert sensitive.word_in(texts[f"{part}_{language}"]) is None
    assert "((" not in messagetexts.shown(notice, texts, language).body


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 1), ("a" * 160, "GSM-7", 160, 1), ("a" * 161, "GSM-7", 161, 2), ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1), ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2),
        ("ж" * 70, "UCS-2", 70, 1), ("ж" * 71, "UCS-2", 71, 2), ("ж" * 134, "UCS-2", 134, 2),
        ("ж" * 66 + "😀" + "ж" * 66, "UCS-2", 134, 3), ("„a“", "UCS-2", 3, 1),
    ],
)  # fmt: skip
def test_text_messages_are_counted_in_parts(text: str, encoding: str, units: int, parts: int) -> None:
    found = size_of(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


def test_the_list_of_texts_asks_once(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        publish(NOTICE, wording(day=timezone.localdate() + timedelta(days=number)), by=cast.editor)
    with django_assert_max_num_queries(1):
        messagetexts.kinds("bg")
