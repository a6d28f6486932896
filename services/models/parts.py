"""What belongs to one service: its dated fees, when it can be asked for, its stages, and whom it suits."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.dated import in_force
from services.models.bilingual import Bilingual


class TariffQuerySet(models.QuerySet["Tariff"]):
    def in_force(self, day: date) -> TariffQuerySet:
        return self.filter(in_force(day))


class Tariff(models.Model):
    """The figures of a service's fee between two days. Sums are in euro, percents of the monthly income.

    `discounts` is a list of {id, bg, en, of: "fee" | "income", percent}: what remains to be paid; 0 is free.
    `services.fees` computes with it.
    """

    class Per(models.TextChoices):
        MONTH = "month", _("a month")
        DAY = "day", _("a day")
        PORTION = "portion", _("a portion")
        HOUR = "hour", _("an hour")

    service = models.ForeignKey("services.Service", models.CASCADE, related_name="tariffs")
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    amount = models.DecimalField(_("sum in euro"), max_digits=10, decimal_places=2, null=True, blank=True)
    percent = models.DecimalField(_("percent of the income"), max_digits=5, decimal_places=2, null=True, blank=True)
    per = models.CharField(_("for"), max_length=8, choices=Per, default=Per.MONTH)
    cap = models.DecimalField(_("never more than"), max_digits=10, decimal_places=2, null=True, blank=True)
    discounts = models.JSONField(_("discounts"), default=list, blank=True)
    legal_ground = models.ForeignKey(
        "services.LegalGround", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal ground")
    )

    objects = TariffQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        constraints = [models.UniqueConstraint(fields=["service", "valid_from"], name="one_tariff_a_day")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.valid_from}"


class Admission(models.Model):
    """When a service can be asked for, and how many times: a season or a programme. Without rows: always."""

    service = models.ForeignKey("services.Service", models.CASCADE, related_name="admissions")
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    quota = models.PositiveIntegerField(_("at most … applications"), null=True, blank=True)
    by_invitation = models.BooleanField(_("only by invitation"), default=False)

    class Meta:
        ordering = ["opens_on"]
        verbose_name = _("period of applying")
        verbose_name_plural = _("periods of applying")
        constraints = [
            models.UniqueConstraint(fields=["service", "opens_on"], name="one_admission_a_day"),
            models.CheckConstraint(
                condition=models.Q(closes_on__isnull=True) | models.Q(closes_on__gte=models.F("opens_on")),
                name="an_admission_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.opens_on}"


class NamedPart(Bilingual):
    """One of a service's stages or requirements, under an identifier of its own, in the order that its editor chose."""

    slug = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["service", "slug"], name="a_%(class)s_once_a_service")]


class Stage(NamedPart):
    """A stage (етап) of a service inside a legal status of its case: label, order, checklist, days."""

    service = models.ForeignKey("services.Service", models.CASCADE, related_name="stages")
    status = models.CharField(_("during"), max_length=24)
    text_bg = models.TextField(_("what happens, in Bulgarian"), blank=True)
    text_en = models.TextField(_("what happens, in English"), blank=True)
    checklist_bg = models.JSONField(_("checklist in Bulgarian"), default=list, blank=True)
    checklist_en = models.JSONField(_("checklist in English"), default=list, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days for it"), null=True, blank=True)

    class Meta(NamedPart.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

    @property
    def text(self) -> str:
        return self.in_language("text")


class FinderQuestion(Bilingual):
    """One of the finder's questions (eight at most). `slug` is the key that rules name; `name` is the question.

    `options` is a list of {value, bg, en, danger, undecided}; `when` is a condition on earlier answers, as in forms.
    """

    class Kind(models.TextChoices):
        ONE_OF = "one_of", _("one of")
        MANY_OF = "many_of", _("many of")
        YES_NO = "yes_no", _("yes or no")
        NUMBER = "number", _("number")
        MONEY = "money", _("sum")
        HOUSEHOLD = "household", _("people in the home")

    slug = models.SlugField(unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    hint_bg = models.CharField(_("hint in Bulgarian"), max_length=300, blank=True)
    hint_en = models.CharField(_("hint in English"), max_length=300, blank=True)
    options = models.JSONField(_("answers to choose from"), default=list, blank=True)
    when = models.JSONField(_("asked when"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("question of the finder")
        verbose_name_plural = _("questions of the finder")

    @property
    def hint(self) -> str:
        return self.in_language("hint")


class Requirement(NamedPart):
    """What makes it likely that a person may use a service. Never a hard block: an officer decides.

    `name` is the reason when it holds („Навършили сте 65 години“), `otherwise` what to say when it does not or is
    not known („ако имате решение на ТЕЛК“). `tests` is {all|any: [{field, op, value}]} over the finder's answers,
    read for the person or over the people of the household.
    """

    class Subject(models.TextChoices):
        PERSON = "person", _("the person")
        ANY_MEMBER = "any_member", _("anybody in the household")
        ALL_MEMBERS = "all_members", _("everybody in the household")
        COUNT_MEMBERS = "count_members", _("how many in the household")

    class Weight(models.TextChoices):
        MUST = "must", _("needed")
        PRIORITY = "priority", _("gives priority")

    service = models.ForeignKey("services.Service", models.CASCADE, related_name="requirements")
    subject = models.CharField(_("about"), max_length=16, choices=Subject, default=Subject.PERSON)
    tests = models.JSONField(_("tests"), default=dict, blank=True)
    at_least = models.PositiveSmallIntegerField(_("at least … people"), null=True, blank=True)
    weight = models.CharField(_("weight"), max_length=10, choices=Weight, default=Weight.MUST)
    otherwise_bg = models.CharField(_("otherwise, in Bulgarian"), max_length=300, blank=True)
    otherwise_en = models.CharField(_("otherwise, in English"), max_length=300, blank=True)
    legal_ground = models.ForeignKey(
        "services.LegalGround", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal ground")
    )

    class Meta(NamedPart.Meta):
        verbose_name = _("condition of use")
        verbose_name_plural = _("conditions of use")

    @property
    def otherwise(self) -> str:
        return self.in_language("otherwise")
