"""The lists that entries of the catalogue point to. Nothing here is personal."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.dated import not_ended
from services.models.bilingual import Bilingual


class SearchTerm(models.Model):
    """A word of the search index, as it is indexed, and in how many entries it stands. No personal data."""

    term = models.TextField(primary_key=True)
    entries = models.PositiveIntegerField(_("in how many entries"), default=1)

    class Meta:
        ordering = ["term"]
        verbose_name = _("word of the search index")
        verbose_name_plural = _("words of the search index")

    def __str__(self) -> str:
        return self.term


class LawGroup(Bilingual):
    """A type of social service by activity (Social Services Act, art. 15)."""

    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("group of services")
        verbose_name_plural = _("groups of services")


class TargetGroup(Bilingual):
    slug = models.SlugField(unique=True)
    legal_bg = models.CharField(_("name in the law"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


class Need(Bilingual):
    """A need in people's own words: the doors of the home page and a facet of the list."""

    slug = models.SlugField(unique=True)
    hint_bg = models.CharField(_("what it covers, in Bulgarian"), max_length=200, blank=True)
    hint_en = models.CharField(_("what it covers, in English"), max_length=200, blank=True)
    is_danger = models.BooleanField(_("somebody may be in danger"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")

    @property
    def hint(self) -> str:
        return self.in_language("hint")


class DocumentType(Bilingual):
    """A document an application may need; `regix` ones are obtained by the municipality itself."""

    slug = models.SlugField(unique=True)
    regix = models.BooleanField(_("obtained from a register"), default=False)
    issued_by_office = models.BooleanField(_("issued by the office"), default=False)
    shown_as_bg = models.CharField(_("shown as"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("kind of document")
        verbose_name_plural = _("kinds of documents")


class LegalGroundQuerySet(models.QuerySet["LegalGround"]):
    def in_force(self, day: date) -> LegalGroundQuerySet:
        return self.filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day),
            not_ended(day),
        )


class LegalGround(Bilingual):
    """An article that a service, a fee or a condition rests on. `name` is how it is cited: „ЗСУ, чл. 93“."""

    slug = models.SlugField(unique=True)
    text_bg = models.TextField(_("what it says, in Bulgarian"), blank=True)
    text_en = models.TextField(_("what it says, in English"), blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    verified = models.BooleanField(_("checked by a lawyer"), default=False)

    objects = LegalGroundQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("legal ground")
        verbose_name_plural = _("legal grounds")

    @property
    def text(self) -> str:
        return self.in_language("text")


class Signpost(Bilingual):
    """Help that is not the municipality's: found by search, shown as „не е при нас; обърнете се към …“."""

    slug = models.SlugField(unique=True)
    ask_bg = models.CharField(_("whom to ask, in Bulgarian"), max_length=200)
    ask_en = models.CharField(_("whom to ask, in English"), max_length=200)
    aliases_bg = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    aliases_en = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # Shown by the finder when this surely holds of the answers: {all|any: [{field, op, value}]}.
    when = models.JSONField(_("shown by the finder when"), default=dict, blank=True)
    search = SearchVectorField(null=True, editable=False)
    words_bg = models.TextField(editable=False, default="")
    words_en = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["id"]
        verbose_name = _("signpost")
        verbose_name_plural = _("signposts")

    @property
    def ask(self) -> str:
        return self.in_language("ask")
