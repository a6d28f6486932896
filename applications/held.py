"""A draft while something is written in it: nobody sends or deletes it in that moment, or has just done so."""

from applications.models import Application, ApplicationStatus


class Gone(Exception):
    """The draft was sent or deleted after it was read: what comes now is no part of it."""


def hold(application: Application) -> None:
    """Until the transaction ends the draft stays one. What was read as sent is left alone. Raises Gone."""
    if application.is_draft:
        rows = Application.objects.select_for_update(no_key=True).filter(pk=application.pk)
        if not rows.filter(status=ApplicationStatus.DRAFT).values_list("pk"):
            raise Gone
