from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "The password is too short. It needs at least %(min_length)d sign.",
            "The password is too short. It needs at least %(min_length)d signs.",
            self.min_length,
        )


class NotCommon(CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(_("Many people have this password. Choose another."), code="common") from error
