from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.documents import ALPHABET
from records.models import UidModel

MAX_TRIES = 4
LOOKALIKES = str.maketrans("OILАВЕКМНРСТХ", "011ABEKMHPCTX")
# Words of eight letters are rather a name: a code has a digit, or its line in the middle.
CODE = re.compile(r"(?=.*\d)\w{4}[\s–-]?\w{4}|\w{4}[–-]\w{4}")


def as_blank_code(typed: str) -> str:
    """„ab12 cd34“, or the address that its square code holds: `AB12-CD34`. Empty for what is no code."""
    said = re.sub(r"^.*/blank/([^/]+)/?$", r"\1", typed.strip())
    signs = "".join(sign for sign in said.upper().translate(LOOKALIKES) if sign in ALPHABET)
    return f"{signs[:4]}-{signs[4:]}" if CODE.fullmatch(said) and len(signs) == 8 and not said.isdigit() else ""


class BlankFormQuerySet(models.QuerySet["BlankForm"]):
    def ready(self) -> BlankFormQuerySet:
        return self.filter(made_at__isnull=False)

    def waiting(self) -> BlankFormQuerySet:
        return self.filter(made_at__isnull=True, tries__lt=MAX_TRIES)

    def with_code(self, typed: str) -> BlankFormQuerySet:
        """Asks nothing for what cannot be a code."""
        code = as_blank_code(typed)
        return self.filter(code=code).select_related("service", "common", "own") if code else self.none()

    def of(self, slug: str, language: str) -> BlankFormQuerySet:
        """Of a service, newest first."""
        return self.filter(service__slug=slug, language=language).order_by("-pk")


class BlankForm(UidModel):
    """The paper form of a service, for one pair of form versions, in one language: made once. Nothing personal.

    `code` is printed on it, so that a form which comes back filled in says which questions it was printed with.
    """

    service = models.ForeignKey("services.Service", models.CASCADE, related_name="blank_forms")
    common = models.ForeignKey("services.FormVersion", models.PROTECT, related_name="+")
    own = models.ForeignKey("services.FormVersion", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=5)
    code = models.CharField(_("code"), max_length=12, unique=True)
    storage_key = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    objects = BlankFormQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("blank form")
        verbose_name_plural = _("blank forms")
        indexes = [
            models.Index(fields=["next_try_at"], name="blank_forms_to_make", condition=models.Q(made_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "common", "own", "language"], nulls_distinct=False, name="a_blank_form_once"
            ),
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True) | ~models.Q(sha256=""), name="a_made_form_has_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.code
