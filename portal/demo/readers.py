"""What readers wrote, and what two editors changed because of it: made through the real actions."""

from typing import Any

from people.models import User
from services.actions import changes, voices
from services.entries import KINDS
from services.models import Feedback, Service, TargetGroup

# service, what is added to which text, what people are told: each in Bulgarian and in English
CHANGES = (
    (
        "parking-card", "summary",
        (" Важи за човека, а не за колата: с нея може да Ви вози и близък.",
         " It is given to the person, not to the car: a relative may drive you."),
        ("Написахме, че картата е за човека: с нея може да Ви вози и близък.",
         "We now say that the card is given to the person: a relative may drive you."),
    ),
    (
        "day-centre-elderly", "gets",
        ("\nПревоз от дома до центъра и обратно", "\nA ride from home to the centre and back"),
        ("Дневният център вече има превоз: взима Ви от дома и Ви връща.",
         "The day centre now has a ride: it fetches you from home and takes you back."),
    ),
    (
        "home-patronage", "gets",
        ("\nХрана за събота и неделя, донесена в петък", "\nFood for Saturday and Sunday, brought on Friday"),
        ("Написахме какво става в почивните дни: храната за тях идва в петък.",
         "We now say what happens at the weekend: that food comes on Friday."),
    ),
)  # fmt: skip
ASKED_ABOUT = "home-patronage"
ASKED = "Майка ми е сама в събота и неделя. Не разбрах носят ли храна и тогава."


def tell(users: dict[str, User]) -> None:
    asked = _say(ASKED_ABOUT, Feedback.Kind.UNCLEAR, ASKED)
    _say("hot-lunch", Feedback.Kind.USEFUL, "")
    _say("assistant-support", Feedback.Kind.UNCLEAR, "Колко часа на ден идва асистентът? Пише „до“, а на нас колко?")
    _ask_for("Търся кой да смени крушка и да пренареди дърва на стар човек. Не е всеки ден.")
    _ask_for("Има ли кой да гледа баща ми с деменция само през нощта?")
    voices.mark_read(asked, by=users["editor"])
    for slug, name, added, told in CHANGES:
        _change(slug, name, added, told, users, asked if slug == ASKED_ABOUT else None)


def _say(slug: str, kind: Feedback.Kind, text: str) -> Feedback:
    service = Service.objects.get(slug=slug)
    return voices.tell(service.get_absolute_url(), service, {"kind": kind, "text": text, "version": 1})


def _ask_for(text: str) -> None:
    voices.ask_for({"text": text, "settlement": None, "target_group": TargetGroup.objects.get(slug="elderly")})


def _change(
    slug: str, name: str, added: tuple[str, str], told: tuple[str, str], users: dict[str, User], asked: Feedback | None
) -> None:
    change = changes.start(KINDS["service"], slug, by=users["editor"])
    data: dict[str, Any] = {**(change.data or {})}
    for lang, words in zip(("bg", "en"), added, strict=True):
        data[f"{name}_{lang}"] += words
    changes.save(change, data, by=users["editor"])
    changes.send(change, by=users["editor"], told_bg=told[0], told_en=told[1], because_of=asked)
    changes.approve(change, by=users["editor2"])
