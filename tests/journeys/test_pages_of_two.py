"""axe on the pages where two people meet: who signs too, who helps, and who wrote at the same time. Both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.test_pages import look
from tests.support.browser import PHONE, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]
# The mother's draft for her child, whole, and the father with a login whose identity was checked.
SETUP = """
from random import Random
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from applications.actions import attachments, drafts
from applications.steps import Walk
from people.actions.persons import PersonFacts, register
from people.models import User
from portal.demo import answers as sampled, names
from services.models import Service
mother = User.objects.get(email="citizen@demo.invalid")
number = names.egn(Random(4242), "m", set())
father = register(PersonFacts(given_name="Петър", family_name="Петров", id_number=number), by=None)
child = register(PersonFacts(given_name="Мила", family_name="Петрова", id_number=names.egn(Random(4343), "f", set())), by=None)
login = User.objects.create(email="father@demo.invalid", password=make_password("demo-demo-demo-1"),
    person=father, identity_checked_at=timezone.now())
EmailAddress.objects.create(user=login, email=login.email, verified=True, primary=True)
draft = drafts.start(mother, [Service.objects.get(slug="parking-card")], by=mother)
known = {"capacity": "parent", "answer_by": "portal", **sampled.of_person(mother.person)}
known |= {**sampled.of_person(child, "other_"), "other_channels": ["letter"]}
for scope, form in draft.forms():
    for key, answers in sampled.sample(Random(1), form, known if scope == "common" else {}).items():
        drafts.save_step(draft, f"{scope}.{key}", answers, by=mother)
for slot in Walk(draft).slots:
    attachments.answer_without_file(draft, slot.key, "later", by=mother)
print(draft.uid, number)
"""
LANGUAGES = ("", "/en")


def send(page: Page) -> None:
    page.locator("main form button.btn:not([aria-hidden])").last.click()
    page.wait_for_load_state()


def both_wrote(page: Page, other: Page, address: str) -> None:
    """The other one saves another answer first; `page` comes to the conflict."""
    first = "main fieldset:first-of-type input"
    for one in (page, other):
        one.goto(address)
    now = other.locator(f"{first}:checked").get_attribute("value")
    taken, free = (other.locator(f"{first}:not([value={now}])").nth(number).get_attribute("value") for number in (0, 1))
    for one, value in ((other, taken), (page, free)):
        one.locator(f"{first}[value={value}]").check()
        one.locator("main form .actions button.btn-primary").click()
        one.wait_for_load_state()
    assert page.locator("[name^=keep_]").count()


def test_who_signs_who_helps_and_who_wrote_at_the_same_time(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], stack: Stack
) -> None:
    draft, number = stack.shell(SETUP).split()[-2:]
    base = f"/apply/draft/{draft}/"
    mother = visit(viewport=PHONE)
    page = mother.sign_in("citizen")

    def through(page: Page, *addresses: str, with_error: bool = False) -> None:
        for prefix in LANGUAGES:
            for address in addresses:
                page.goto(f"{prefix}{address}")
                look(page, axe)
                if with_error:
                    send(page)
                    look(page, axe)

    through(page, f"{base}second-signature/", with_error=True)
    for name, text in (("given_name", "Петър"), ("family_name", "Петров"), ("id_number", number)):
        page.locator(f"[name={name}]").fill(text)
    send(page)
    through(page, f"{base}second-signature/", f"{base}check/")
    through(page, f"{base}helpers/", with_error=True)
    page.locator("[name=name]").fill("Мария")
    send(page)
    look(page, axe)
    link, code = page.locator(".notice-done a").get_attribute("href"), page.locator(".code").inner_text()
    assert link
    helper = visit(viewport=PHONE).open(link)
    through(helper, link.replace(stack.base_url, "").replace("/en/", "/"), with_error=True)
    helper.locator("[name=code]").fill(code)
    send(helper)
    through(helper, base, f"{base}step/common.home/", f"{base}documents/", f"{base}check/")
    for prefix in LANGUAGES:
        both_wrote(page, helper, f"{prefix}{base}step/common.home/")
        look(page, axe)
        send(page)
        look(page, axe)
        page.goto(f"{prefix}{base}helpers/")
        page.locator("main details summary").first.click()
        look(page, axe)
    page.goto(f"{base}check/")
    send(page)
    through(page, f"{base}sent/", "/my/")
    page.locator("main .results h3 a").first.click()
    through(page, page.url.replace(stack.base_url, "").replace("/en/", "/"))
    father = visit(viewport=PHONE).sign_in("father")
    through(father, "/my/")
    father.locator("section.notice a").first.click()
    to_sign = father.url.replace(stack.base_url, "").replace("/en/", "/")
    through(father, f"{to_sign}refuse/", to_sign, with_error=True)
    father.locator("[name=agree]").check()
    father.locator("main form button.btn-primary").click()
    through(father, to_sign)
