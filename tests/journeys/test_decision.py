"""From an officer to a provider to a sealed decision; and a refusal as complete as an approval."""

import io
import re
import subprocess
from collections.abc import Callable

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.words import choose, go_on
from tests.support.browser import DESKTOP, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]

# The daughter's application for two services, sent through the real actions by the demo's own helper.
SEND = """
from random import Random
from portal.demo.showcase import apply
from people.models import Person, User
user = User.objects.get(email="citizen@demo.invalid")
mother = Person.objects.filter(given_name="Пенка", family_name="Петрова").earliest("pk")
print(apply(Random({seed}), user, {services}, user.person, mother).number)
"""


def send(stack: Stack, seed: int, *services: str) -> str:
    return stack.shell(SEND.format(seed=seed, services=list(services))).strip().splitlines()[-1]


def open_case(page: Page, number: str) -> None:
    page.goto("/desk/")
    page.get_by_label("Име или номер").fill(number)
    go_on(page, "Търсете")
    page.get_by_role("link", name=re.compile(f": {number}$")).click()
    expect(page.locator("main")).to_contain_text(number)


def verb(page: Page, name: str) -> None:
    page.locator(".verbs").get_by_text(name, exact=True).click()
    page.wait_for_load_state()


def assess(page: Page, axe: Callable[[Page], None], needed: str) -> None:
    verb(page, "Напишете оценката")
    axe(page)
    go_on(page, "Проверете и я прочетете на човека")
    assert page.title().startswith("Грешка:")
    axe(page)
    page.get_by_label("Кой участва", exact=True).fill("Пенка Петрова")
    page.get_by_label("Какво желае лицето, с неговите думи").fill("Искам да си остана вкъщи.")
    for domain in page.locator("main fieldset:has(input[name$=_level])").all():
        domain.get_by_role("radio").first.check()
    choose(page, "Ежедневие: колко помощ?", "постоянна помощ" if needed == "да" else "няма нужда")
    if needed == "да":
        page.locator("details:has([name=daily_living_situation])").evaluate("box => box.open = true")
        page.get_by_label("Ежедневие: какво е сега").fill("Не може да стане сама.")
    page.get_by_label("Заключение").fill("Установена е нужда." if needed == "да" else "Не е установена нужда.")
    choose(page, "Има ли лицето нужда от тази услуга?", needed)
    go_on(page, "Проверете и я прочетете на човека")
    axe(page)
    choose(page, "Човекът", "подписа")
    go_on(page, "Завършете оценката")


def ask_and_answer(officer: Page, citizen: Page, axe: Callable[[Page], None], number: str) -> None:
    """Only the named question reopens; the clock stands still meanwhile."""
    verb(officer, "Поискайте поправка")
    axe(officer)
    officer.get_by_label(re.compile("Как да Ви намерим.* Телефон")).check()
    officer.get_by_label("Какво точно ни трябва?").fill("Моля, телефон, на който вдигате през деня.")
    go_on(officer, "Запазете")
    expect(officer.locator("main")).to_contain_text("чака гражданина")
    citizen.goto("/my/")
    axe(citizen)
    citizen.get_by_role("link", name=re.compile(number.rsplit("-", 1)[0])).first.click()
    expect(citizen.locator("main")).to_contain_text("Моля, телефон, на който вдигате през деня.")
    expect(citizen.locator("main")).to_contain_text("спрян")
    axe(citizen)
    citizen.get_by_role("link", name="Отговорете").first.click()
    axe(citizen)
    assert citizen.locator("main form:not([action]) .field").count() == 1
    citizen.get_by_label("Телефон").fill("12")
    go_on(citizen, "Изпратете")
    expect(citizen.locator("#error-summary")).to_contain_text("не е телефонен номер")
    axe(citizen)
    citizen.get_by_label("Телефон").fill("0888 555 777")
    go_on(citizen, "Изпратете")
    expect(citizen.locator("main")).to_contain_text("Вие отговорихте и нашият срок продължи")
    officer.reload()
    expect(officer.locator("main")).to_contain_text("0888 555 777")


def refer_and_hold(officer: Page, axe: Callable[[Page], None]) -> None:
    """The provider that the person chose is asked at once; given back, the place is held once more by hand."""
    verb(officer, "Насочете")
    axe(officer)
    officer.get_by_role("checkbox", name=re.compile("Домашен социален патронаж – Белоречие")).check()
    officer.get_by_label(re.compile("Лицето е съгласно")).check()
    go_on(officer, "Запазете")
    expect(officer.locator("main")).to_contain_text("Запазено място")
    axe(officer)
    verb(officer, "Освободете мястото")
    expect(officer.locator("main")).to_contain_text("ще се освободи за друг човек")
    axe(officer)
    go_on(officer, "Освободете мястото")
    verb(officer, "Запазете място")
    axe(officer)
    officer.get_by_label(re.compile("Домашен социален патронаж – Белоречие")).check()
    go_on(officer, "Запазете")
    expect(officer.locator("main")).to_contain_text("Запазено място")


