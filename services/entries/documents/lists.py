"""The lists that services point to, and what is asked of people."""

from __future__ import annotations

from datetime import date

from services import models
from services.entries.documents.base import (
    Condition,
    Entry,
    EverydayWords,
    Line,
    LooseObject,
    Name,
    Option,
    Position,
    Remark,
    Text,
    values_of,
)


class Word(Entry):
    """An entry of a simple list: a name in both languages."""

    bg: Name
    en: Name
    position: Position = 0


class LawGroup(Word):
    pass


class TargetGroup(Word):
    legal_bg: Remark = ""


class Need(Word):
    hint_bg: Remark = ""
    hint_en: Remark = ""
    danger: bool = False


class DocumentKind(Entry):
    bg: Name
    en: Name
    regix: bool = False
    issued_by_office: bool = False
    shown_as_bg: Remark = ""


class LegalGround(Entry):
    bg: Name
    en: Name
    text_bg: Text = ""
    text_en: Text = ""
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = False


class Signpost(Entry):
    bg: Name
    en: Name
    ask_bg: Name
    ask_en: Remark = ""
    aliases_bg: EverydayWords = []
    aliases_en: EverydayWords = []
    when: Condition = Condition()


class Question(Entry):
    """A question of the finder; `bg` and `en` are the question itself."""

    position: Position = 0
    kind: values_of(models.FinderQuestion.Kind)  # type: ignore[valid-type]
    bg: Name
    en: Name
    hint_bg: Line = ""
    hint_en: Line = ""
    options: list[Option] = []
    when: Condition = Condition()


class SharedQuestion(Entry):
    """A question of the bank: `question` as in a form (services.formschema.schema)."""

    position: Position = 0
    question: LooseObject


class Form(Entry):
    """The published form of a service by its identifier, or `common`: what every application asks."""

    steps: list[LooseObject]
