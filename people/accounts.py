from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import User
from records import messages


class SignInBackend(AuthenticationBackend):
    """Signs in by allauth; the user of a running session comes with the roles, in one statement."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.signed_in(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth meets this house: addresses are lower case, the language of the page is remembered."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail or the password is not right. Try again, or choose a new password."),
        "account_inactive": _("This account is closed"),
        "too_many_login_attempts": _("Too many tries. Wait ten minutes, or call us."),
        "email_taken": _("There is an account with this e-mail already. Sign in."),
    }

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).lower()

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = get_language() or "bg"
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names here."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail about the login is a row first, like every other; nothing is sent inside a request."""
        mail = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        messages.queue_mail(email, mail.subject, str(mail.body))
