"""The demo's logins. Production settings refuse the demo altogether."""

from django.utils.translation import gettext_lazy as _

PASSWORD = "demo-demo-demo-1"  # noqa: S105 - printed on the demo's sign-in page

# login, role, organisation, working name, what the sign-in page says
ACCOUNTS = (
    ("citizen", "", "", "", _("citizen, a daughter")),
    ("citizen2", "", "", "", _("another citizen")),
    ("clerk", "clerk", "counter-centre", "Гергана Стоева", _("clerk at the counter")),
    ("officer", "officer", "unit-centre", "Елена Димитрова", _("case officer, Belorechie")),
    ("officer2", "officer", "unit-villages", "Борис Вълчев", _("case officer, villages")),
    ("head", "head", "unit-centre", "Снежана Колева", _("head of unit")),
    ("provider", "provider_manager", "home-care", "Пламен Радев", _("manager, home patronage")),
    ("provider2", "provider_manager", "day-centre", "Виолета Минчева", _("manager, day centre")),
    ("editor", "catalogue_editor", "municipality", "Десислава Цонева", _("catalogue editor")),
    ("auditor", "auditor", "municipality", "Калоян Гочев", _("auditor")),
    ("dpo", "dpo", "municipality", "Росица Пенева", _("data protection officer")),
    ("admin", "administrator", "municipality", "Мартин Русев", _("administrator")),
)


def address(login: str) -> str:
    return f"{login}@demo.invalid"
