"""Who is told what of an application: one list for those who send, and for the page that says it before sending."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from applications.models import Application
from applications.steps import Walk
from people.models import Capacity
from records.hooks import Address, address_of
from records.templatetags.ui import phone
from services.models import Service
from services.models.service import DECIDED_ELSEWHERE, ReferralBy


class Reader(NamedTuple):
    """To whom a message about a sent application goes, as `records.messages.send` takes it."""

    is_applicant: bool
    person_uid: UUID | None
    user_uid: UUID | None


def readers(application: Application) -> list[Reader]:
    """The applicant through the login or the own rules; the person it is for, if another, through theirs alone."""
    applicant, user, beneficiary = application.applicant, application.applicant_user, application.beneficiary
    found = [Reader(True, applicant.uid if applicant else None, user.uid if user else None)]
    if beneficiary is not None and application.applicant_id not in {None, beneficiary.pk}:
        found.append(Reader(False, beneficiary.uid, None))
    return found


def names(service: Service) -> dict[str, str]:
    """For a message's context; Notice.text shows the one of the reader's language. A protected one is not named."""
    if service.is_protected:
        words = {}
        for language in ("bg", "en"):
            with translation.override(language):
                words[language] = _("your application")
        return {"service": words["bg"], "service_en": words["en"]}
    return {"service": service.name_bg, "service_en": service.name_en}


class Told(NamedTuple):
    """A line of the page: who, by which ways (masked), what, and what never."""

    who: str
    ways: list[str]
    what: str
    remark: str = ""


def planned(walk: Walk, *, is_helper: bool = False) -> list[Told]:
    """Who will be told once the draft is sent. Says nothing of what is kept on anybody but the reader.

    An invited helper is not told how the applicant is reached.
    """
    answers = walk.answers()
    inviting = Told(_("The person who invited you"), [], _news())
    found = [inviting if is_helper else _applicant(walk.application, answers)]
    if answers.get("capacity", walk.application.capacity) != Capacity.SELF:
        found.append(_beneficiary(answers))
    found.append(
        Told(_("Officers of the municipality who work on it"), [], _("your answers and documents"),
             _("Everybody who opens them is written down, and you can see who it was."))
    )  # fmt: skip
    found += _decided_elsewhere(walk.application)
    name = _("Whoever will help you (the provider)")
    what = _("name, phone, address and what help is needed")
    found.append(Told(name, [], what, _("Only after you agreed, and only those whom you chose.")))
    return found


def _applicant(application: Application, answers: dict[str, Any]) -> Told:
    user, person = application.applicant_user, application.applicant
    if user is not None:
        own = user.person.uid if user.person else None
        ways = [_("in “My applications”"), *_ways(address_of.one(own, user.uid))]
        remark = _about_letters(answers, is_known=own is not None, ways=ways)
        return Told(_("You"), ways, _news(), remark)
    if person is not None:
        ways = _ways(address_of.one(person.uid, None))
        return Told(person.full_name, ways or [_("only at the counter or by phone")], _news())
    return _visitor(application, answers)


def lacks_mail(answers: dict[str, Any], application: Application) -> bool:
    """Whether an e-mail was chosen and no address is there to send it to."""
    return answers.get("answer_by") == "portal" and not (answers.get("email") or application.email)


def _visitor(application: Application, answers: dict[str, Any]) -> Told:
    """Somebody without an account."""
    ways = [_("with the number and the code that you get after sending")]
    mail = answers.get("email") or application.email
    if answers.get("answer_by") == "portal" and mail:
        ways.append(_("by e-mail to %(address)s") % {"address": _masked_mail(mail)})
    if answers.get("answer_by") == "letter" and answers.get("address_line"):
        ways.append(_by_letter())
    remark = _("If we know your number already, we write only as you agreed with us before.")
    return Told(_("You"), ways, _news(), remark)


def _about_letters(answers: dict[str, Any], *, is_known: bool, ways: list[str]) -> str:
    if answers.get("answer_by") != "letter" or _by_letter() in ways:
        return ""
    if is_known:
        return _("You asked for letters, but we have no address to which you allowed them. Tell us at the counter.")
    return _("Letters go to the address you wrote. If we know your number already, we first check that it is you.")


def _beneficiary(answers: dict[str, Any]) -> Told:
    """What was typed, and that the person's own wish comes first: the page must not tell whether we know them."""
    chosen: list[str] = list(answers.get("other_channels") or [])
    typed = Address(
        "", "", answers.get("other_email"), answers.get("other_phone"), answers.get("other_address_line"), chosen
    )
    name = " ".join(filter(None, (answers.get("other_given_name"), answers.get("other_family_name"))))
    remark = _("If the person has told us how to write to them, we keep to that and not to what you wrote.")
    return Told(name or _("The person you apply for"), _ways(typed) or [_("only at the counter")], _news(), remark)


def _news() -> str:
    return _("that the application came, its number, our questions and the decision")


def _by_letter() -> str:
    return _("by letter to the address we have")


def _ways(address: Address) -> list[str]:
    """As the sender will choose them: the allowed channels that have an address. Safe contact is shown to nobody."""
    if address.is_agreed:
        return [_("as you have agreed with us")]
    known = {
        "email": _("by e-mail to %(address)s") % {"address": _masked_mail(address.email)} if address.email else "",
        "sms": _("by text message to %(number)s") % {"number": _masked_phone(address.phone)} if address.phone else "",
        "letter": _by_letter() if address.postal else "",
    }
    return [known[channel] for channel in address.channels if known.get(channel)]


def _masked_mail(mail: str) -> str:
    name, _at, domain = mail.partition("@")
    return f"{name[:1]}…@{domain}"


def _masked_phone(number: str) -> str:
    return f"…{phone(number)[-3:]}"


def _decided_elsewhere(application: Application) -> list[Told]:
    rows = Service.objects.filter(requests__application=application, referral_by__in=DECIDED_ELSEWHERE)
    what = _("the whole application for “%(service)s”, because they decide it by law")
    return [
        Told(str(ReferralBy(row.referral_by).label), [], what % {"service": row.name})
        for row in rows.only("name_bg", "name_en", "referral_by")
    ]
