import logging

from celery import shared_task
from django.db import transaction

from records import pdf
from services import blanks
from services.actions import blanks as actions
from services.models import BlankForm

log = logging.getLogger(__name__)
SECONDS = 30.0


@shared_task(name="services.prepare_blanks")
def prepare_blanks() -> None:
    """Paper forms follow the published ones."""
    actions.prepare()


@shared_task(name="services.render_blank")
def render_blank(form_id: int) -> None:
    """Made once: a second worker finds the row locked or done; a crash before the commit leaves it waiting."""
    with transaction.atomic():
        rows = BlankForm.objects.waiting().select_related("service").select_for_update(skip_locked=True, of=("self",))
        form = rows.filter(pk=form_id).first()
        if form is None:
            return
        try:
            made = pdf.renderer().make(blanks.html(form), blanks.assets(form), SECONDS, sheet=blanks.SHEET)
        except Exception as error:  # whatever is wrong with one form, its row says so
            log.exception("Blank form %s was not made.", form.uid)
            actions.fail(form, f"{type(error).__name__}: {error}")
        else:
            actions.finish(form, made.pdf)
