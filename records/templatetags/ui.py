"""Small helpers of the templates. They ask the database nothing."""

from typing import Any

import phonenumbers
from django import forms, template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.translation import get_language_from_path

register = template.Library()
BULGARIA, MOBILE_DIGITS = 359, 9
INTERNATIONAL = phonenumbers.PhoneNumberFormat.INTERNATIONAL


@register.simple_tag(takes_context=True)
def same_page_in(context: RequestContext, language: str) -> str:
    """The address of this page in another language, with its query: Bulgarian has no prefix."""
    request = context.get("request")
    if not request:
        return "/"
    known = get_language_from_path(request.path_info)
    path = request.get_full_path().removeprefix(f"/{known}" if known else "")
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


@register.filter
def widget_kind(bound: forms.BoundField) -> str:
    """Which markup the field template draws: choices, checkbox, information or input."""
    widget = bound.field.widget
    if getattr(widget, "is_information", False):
        return "information"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "input"


@register.filter
def phone(number: str | None) -> str:
    """`+359888123456` as people say it: 0888 123 456; a foreign number keeps its country."""
    if not number:
        return "—"
    try:
        parsed = phonenumbers.parse(str(number), "BG")
    except phonenumbers.NumberParseException:
        return str(number)
    digits = str(parsed.national_number)
    if parsed.country_code == BULGARIA and len(digits) == MOBILE_DIGITS:
        return f"0{digits[:3]} {digits[3:6]} {digits[6:]}"
    style = phonenumbers.PhoneNumberFormat.NATIONAL if parsed.country_code == BULGARIA else INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


@register.filter
def as_minutes(seconds: int) -> int:
    return seconds // 60


@register.filter
def is_optional(bound: forms.BoundField) -> bool:
    """False also where another answer decides whether this one is needed: the error then says it."""
    return not bound.field.required and not getattr(bound.field, "needed_sometimes", False)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)
