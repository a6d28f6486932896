from django import forms
from django.utils.translation import gettext_lazy

from records.forms import BaseForm

SECRET = {"autocomplete": "off", "autofocus": True, "class": "short"}


class UnlockForm(BaseForm):
    secret = forms.CharField(
        label=gettext_lazy("Your short code or your password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(SECRET),
    )


class CodeForm(BaseForm):
    code = forms.RegexField(
        r"^\d{4,8}$",
        label=gettext_lazy("Short code for today, 4 to 8 digits"),
        help_text=gettext_lazy("It opens this work place after a break, until you sign out. Do not use your birthday."),
        error_messages={"invalid": gettext_lazy("Write 4 to 8 digits.")},
        widget=forms.PasswordInput({**SECRET, "inputmode": "numeric"}),
    )
