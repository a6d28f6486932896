from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.statements import Given, Statement
from services import admission
from services.models import FormVersion


class Asked(NamedTuple):
    """A requested service: what is shown of it, the version of its own form if it has one, and those published now."""

    slug: str
    name: str
    form: int | None
    form_now: int | None = None
    common_now: int | None = None


def _forms_now() -> dict[str, models.Subquery]:
    """The published versions: of the service's own form and of the common one."""
    published = FormVersion.objects.published()
    own = published.filter(service=models.OuterRef("service")).values("pk")
    common = published.filter(service=None).values("pk")
    return {"form_now": models.Subquery(own), "common_now": models.Subquery(common)}


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    def standing(self) -> ServiceRequestQuerySet:
        """Sent, and withdrawn neither alone nor with the whole application."""
        return self.filter(application__status="submitted", withdrawn_at=None)

    def to_send(self) -> ServiceRequestQuerySet:
        """With the service, whether dates limit it, and what `asked` says: all that sending asks of them."""
        is_dated = admission.is_dated("service")
        return self.select_related("service").annotate(is_dated=is_dated, **_forms_now()).order_by("position")


class ServiceRequest(models.Model):
    """One requested service of an application (поискана услуга). It has no status: the Case has.

    Whether it was withdrawn is said here too: quotas and later applications ask the requests.
    """

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="requests")
    service = models.ForeignKey("services.Service", models.PROTECT, related_name="requests")
    form_version = models.ForeignKey("services.FormVersion", models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    # An earlier request of the same person for the same service that was open when this one was sent.
    repeats = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    # Columns of `to_send`.
    is_dated: bool
    form_now: int | None
    common_now: int | None

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("requested service")
        verbose_name_plural = _("requested services")
        constraints = [models.UniqueConstraint(fields=["application", "service"], name="a_service_once_an_application")]

    def __str__(self) -> str:
        return str(self.service)

    @property
    def asked(self) -> Asked:
        """Of a row of `to_send`."""
        return Asked(self.service.slug, self.service.name, self.form_version_id, self.form_now, self.common_now)


def _asked() -> models.QuerySet[ServiceRequest, tuple[Any, ...]]:
    name = "service__name_en" if get_language() == "en" else "service__name_bg"
    rows = ServiceRequest.objects.filter(application=Given("application")).order_by("position")
    return rows.annotate(**_forms_now()).values_list("service__slug", name, "form_version", "form_now", "common_now")


ASKED = Statement(_asked)


def asked_of(application: int) -> list[Asked]:
    """The requested services in their order; one query."""
    return [Asked(*row) for row in ASKED.rows(application=application)]


def names_asked() -> ArraySubquery:
    """Of each application of a queryset: the names of its services, in the reader's language."""
    name = "service__name_en" if get_language() == "en" else "service__name_bg"
    rows = ServiceRequest.objects.filter(application=models.OuterRef("pk")).order_by("position")
    return ArraySubquery(rows.values(name))
