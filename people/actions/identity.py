"""Identity at the counter: a document was seen, and an account becomes the account of the person who showed it."""

from django.db import transaction
from django.utils import timezone

from people import notices
from people.models import IdentityCheck, Person, User
from records import audit, messages


class NoSuchAccount(Exception):
    """There is no account of a citizen with this address, or its address was never confirmed."""


class Taken(Exception):
    """The account is joined to another record, or the record to another account, by a document that was seen."""


def account_of(email: str) -> User:
    """A citizen's account by its confirmed address. Raises NoSuchAccount."""
    rows = User.objects.filter(email=email.strip().lower(), is_active=True, memberships__isnull=True)
    account: User | None = rows.filter(emailaddress__verified=True, emailaddress__primary=True).first()
    if account is None:
        raise NoSuchAccount
    return account


@transaction.atomic
def check(person: Person, *, proof: str, account: User | None, by: User) -> IdentityCheck:
    """Records the document that was seen; with an account, joins it to the person and tells both. Raises Taken.

    Whoever had only declared to be this person (ADR 4) loses the claim: a number that is typed proves nothing.
    """
    locked = Person.objects.select_for_update(of=("self",)).with_key().get(pk=person.pk)
    if account is not None:
        account = User.objects.select_for_update().get(pk=account.pk)
        _join(account, locked, by)
    check = IdentityCheck.objects.create(person=locked, account=account, proof=proof, checked_by=by)
    audit.record("identity_checked", locked, by=by, proof=proof, account=str(account.uid) if account else "")
    if account is not None:
        _tell(notices.CHECKED, locked, account, by, f"checked:{check.uid}")
    return check


def _join(account: User, person: Person, by: User) -> None:
    other = User.objects.select_for_update().filter(person=person).exclude(pk=account.pk).first()
    is_elsewhere = account.checked_person_id is not None and account.person_id != person.pk
    if is_elsewhere or (other is not None and other.identity_checked_at is not None):
        raise Taken
    if other is not None:
        User.objects.filter(pk=other.pk).update(person=None)
        audit.record("declared_person_removed", person, by=by, account=str(other.uid))
    IdentityCheck.objects.filter(account=account, undone_at__isnull=True).update(
        undone_at=timezone.now(), undone_by=by
    )  # the same document shown again: the newer check stands
    User.objects.filter(pk=account.pk).update(person=person, identity_checked_at=timezone.now())


@transaction.atomic
def undo(check: IdentityCheck, *, by: User) -> None:
    """The account goes back to what it sent itself. A second call changes nothing."""
    person = Person.objects.select_for_update(of=("self",)).with_key().get(pk=check.person_id)
    rows = IdentityCheck.objects.filter(pk=check.pk, undone_at__isnull=True)
    if not rows.update(undone_at=timezone.now(), undone_by=by):
        return
    audit.record("identity_check_undone", person, by=by, check=str(check.uid))
    if check.account is not None:
        User.objects.filter(pk=check.account.pk, person=person).update(person=None, identity_checked_at=None)
        _tell(notices.UNLINKED, person, check.account, by, f"unlinked:{check.uid}")


def _tell(notice: messages.Notice, person: Person, account: User, by: User, key: str) -> None:
    """At the login's own address and, apart from it, by the channels that the person allows."""
    for suffix, user_uid in (("login", account.uid), ("person", None)):
        messages.send(
            notice, subject=person, data_key=person.data_key, by=by, person_uid=person.uid, user_uid=user_uid,
            dedupe_key=f"{key}:{suffix}",
        )  # fmt: skip
