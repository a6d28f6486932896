"""What assessing is configured by: code lists, numbers that are a rule, what a need speaks for. No personal data."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.dated import in_force


class Domain(models.TextChoices):
    """The ten domains of an assessment (domain.md E5), as its pages and documents call them."""

    DAILY_LIVING = "daily_living", _("Daily living")
    HEALTH = "health", _("Health")
    MENTAL_HEALTH = "mental_health", _("Mental condition")
    COMMUNICATION = "communication", _("Communication")
    HOUSING = "housing", _("Home")
    INCOME = "income", _("Income")
    WORK_EDUCATION = "work_education", _("Work and education")
    FAMILY = "family", _("Family and people around")
    SAFETY = "safety", _("Safety, risk of violence")
    ACCESS = "access", _("Access to services")


LEVELS = [
    ("0", _("no need")),
    ("1", _("a little help")),
    ("2", _("regular help")),
    ("3", _("constant help")),
]


class Dated(models.QuerySet):
    def in_force(self, day: date) -> Dated:
        return self.filter(in_force(day))


class DatedModel(models.Model):
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = Dated.as_manager()

    class Meta:
        abstract = True


class CodedWord(DatedModel):
    """A word of a list that people choose from (roles, risks, other systems)."""

    list = models.SlugField(_("list"))
    code = models.SlugField(_("code"))
    text_bg = models.CharField(_("text in Bulgarian"), max_length=200)
    text_en = models.CharField(_("text in English"), max_length=200)

    class Meta:
        ordering = ["id"]
        verbose_name = _("word of a list")
        verbose_name_plural = _("words of lists")
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "valid_from"], name="a_word_once_a_list_and_day")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_bg


class WorkRule(DatedModel):
    """A number that is a rule: an age, months, whether four eyes are wanted; a unit may have its own."""

    code = models.SlugField(_("code"))
    unit = models.ForeignKey(
        "people.Organisation", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    value = models.PositiveSmallIntegerField(_("value"))
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200)

    class Meta:
        verbose_name = _("rule of work")
        verbose_name_plural = _("rules of work")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "unit", "valid_from"], nulls_distinct=False, name="a_work_rule_once_a_unit_and_day"
            )
        ]

    def __str__(self) -> str:
        return self.code


class KnownNeed(DatedModel):
    """The level of need that a coded answer of the application speaks for."""

    question = models.CharField(_("question"), max_length=80)
    value = models.CharField(_("answer"), max_length=40)
    domain = models.CharField(_("domain"), max_length=20, choices=Domain)
    level = models.PositiveSmallIntegerField(_("level"))

    class Meta:
        verbose_name = _("known need")
        verbose_name_plural = _("known needs")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "value", "domain", "valid_from"], name="a_known_need_once_an_answer_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}={self.value}"


class SuggestionRule(DatedModel):
    """From which level of need in a domain a service may help."""

    domain = models.CharField(_("domain"), max_length=20, choices=Domain)
    level = models.PositiveSmallIntegerField(_("level"))
    service = models.ForeignKey("services.Service", models.CASCADE, related_name="+", verbose_name=_("service"))

    class Meta:
        verbose_name = _("rule of suggestion")
        verbose_name_plural = _("rules of suggestion")
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "service", "valid_from"], name="a_suggestion_once_a_domain_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.level}"
