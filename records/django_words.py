"""Sentences of Django's own forms that our catalogue says better; Django looks in the catalogue of the house first."""

from django.utils.translation import gettext_noop, ngettext_lazy

TOO_SMALL = gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
TOO_LARGE = gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
NOT_WHOLE = gettext_noop("Enter a whole number.")
REQUIRED = gettext_noop("This field is required.")
TOO_LONG = ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
