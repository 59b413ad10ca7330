"""The forms of signing in and proving who one is: allauth's, with our words and our rendering."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm as CodeAgainForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from teamlet.ground.access import devices, tries
from teamlet.ground.ui.forms import PlainForm

#: A one-time code counts once for as long as it could be shown, and a little longer.
_CODE_SECONDS = 180
_HINT = _("At least 12 characters. A sentence is easy to remember.")


def _plain(field: forms.Field, label: Any, hint: Any = "") -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class SignIn(LoginForm, PlainForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("E-mail"))
        _plain(self.fields["password"], _("Password"))


class PasswordAgain(ReauthenticateForm, PlainForm):
    """The password, to prove that the same person is there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"))


class NewPassword(ChangePasswordForm, PlainForm):
    """The present password and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Your password now"))
        _plain(self.fields["password1"], _("New password"), _HINT)
        _plain(self.fields["password2"], _("New password again"))


class _CodeOnce(PlainForm):
    """Part of a form that takes a one-time code: it works once, whoever saw it being typed."""

    user: Any

    def clean_code(self) -> str:
        """Return the code when it is right and was not used before."""
        code: str = super().clean_code()  # type: ignore[misc]
        if not tries.take(f"code:{self.user.pk}:{code.strip()}", limit=1, seconds=_CODE_SECONDS):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


def _code_field(form: forms.Form) -> None:
    _plain(form.fields["code"], _("Code"), _("Six digits from your authenticator app, or a recovery code."))
    form.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "autofocus": True}


class SignInCode(_CodeOnce, AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class CodeAgain(_CodeOnce, CodeAgainForm):
    """A code, to prove that the same person is there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class StartApp(ActivateTOTPForm, PlainForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Code"), _("The six digits that the app shows now."))
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class StopApp(DeactivateTOTPForm, PlainForm):
    """No fields: a button."""


class NewRecoveryCodes(GenerateRecoveryCodesForm, PlainForm):
    """No fields: a button."""


class AddPasskey(AddWebAuthnForm, PlainForm):
    """A name for the passkey; the browser fills in the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Name of this passkey"), _("For example: laptop at desk 2."))
        _plain(self.fields["passwordless"], _("Sign in with it without a password"))


class Pin(PlainForm):
    """Six digits twice."""

    pin = forms.CharField(
        label=_("PIN"),
        help_text=_("Six digits, not all the same and not in a row."),
        max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )
    pin_again = forms.CharField(
        label=_("PIN again"),
        max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse PINs that anybody would try first, and two that differ."""
        values = super().clean() or {}
        pin = values.get("pin")
        if pin and not devices.is_usable_pin(pin):
            self.add_error("pin", _("Choose six digits that are not all the same and not in a row."))
        elif pin and pin != values.get("pin_again"):
            self.add_error("pin_again", _("The two PINs differ."))
        return values


class Unlock(PlainForm):
    """A PIN or the password; which of the two is the page's business."""

    secret = forms.CharField(
        label=_("PIN or password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