def provider_answers(provider: Page, axe: Callable[[Page], None]) -> None:
    provider.goto("/provider/")
    axe(provider)
    provider.get_by_role("row", name=re.compile("Пенка Петрова")).get_by_role("link").first.click()
    axe(provider)
    assert "322" not in provider.locator("main").inner_text()
    go_on(provider, "Да, има място")


def approve(head: Page, axe: Callable[[Page], None], number: str) -> None:
    open_case(head, number)
    verb(head, "Прочетете и одобрете решението")
    expect(head.locator("main")).to_contain_text("може да се обжалва")
    axe(head)
    go_on(head, "Одобрете, номерирайте и подпечатайте")


def published(stack: Stack, number: str) -> tuple[str, str]:
    """Number and check code of the decision, once a worker has sealed and published it."""
    rows = stack.wait_for(
        lambda: stack.sql(
            "SELECT d.number, doc.verify_code FROM casework_decision d JOIN casework_case c ON c.id = d.case_id "
            "JOIN records_document doc ON doc.uid = d.document_uid WHERE c.number = %s AND d.status = 'published'",
            number,
        ),
        60,
    )
    return rows[0]


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def anybody_checks(visit: Callable[..., Visitor], axe: Callable[[Page], None], number: str, code: str) -> None:
    page = visit().open("/verify/")
    axe(page)
    page.get_by_label("Код от документа").fill(code.lower().replace("-", " "))
    go_on(page, "Проверете")
    expect(page.locator("main")).to_contain_text("истински и валиден")
    expect(page.locator("main")).to_contain_text(number)
    assert "Петрова" not in page.content()
    axe(page)
    page.goto("/verify/0000-0000-0000/")
    expect(page.locator("main")).to_contain_text("Няма такъв документ")
    axe(page)


def test_a_need_becomes_a_sealed_decision_and_a_place(
    visit: Callable[..., Visitor], stack: Stack, axe: Callable[[Page], None]
) -> None:
    number = send(stack, 11, "home-patronage")
    officer, head, provider = (visit(viewport=DESKTOP).sign_in(name) for name in ("officer", "head", "provider"))
    phone = visit()
    citizen = phone.sign_in("citizen")
    axe(officer)
    open_case(officer, number)
    axe(officer)
    verb(officer, "Поемете преписката")
    ask_and_answer(officer, citizen, axe, number)
    assess(officer, axe, "да")
    refer_and_hold(officer, axe)
    provider_answers(provider, axe)
    open_case(officer, number)
    verb(officer, "Напишете решението")
    axe(officer)
    choose(officer, "Изход", "уважаване")
    officer.get_by_label("Факти и мотиви").fill("Живее сама и трудно готви.")
    go_on(officer, "Запазете")
    assert officer.request.get(f"{officer.url}decision/approval/").status == 403
    approve(head, axe, number)
    decision, code = published(stack, number)
    citizen.goto("/my/")
    citizen.get_by_role("link", name=re.compile(number)).first.click()
    expect(citizen.locator("main")).to_contain_text("Отговорът е „да“")
    axe(citizen)
    address = citizen.get_by_role("link", name=re.compile("Решение .*PDF")).first.get_attribute("href")
    body = phone.context.request.get(f"{stack.base_url}{address}").body()
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/Sig" in str(pdf.Root.AcroForm.Fields[0].FT)
    for said in (decision, "Пенка Иванова Петрова", "НАРЕЖДАМ", "може да се обжалва", code):
        assert said in text_of(body)
    citizen.get_by_role("link", name="Кажете дали приемате мястото").first.click()
    axe(citizen)
    go_on(citizen, "Да, приемам мястото")
    expect(citizen.locator("main")).to_contain_text("Помощта е уредена")
    anybody_checks(visit, axe, decision, code)
    told(stack, number)


