"""The demo's logins. Production settings refuse the demo altogether."""

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from casework.models import Delegation, Issuer
from people.models import Membership, Organisation, User

OPENED_ON = date(2020, 7, 1)
# Who signs decisions for the mayor, and by which order.
SIGNS, ORDER, ORDER_DATE = "head", "РД-15-204", date(2020, 6, 24)

PASSWORD = "demo-demo-demo-1"

# login, role, organisations, working name, what the sign-in page says
ACCOUNTS = (
    ("citizen", "", "", "", _("citizen, a daughter")),
    ("citizen2", "", "", "", _("another citizen")),
    ("clerk", "clerk", "counter-centre", "Гергана Стоева", _("clerk at the counter")),
    ("counterhead", "counter_head", "counter-centre", "Невена Христова", _("head of the counter")),
    ("helper", "helper", "foundation", "Милена Асенова", _("mediator of a helper organisation")),
    ("officer", "officer", "unit-centre", "Елена Димитрова", _("case officer, Belorechie")),
    ("officer2", "officer", "unit-villages", "Борис Вълчев", _("case officer, villages")),
    ("head", "head", "unit-centre unit-villages", "Снежана Колева", _("head of unit")),
    ("mayor", "leadership", "municipality", "Теодора Бонева", _("mayor")),
    ("provider", "provider_manager", "home-care", "Пламен Радев", _("manager, home patronage")),
    (
        "provider2",
        "provider_manager",
        "day-centre assistants foundation",
        "Виолета Минчева",
        _("manager, day centre and assistants"),
    ),
    ("editor", "catalogue_editor", "municipality", "Десислава Цонева", _("catalogue editor")),
    ("editor2", "catalogue_editor", "municipality", "Ивайло Петков", _("second catalogue editor, approves changes")),
    ("auditor", "auditor", "municipality", "Калоян Гочев", _("auditor")),
    ("dpo", "dpo", "municipality", "Росица Пенева", _("data protection officer")),
    ("admin", "administrator", "municipality", "Мартин Русев", _("administrator")),
)


def address(login: str) -> str:
    return f"{login}@demo.invalid"


def create() -> None:
    """Every login of the list with its membership; the password is hashed once for all."""
    hashed = make_password(PASSWORD)
    organisations = {row.slug: row for row in Organisation.objects.all()}
    for login, role, slugs, name, words in ACCOUNTS:
        email = address(login)
        user = User.objects.create(email=email, name=name, password=hashed, post=str(words) if role else "")
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        for slug in slugs.split():
            Membership.objects.create(user=user, organisation=organisations[slug], role=role, valid_from=OPENED_ON)
        if login == SIGNS:
            order = {"order_number": ORDER, "order_date": ORDER_DATE, "valid_from": OPENED_ON}
            Delegation.objects.create(user=user, issuer=Issuer.MAYOR, **order)
