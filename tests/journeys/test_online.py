"""A daughter applies for her mother, on a phone 320 px wide, with and without JavaScript."""

import io
import re
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.words import a_number, a_pdf, choose, choose_place, go_on, heading
from tests.support.browser import Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]
PASSWORD = "четири думи за баба"


def sign_up(page: Page, email: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Имейл").fill(email)
    page.get_by_label("Парола").fill(PASSWORD)
    go_on(page, "Направете профил")


def answer_everything(page: Page, daughter: str, mother: str, look: Callable[[Page], None]) -> None:
    """Every step of both forms; the first one is sent empty, with an error to mend."""
    go_on(page)
    expect(page.locator("#error-summary")).to_contain_text("Този отговор е нужен")
    assert page.title().startswith("Грешка:")
    look(page)
    page.get_by_label("Име", exact=True).fill("Надежда")
    page.get_by_label("Фамилия").fill("Колева")
    page.get_by_label("Номер", exact=True).fill(daughter)
    go_on(page)
    page.get_by_label("Телефон").fill("0888 123 456")
    choose_place(page, "гр. Белоречие")
    page.get_by_label("Улица и номер").fill("ул. „Липите“ 8")
    choose(page, "Как искате да получите отговора?", "тук и по имейл")
    look(page)
    go_on(page)
    choose(page, "Подавам заявлението", "като пълномощник на друг човек")
    go_on(page)
    page.get_by_label("Име", exact=True).fill("Пенка")
    page.get_by_label("Фамилия").fill("Колева")
    page.get_by_label("Номер", exact=True).fill(mother)
    go_on(page)
    choose_place(page, "с. Горно Поле")
    page.get_by_label("Улица и номер").fill("ул. „Първа“ 3")
    page.get_by_label("с писмо по пощата").check()
    go_on(page)
    page.get_by_label("Документ – вид и номер").fill("пълномощно № 412")
    page.get_by_label("Дата на документа").fill("1.2.26")
    go_on(page)
    choose(page, "Живее", "със семейството си")
    choose(page, "Жилището е", "собствено")
    go_on(page)
    household(page, look)
    incomes(page, look)
    choose(page, "Придвижва се", "с бастун, проходилка или количка")
    choose(page, "Има ли решение на ТЕЛК или НЕЛК?", "не")
    go_on(page)
    page.get_by_label("помощ от близки").check()
    go_on(page)


def household(page: Page, look: Callable[[Page], None]) -> None:
    """Two people, and a third row that the server adds."""
    first = page.get_by_role("group", name="Човек 1")
    first.get_by_label("Име").fill("Георги Колев")
    first.get_by_label("Какъв Ви е този човек?").select_option(label="съпруг или съпруга")
    go_on(page, "Добавете още един човек")
    assert page.get_by_role("group", name="Човек 1").get_by_label("Име").input_value() == "Георги Колев"
    second = page.get_by_role("group", name="Човек 2")
    second.get_by_label("Име").fill("Ива Колева")
    second.get_by_label("Какъв Ви е този човек?").select_option(label="внук или внучка")
    look(page)
    second.get_by_label("Име").press("Enter")
    page.wait_for_load_state()
    assert heading(page) == "Какви са доходите в дома?"


def incomes(page: Page, look: Callable[[Page], None]) -> None:
    """Her own pension and her husband's; what they come to is counted by the page or by the server."""
    for number, who, amount in ((1, "човекът, за когото е помощта", "322,37 €"), (2, "Георги Колев", "1 000,5")):
        row = page.get_by_role("group", name=f"Доход {number}")
        row.get_by_label("Чий?").select_option(label=who)
        row.get_by_label("Какъв доход?").select_option(label="пенсия")
        row.get_by_label("Сума на месец").fill(amount)
    if page.get_by_role("button", name="Изчислете").is_visible():
        go_on(page, "Изчислете")
    expect(page.locator("[data-total=whole]")).to_contain_text("1 322,87 €")
    look(page)
    go_on(page)


def answer_services(page: Page) -> None:
    """The questions of the two services; whatever a step asks, its first choice is taken."""
    for _ in range(12):
        if heading(page) == "Документи":
            return
        for group in page.locator("main fieldset:has(input[type=radio])").all():
            group.get_by_role("radio").first.check()
        for box in page.locator("main .field > .choice input[type=checkbox]").all():
            box.check()
        for field in page.locator("main .field:not(:has(legend)):not(:has(.soft)) input[type=text]").all():
            if not field.input_value():
                field.fill("3")
        go_on(page)
        assert not page.locator("#error-summary").count(), page.locator("#error-summary").inner_text()
    raise AssertionError(f"Never came to the documents: {heading(page)}")


def attach(page: Page, look: Callable[[Page], None]) -> None:
    """A program renamed to .pdf is refused in words; the real PDF is kept; the rest comes later."""
    proof = page.get_by_label(re.compile("^Пълномощно"))
    for option in page.get_by_label("Сега го нямам, ще го донеса по-късно").all()[1:]:
        option.check()
    proof.set_input_files({"name": "пълномощно.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" * 64})
    go_on(page)
    summary = page.locator("#error-summary")
    expect(summary).to_contain_text("не е това, което казва името му")
    # What a screen reader hears next: the summary, then by its link the field, which names its own error.
    summary.get_by_role("link").first.click()
    expect(proof).to_have_attribute("aria-describedby", re.compile("_error"))
    look(page)
    proof = page.get_by_label(re.compile("^Пълномощно"))
    proof.set_input_files({"name": "пълномощно.pdf", "mimeType": "application/pdf", "buffer": a_pdf("proof")})
    go_on(page)
    page.wait_for_url(re.compile("/check/"))
    # The error's link stays in the address without JavaScript; the next pages are known by theirs.
    page.goto(page.url.partition("#")[0])


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_a_daughter_applies_for_two_services_at_once(
    visit: Callable[..., Visitor], stack: Stack, axe: Callable[[Page], None], has_script: bool
) -> None:
    look: Callable[[Page], None] = axe if has_script else (lambda _page: None)
    visitor = visit(java_script_enabled=has_script)
    page = visitor.open("/")
    look(page)
    page.get_by_label("Каква помощ търсите?").fill("храна вкъщи за баба")
    go_on(page, "Намерете помощ")
    look(page)
    page.locator("main").get_by_role("link", name="Домашен социален патронаж").click()
    look(page)
    page.get_by_role("link", name="Подайте заявление").first.click()
    look(page)
    page.get_by_role("link", name="Влезте или си направете профил").click()
    assert "/accounts/login/" in page.url
    email = f"daughter-{has_script}@example.invalid".lower()
    sign_up(page, email)
    page.goto("/apply/home-patronage/")
    page.get_by_label("Асистентска подкрепа").check()
    look(page)
    go_on(page, "Започнете")
    look(page)
    page.get_by_role("link", name="Продължете").click()
    mother = a_number(200 + has_script)
    answer_everything(page, a_number(100 + has_script), mother, look)
    answer_services(page)
    attach(page, look)
    assert heading(page) == "Проверете отговорите си"
    look(page)
    for said in (
        "Пенка",
        mother,
        "Горно Поле",
        "Ива Колева, внук или внучка",
        "1 февруари 2026 г.",
        "322,37 €",
        "1 322,87 €",
    ):
        expect(page.locator("main")).to_contain_text(said)
    draft = page.url
    go_on(page, "Подайте заявлението")
    expect(page.locator("main")).to_contain_text("СУ-2026-")
    look(page)
    sent_once(page, stack, draft)
    both_are_told(stack, mother, email)
    the_receipt_is_a_pdf(page, visitor, stack)


def sent_once(page: Page, stack: Stack, draft: str) -> None:
    """The same POST again, from another tab or after a time-out, makes nothing new."""
    before = stack.sql("SELECT count(*), max(number) FROM applications_application WHERE status = 'submitted'")
    token = page.request.get(page.url).text().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = page.request.post(draft, form={"csrfmiddlewaretoken": token})
    assert answer.url == page.url
    assert stack.sql("SELECT count(*), max(number) FROM applications_application WHERE status = 'submitted'") == before
    uid = page.url.split("/draft/")[1].split("/")[0]
    cases = stack.sql(
        "SELECT c.number FROM casework_case c JOIN applications_servicerequest r ON r.id = c.request_id "
        "JOIN applications_application a ON a.id = r.application_id WHERE a.uid = %s ORDER BY 1",
        uid,
    )
    assert [number[-2:] for (number,) in cases] == ["-1", "-2"]


def both_are_told(stack: Stack, mother: str, email: str) -> None:
    """The daughter in the portal and by e-mail; her mother by letter, as she allowed."""
    mails = stack.wait_for(
        lambda: [mail for mail in stack.mails() if mail["To"] == email and "Получихме" in mail["Subject"]]
    )
    assert len(mails) == 1
    body = mails[0].get_body(("plain",)).get_content()
    assert "патронаж" not in body
    assert "Пенка" not in body
    stack.wait_for(lambda: re.search(r"Пенка Колева[^<]*с\. Горно Поле", letters_on_paper(stack)))


def letters_on_paper(stack: Stack) -> str:
    with urllib.request.urlopen(f"{stack.base_url}/demo/outbox/") as page:
        return page.read().decode()


def the_receipt_is_a_pdf(page: Page, visitor: Visitor, stack: Stack) -> None:
    address = page.get_by_role("link", name="Разписка за печат").get_attribute("href")

    def ready() -> Any:
        answer = visitor.context.request.get(f"{stack.base_url}{address}")
        return answer if answer.headers["content-type"] == "application/pdf" else None

    answer = stack.wait_for(ready)
    assert unquote(answer.headers["content-disposition"]).startswith("attachment")
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert len(pdf.pages) >= 1
