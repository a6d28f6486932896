"""allauth's forms with our words: a label above each field, no placeholder, no second link to the same page."""

from typing import Any

from allauth.account import forms as account
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "password1": _("Password"),
    "password2": _("The same password once more"),
    "oldpassword": _("The password you use now"),
}
HINTS = {"password1": _("At least 12 signs. Three or four words that only you would join are easy to remember.")}


class OurWords(forms.Form):
    """Mixed into a form of allauth."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("This answer is needed.")


class LoginForm(OurWords, account.LoginForm):
    """Says the same for an unknown e-mail and a wrong password."""


class SignupForm(OurWords, account.SignupForm):
    """E-mail and password are enough."""


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    """Answers the same whether there is such an account or not."""


class NewPasswordForm(OurWords, account.ResetPasswordKeyForm):
    """After the address from the mail."""


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    """For somebody who is signed in."""
