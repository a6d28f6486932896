"""The talk between a provider and the officer of a case; the person hears of it when the officer shares it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions import talk
from casework.models import Case, ProviderMessage, ProviderSide, Side
from people.models import Organisation, User
from records import audit


@transaction.atomic
def write(
    case: Case, provider: Organisation, text: str, *, side: ProviderSide, by: User, form_uid: UUID | None = None
) -> ProviderMessage:
    """The message; the one that is there already when the same form comes twice. Writing is having read."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    known = ProviderMessage.objects.filter(case=case, form_uid=form_uid, author=by).first() if form_uid else None
    if known is not None:
        return known
    message = ProviderMessage(
        case=case, data_key=case.data_key, provider=provider, side=side, author=by, text=text, form_uid=form_uid
    )
    message.save()
    _read(case, provider, side)
    if side == ProviderSide.PROVIDER:
        talk.wait_for_officer(case)
    else:
        talk.settle(case)
    facts = {"message": str(message.uid), "side": side.value, "provider": str(provider.uid)}
    audit.record("provider_message", case, by=by, **facts)
    return message


@transaction.atomic
def read(case: Case, provider: Organisation, *, side: ProviderSide, by: User) -> None:
    """`side` has read what the other one wrote, and says so."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if _read(case, provider, side):
        audit.record("provider_messages_read", case, by=by, side=side.value, provider=str(provider.uid))
    if side == ProviderSide.OFFICE:
        talk.settle(case)


def _read(case: Case, provider: Organisation, side: ProviderSide) -> int:
    other = ProviderSide.OFFICE if side == ProviderSide.PROVIDER else ProviderSide.PROVIDER
    return ProviderMessage.objects.of(case, provider).unread(other).update(read_at=timezone.now())


@transaction.atomic
def share(message: ProviderMessage, *, by: User) -> None:
    """The person gets it as a message of the case, with the name of the provider; once. Raises TalkClosed."""
    fresh = ProviderMessage.objects.filter(pk=message.pk, shared_at__isnull=True)
    if not fresh.update(shared_at=timezone.now()):
        return
    words = _("%(provider)s writes: %(text)s") % {"provider": message.provider.name_bg, "text": message.text}
    talk.write(message.case, words, side=Side.OFFICE, by=by, form_uid=message.uid)
    audit.record("provider_message_shared", message.case, by=by, message=str(message.uid))
