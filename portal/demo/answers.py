"""Believable answers to any form of the catalogue."""

from random import Random
from typing import Any

from people.models import Person
from services.formschema import FormSchema, Question, holds

TEXTS = {
    "mandate_number": ("пълномощно № 412", "пълномощно № 87", "решение за настойничество № 19"),
    "emergency_contact": ("дъщеря, 0888 555 010", "съседката леля Мара, 0888 555 011", "син, 0888 555 012"),
    "allergies": ("ядки", "мляко", "няма"),
    "key_holder": ("съседката от втория етаж", "дъщерята", "никой, сам отваря"),
}
LONG = (
    "Трудно се движи и сама не може да готви.",
    "След инсулта забравя дали е яла и дали е пила лекарствата.",
    "Живее сам от две години, децата са в чужбина.",
    "Чува слабо. Моля, звънете по-дълго.",
    "Вижда слабо и не излиза без придружител.",
)


def sample(random: Random, form: FormSchema, known: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers by step key; `known` values win and decide which steps are visible."""
    merged = dict(known)
    found: dict[str, dict[str, Any]] = {}
    for step in form.steps:
        if not holds(step.when, merged):
            continue
        answers: dict[str, Any] = {}
        for question in step.questions:
            if holds(question.when, merged):
                answers.update(_answers(random, question, known))
        merged.update(answers)
        found[step.key] = answers
    return found


def of_person(person: Person, prefix: str = "") -> dict[str, Any]:
    """What a form knows of a person, under the form's own names."""
    line = (person.address or {}).get("line", "")
    facts = {
        "given_name": person.given_name,
        "middle_name": person.middle_name,
        "family_name": person.family_name,
        "identity_type": person.id_type,
        "identity_number": person.id_number or "",
        "identity_reason": person.no_id_reason,
        "birth_date": person.birth_date,
        "phone": person.phone or "",
        "address_settlement": person.settlement.ekatte if person.settlement else "",
        "address_line": line,
    }
    return {f"{prefix}{key}": value for key, value in facts.items()}


def _answers(random: Random, question: Question, known: dict[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in known.items() if key == question.key or _is_part(question, key)}
    return given or {question.key: _value(random, question)}


def _is_part(question: Question, key: str) -> bool:
    return question.kind in {"identity", "address"} and key.startswith(f"{question.key}_")


def _value(random: Random, question: Question) -> Any:
    match question.kind:
        case "one_of":
            return random.choice(question.options).value
        case "many_of":
            return [option.value for option in question.options if random.random() < 0.3]
        case "yes_no":
            return random.choice(("yes", "no"))
        case "money":
            return f"{random.randint(28000, 61000) / 100:.2f}"
        case "number":
            return random.randint(1, 5)
        case "declaration":
            return True
        case "household":
            return [{"name": "Георги Петров", "relation": "spouse", "year": "1949"}]
        case "income":
            return [{"who": "", "kind": "pension", "amount": f"{random.randint(28000, 61000) / 100:.2f}"}]
        case "long_text":
            return random.choice(LONG)
        case "text":
            return random.choice(TEXTS.get(question.key, ("",)))
        case _:
            return "" if not question.required else "2026-10-15"
