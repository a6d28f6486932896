"""axe on every page, in English and Bulgarian, empty and with errors, on a phone and on a desk; nothing scrolls sideways."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]
PUBLIC = (
    "/", "/services/", "/services/home-patronage/", "/services/crisis-centre/", "/search/?q=food", "/search/?q=zzzz",
    "/search/?q=%D0%BD%D0%B0%D1%81%D0%B8%D0%BB%D0%B8%D0%B5", "/accounts/login/", "/accounts/signup/",
    "/accounts/password/reset/", "/accounts/password/reset/done/", "/preferences/", "/accessibility/", "/privacy/", "/handbook/",
    "/finder/", "/finder/?ask=hard", "/finder/?ask=home", "/finder/?done=age&age=x",
    "/finder/results/?who=self&age=82&hard=eating&hard=hurt&telk=no&home=alone",
    "/track/", "/signal/", "/prepared/", "/verify/", "/verify/0000-0000-0000/", "/demo/outbox/", "/no-such-page/",
)  # fmt: skip
FORMS = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/track/", "/signal/", "/prepared/")
PRINTABLE = (
    "SELECT l.id FROM records_letter l JOIN records_document d ON d.id = l.document_id WHERE d.status = 'rendered'"
)
STEPS = ("you", "contact", "for-whom", "home", "income", "health", "support")


def look(page: Page, axe: Callable[[Page], None]) -> None:
    axe(page)
    said = page.locator("body").inner_text()
    assert "г.." not in said and "ч.." not in said, f"{page.url}: a date ends twice"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} scrolls sideways"


def send_empty(page: Page) -> None:
    page.locator("main form button[type=submit]:not([aria-hidden])").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages(visit: Callable[..., Visitor], axe: Callable[[Page], None], prefix: str, scheme: str) -> None:
    page = visit(viewport=PHONE, color_scheme=scheme).context.new_page()
    for address in PUBLIC:
        page.goto(f"{prefix}{address}")
        look(page, axe)
    for address in FORMS:
        page.goto(f"{prefix}{address}")
        send_empty(page)
        assert page.title().startswith("Error:" if prefix else "Грешка:")
        look(page, axe)


def test_a_citizens_pages_in_english(visit: Callable[..., Visitor], axe: Callable[[Page], None], stack: Stack) -> None:
    visitor = visit(viewport=PHONE)
    page = visitor.sign_in("citizen")
    page.goto("/en/my/")
    look(page, axe)
    page.locator("main .results a[href^='/en/my/']").first.click()
    look(page, axe)
    page.get_by_role("link", name=re.compile("opened your data")).click()
    look(page, axe)
    for part in ("contact/", "messages/"):
        page.goto(f"/en/my/{part}")
        look(page, axe)
    page.locator("main .results button").first.click()
    look(page, axe)
    page.goto("/en/apply/day-centre-elderly/")
    look(page, axe)
    begun = page.get_by_role("link", name="Go on with it")
    if begun.count():  # another journey has left a draft: nobody begins a second one unasked
        begun.first.click()
    else:
        send_empty(page)
    look(page, axe)
    draft = page.url.removesuffix("known/")  # whoever has applied before begins with what is known
    assert "/draft/" in draft
    for step in STEPS:
        page.goto(f"{draft}step/common.{step}/")
        look(page, axe)
        send_empty(page)
        look(page, axe)
    for part in ("known/", "documents/", "check/"):
        page.goto(f"{draft}{part}")
        look(page, axe)
    uid, asked = stack.sql(
        "SELECT a.uid, s.slug FROM applications_application a JOIN applications_servicerequest r "
        "ON r.application_id = a.id JOIN services_service s ON s.id = r.service_id "
        "WHERE a.status = 'submitted' AND a.applicant_user_id IS NOT NULL AND r.withdrawn_at IS NULL"
    )[0]
    used = stack.sql("SELECT c.uid FROM casework_case c JOIN casework_usechange u ON u.case_id = c.id")[0][0]
    for address in (
        f"/en/my/case/{used}/messages/",
        f"/my/case/{used}/messages/",
        f"/en/my/case/{used}/use/",
        f"/en/my/case/{used}/use/pause/",
        f"/my/case/{used}/use/end/",
        f"/en/apply/withdraw/{uid}/",
        f"/apply/withdraw/{uid}/{asked}/",
        "/en/accounts/password/change/",
        "/en/accounts/2fa/",
        "/en/accounts/logout/",
    ):
        page.goto(address)
        look(page, axe)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_of_somebody_without_an_account(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], prefix: str
) -> None:
    page = visit(viewport=PHONE).open(f"{prefix}/apply/home-patronage/")
    look(page, axe)
    send_empty(page)
    draft = page.url
    look(page, axe)
    page.goto(f"{draft}later/")
    look(page, axe)
    send_empty(page)
    assert page.locator(".code").count() == 1
    look(page, axe)
    send_empty(page)
    look(page, axe)
    page.goto(f"{draft}delete/")
    look(page, axe)
    page.goto(f"{prefix}/apply/resume/{draft.split('/draft/')[1]}")
    look(page, axe)
    send_empty(page)
    look(page, axe)


def case_in(stack: Stack, status: str) -> str:
    query = (
        "SELECT c.uid FROM casework_case c JOIN people_organisation u ON u.id = c.unit_id "
        "JOIN services_service s ON s.id = c.service_id "
        "WHERE c.status = %s AND u.slug = 'unit-centre' AND EXISTS (SELECT 1 FROM services_offer o WHERE o.service_id = s.id) ORDER BY c.id LIMIT 1"
    )
    return str(stack.sql(query, status)[0][0])


# Forms that are sent empty; what is only read is walked in test_staff_pages.py.
STAFF = {
    "officer": (
        ("in_progress", "correction/"), ("in_progress", "assessment/"), ("assessed", "referral/"), ("referred", "place/"),
        ("place_confirmed", "decision/"), ("new", "notes/"), ("placed", "decision/told/"), ("assessed", "messages/"),
        ("placed", "provider/"), ("in_progress", "terms/stop/"),
    ),
    "head": (("placed", "decision/after/"), ("placed", "appeal/")),
}  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("login", ["officer", "head"])
def test_the_desk(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], stack: Stack, prefix: str, login: str
) -> None:
    page = visit(viewport=DESKTOP).sign_in(login)
    for address in ("?tab=x", "?q=nobody", "?status=closed&sort=-due", "filters/new/?status=new"):
        page.goto(f"{prefix}/desk/{address}")
        look(page, axe)
    page.goto(f"{prefix}/desk/absences/")
    send_empty(page)
    look(page, axe)
    page.goto(f"{prefix}/desk/")
    page.locator("input[name=case]").first.check()
    for button in page.locator(".chosen button:not([formaction*=table])").all()[:1]:
        button.click()
        look(page, axe)
    page.goto(f"{prefix}/undelivered/?tab=done")
    look(page, axe)
    page.goto(f"{prefix}/undelivered/")
    page.locator("table a.verb").first.click()
    look(page, axe)
    send_empty(page)
    look(page, axe)
    page.goto(f"{prefix}/desk/registers/")
    page.locator("main table a").first.click()
    send_empty(page)
    look(page, axe)
    for status, part in STAFF[login]:
        page.goto(f"{prefix}/desk/{case_in(stack, status)}/{part}")
        send_empty(page)
        look(page, axe)


def serve(clerk: Page, person: object) -> None:
    """As the button of a person who was found does it."""
    clerk.goto("/counter/")
    clerk.evaluate(
        "address => { const form = document.querySelector('form[data-lock]'); form.action = address; form.submit(); }",
        f"/counter/person/{person}/begin/",
    )
    clerk.wait_for_url(f"**/counter/person/{person}/")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_counter_provider_and_editor(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], stack: Stack, prefix: str
) -> None:
    person = stack.sql(
        "SELECT uid FROM people_person WHERE given_name = 'Пенка' AND family_name = 'Петрова' ORDER BY id DESC"
    )[0][0]
    ((application, said),) = stack.sql(
        "SELECT a.uid, p.uid FROM applications_application a JOIN people_person p ON p.id = a.beneficiary_id WHERE origin = 'oral' ORDER BY a.id LIMIT 1"
    )
    clerk = visit(viewport=DESKTOP).sign_in("clerk")
    clerk.goto(f"{prefix}/counter/")
    look(clerk, axe)
    serve(clerk, person)
    for part in (
        "keys/",
        "code/",
        "lock/",
        "calls/",
        "calls/new/",
        f"person/{person}/helpers/",
        "calls/signal/",
        "person/new/",
        f"person/{person}/",
        f"person/{person}/application/",
        f"person/{person}/oral/",
        f"person/{person}/correct/",
        f"person/{person}/identity/",
        f"person/{person}/same/",
        f"person/{person}/shared/",
        "merges/",
        f"person/{person}/contact/",
        f"person/{person}/safe-contact/",
    ):
        clerk.goto(f"{prefix}/counter/{part}")
        look(clerk, axe)
        if part.endswith(("new/", "application/", "oral/", "correct/", "identity/", "contact/", "safe-contact/")):
            send_empty(clerk)
            look(clerk, axe)
            told = clerk.locator("#error-summary").count()
            assert not told or clerk.evaluate("document.activeElement.id") == "error-summary", clerk.url
    kept, merged, merge = stack.sql(
        "SELECT k.uid, m.uid, p.uid FROM people_personmerge p JOIN people_person k ON k.id = p.kept_id JOIN people_person m ON m.id = p.merged_id"
    )[0]
    served, used = stack.sql(
        "SELECT p.uid, c.uid FROM casework_case c JOIN casework_usechange u ON u.case_id = c.id JOIN applications_servicerequest r ON r.id = c.request_id "
        "JOIN applications_application a ON a.id = r.application_id JOIN people_person p ON p.id = a.beneficiary_id"
    )[0]
    clerk.goto(f"{prefix}/counter/merges/{merge}/")
    look(clerk, axe)
    for client, part in (
        (kept, f"person/{kept}/merge/{merged}/"), (served, f"case/{used}/"), (served, f"case/{used}/pause/"),
    ):  # fmt: skip
        serve(clerk, client)
        clerk.goto(f"{prefix}/counter/{part}")
        look(clerk, axe)
        send_empty(clerk)
        look(clerk, axe)
    letter = stack.wait_for(lambda: stack.sql(PRINTABLE), 60)
    assert letter
    clerk.goto(f"{prefix}/post/")
    look(clerk, axe)
    if prefix == "":
        clerk.get_by_role("button", name="Отпечатайте следващите писма").click()
        look(clerk, axe)
    clerk.goto(f"{prefix}/post/letter/{stack.sql('SELECT uid FROM records_letter ORDER BY id')[0][0]}/")
    look(clerk, axe)
    serve(clerk, said)
    for part in (
        f"slip/{application}/",
        f"read-back/{application}/",
        f"screen/?read={application}",
        f"slip/{application}/signed/",
    ):
        clerk.goto(f"{prefix}/counter/{part}")
        look(clerk, axe)
    send_empty(clerk)
    look(clerk, axe)
    clerk.goto(f"{prefix}/counter/")
    clerk.locator("[name=text]").fill("Петрова")
    send_empty(clerk)
    look(clerk, axe)
    clerk.keyboard.press("?")
    assert clerk.evaluate("document.activeElement.id") == "keys-title"
    look(clerk, axe)
    head = visit(viewport=PHONE).sign_in("counterhead")
    serve(head, person)
    ((protection,),) = stack.sql("SELECT uid FROM people_protection WHERE ended_at IS NULL LIMIT 1")
    for part in ("protected/", f"protected/{protection}/end/", f"person/{person}/protect/"):
        head.goto(f"{prefix}/counter/{part}")
        look(head, axe)
    helper = visit(viewport=PHONE).sign_in("helper")
    helper.goto(f"{prefix}/helper/")
    look(helper, axe)
    helper.locator("main table a").first.click()
    helper.locator("summary").click()
    look(helper, axe)
    helper.locator("main a.btn-primary").click()
    look(helper, axe)
    send_empty(helper)
    look(helper, axe)
    provider = visit(viewport=DESKTOP).sign_in("provider")
    held = stack.sql(
        "SELECT h.uid FROM casework_placehold h JOIN services_offer o ON o.id = h.offer_id JOIN people_organisation p "
        "ON p.id = o.provider_id WHERE h.status = 'held' AND p.slug = 'home-care' LIMIT 1"
    )[0][0]
    for part in ("", f"{held}/", f"{held}/decline/"):
        provider.goto(f"{prefix}/provider/{part}")
        look(provider, axe)
    send_empty(provider)
    look(provider, axe)
    editor = visit(viewport=DESKTOP).sign_in("editor")
    for address in (
        "", "entries/service/", "entries/service/parking-card/", "history/service/hot-lunch/", "files/", "to-review/",
        "voices/", "handbook/", "messages/", "messages/decision_published/", "forms/", "forms/home-patronage/", "question-bank/", "entries/site/new/",
    ):  # fmt: skip
        editor.goto(f"{prefix}/catalogue-editor/{address}")
        look(editor, axe)
    send_empty(editor)
    look(editor, axe)
    editor.goto(f"{prefix}/catalogue-editor/messages/decision_published/")
    send_empty(editor)
    look(editor, axe)
    editor.goto(f"{prefix}/styleguide/")
    look(editor, axe)
    auditor = visit(viewport=PHONE).sign_in("auditor")
    auditor.goto(f"{prefix}/welcome/")
    look(auditor, axe)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_hall_partners_and_invitations(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], stack: Stack, prefix: str
) -> None:
    """What a kiosk, a waiting room, an administrator and an officer see of them."""
    admin = visit(viewport=DESKTOP).sign_in("admin")
    for address in ("hall/", "partners/", "partners/new/"):
        admin.goto(f"{prefix}/{address}")
        look(admin, axe)
    send_empty(admin)
    look(admin, axe)
    for listed in ("hall/", "partners/"):
        admin.goto(f"{prefix}/{listed}")
        admin.locator("main table a, main .plain-list a").first.click()
        look(admin, axe)
    ((hall,),) = stack.sql("SELECT uid FROM applications_hall LIMIT 1")
    kiosk = visit(viewport=PHONE).open(f"{prefix}/hall/{hall}/")
    look(kiosk, axe)
    kiosk.locator("main form button").first.click()
    kiosk.wait_for_url("**/ticket/**")
    look(kiosk, axe)
    board = visit(viewport=DESKTOP).open(f"{prefix}/hall/{hall}/board/")
    look(board, axe)
    head = visit(viewport=PHONE).sign_in("counterhead")
    head.goto(f"{prefix}/counter/queue/figures/")
    look(head, axe)
    officer = visit(viewport=PHONE).sign_in("officer")
    officer.goto(f"{prefix}/desk/{case_in(stack, 'assessed')}/invitations/")
    look(officer, axe)
    send_empty(officer)
    look(officer, axe)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_figures_and_the_analyses_of_a_year(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], prefix: str
) -> None:
    """The head's dashboards and an analysis that is filled in; the mayor reads one and gives it back without a word."""
    head = visit(viewport=PHONE).sign_in("head")
    for address in ("", "referrals/", "places/", "needs/", "analyses/"):
        head.goto(f"{prefix}/figures/{address}")
        look(head, axe)
    send_empty(head)
    assert "/figures/analyses/" in head.url
    look(head, axe)
    head.locator("main a[href$='/people/']").first.click()
    look(head, axe)
    head.locator(".fill input").first.fill("много")
    send_empty(head)
    look(head, axe)
    mayor = visit(viewport=DESKTOP).sign_in("mayor")
    mayor.goto(f"{prefix}/figures/analyses/")
    mayor.locator("main table a").filter(has_not_text="потребност").filter(has_not_text="needs").first.click()
    look(mayor, axe)