def told(stack: Stack, number: str) -> None:
    """Every step left an immutable row and an audit event; the citizen got one e-mail about the decision."""
    verbs = stack.sql(
        "SELECT verb FROM records_statuschange s JOIN casework_case c ON c.uid = s.subject_uid "
        "WHERE c.number = %s ORDER BY s.id",
        number,
    )
    expected = (
        "take ask_correction resume assess refer hold_place release_place hold_place confirm_place draft_decision "
        "approve_decision publish_decision accept_place"
    )
    assert [verb for (verb,) in verbs] == expected.split()
    audited = stack.sql(
        "SELECT verb FROM records_auditevent a JOIN casework_case c ON c.uid = a.subject_uid WHERE c.number = %s",
        number,
    )
    assert set(expected.split()) <= {verb for (verb,) in audited}
    subjects = [str(mail["Subject"]).strip() for mail in stack.mails() if mail["To"] == "citizen@demo.invalid"]
    assert "Решението е готово" in subjects


def test_a_refusal_gives_reasons_another_way_and_where_to_appeal(
    visit: Callable[..., Visitor], stack: Stack, axe: Callable[[Page], None]
) -> None:
    number = send(stack, 12, "assistant-support")
    officer, head = (visit(viewport=DESKTOP).sign_in(name) for name in ("officer", "head"))
    open_case(officer, number)
    verb(officer, "Поемете преписката")
    assess(officer, axe, "не")
    verb(officer, "Напишете решението")
    choose(officer, "Изход", "отказ")
    officer.get_by_label("Факти и мотиви").fill("Справя се сама.")
    go_on(officer, "Запазете")
    expect(officer.locator("#error-summary")).to_contain_text("Отказът посочва всяка причина")
    expect(officer.locator("#error-summary")).to_contain_text("поне още една възможност")
    axe(officer)
    officer.get_by_label("Предварителната оценка не установи нужда от услугата").check()
    officer.get_by_label("Домашен социален патронаж").check()
    go_on(officer, "Запазете")
    approve(head, axe, number)
    decision, _code = published(stack, number)
    phone = visit()
    citizen = phone.sign_in("citizen")
    citizen.get_by_role("link", name=re.compile(number)).first.click()
    expect(citizen.locator("main")).to_contain_text("Отговорът е „не“")
    axe(citizen)
    address = citizen.get_by_role("link", name=re.compile("Решение .*PDF")).first.get_attribute("href")
    text = text_of(phone.context.request.get(f"{stack.base_url}{address}").body())
    for said in (decision, "ОТКАЗВАМ", "не установи нужда", "Домашен социален патронаж", "14-дневен срок"):
        assert said in text


def test_what_the_directorate_decides_is_sent_on_and_never_decided_here(
    visit: Callable[..., Visitor], stack: Stack, axe: Callable[[Page], None]
) -> None:
    number = send(stack, 13, "home-elderly")
    officer = visit(viewport=DESKTOP).sign_in("officer")
    open_case(officer, number)
    assert officer.locator(".verbs").get_by_text("Напишете оценката").count() == 0
    verb(officer, "Препратете")
    expect(officer.locator("main")).to_contain_text("За тази услуга не решаваме ние")
    verb(officer, "Запишете какво отговориха")
    axe(officer)
    officer.get_by_label("Текст").fill("Дирекцията издаде направление.")
    go_on(officer, "Запазете")
    statuses = stack.sql("SELECT status, outside_outcome FROM casework_case WHERE number = %s", number)
    assert statuses == [("closed", "Дирекцията издаде направление.")]
    citizen = visit().sign_in("citizen")
    citizen.get_by_role("link", name=re.compile(number)).first.click()
    expect(citizen.locator("main")).to_contain_text("Дирекцията издаде направление.")


def test_the_four_ways_in_are_shown_by_real_services(
    visit: Callable[..., Visitor], axe: Callable[[Page], None]
) -> None:
    """Decided here; decided elsewhere; no application needed; no application online."""
    page = visit().open("/services/home-patronage/")
    expect(page.get_by_role("link", name="Подайте заявление").first).to_be_visible()
    page.goto("/services/home-elderly/")
    expect(page.locator("main")).to_contain_text("Препращаме го")
    axe(page)
    page.goto("/services/info-rights/")
    assert page.get_by_role("link", name="Подайте заявление").count() == 0
    expect(page.locator("main")).to_contain_text("Не е нужно заявление")
    assert "0555 12 370" in page.locator("main").inner_text()
    axe(page)
    page.goto("/services/crisis-centre/")
    assert page.locator("main > section, main > a").first.get_attribute("class") is not None
    expect(page.locator("#emergency")).to_contain_text("112")
    assert page.get_by_role("link", name="Подайте заявление").count() == 0
    axe(page)
    page.goto("/services/cnst-children/")
    expect(page.locator("main")).to_contain_text("не се заявява онлайн")
