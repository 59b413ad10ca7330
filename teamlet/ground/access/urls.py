from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from teamlet.ground.access.pages import Audience, Sensitivity, declare_third_party
from teamlet.ground.access.views import lock, own, sign_in

urlpatterns = [
    path("", sign_in.start, name="start"),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/pin/", sign_in.sign_in_by_pin, name="sign_in_by_pin"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/forgot/", sign_in.forgot_password, name="account_reset_password"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("switch/", sign_in.switch_person, name="switch_person"),
    path("locked/", lock.locked, name="locked"),
    path("locked/passkey/", lock.passkey_options, name="passkey_options"),
    path("still-here/", lock.still_here, name="still_here"),
    path("drafts/", lock.page_drafts, name="page_drafts"),
    path("drafts/<str:draft>/", lock.draft, name="draft"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/pin/", own.own_pin, name="own_pin"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/second-factor/", mfa.index, name="mfa_index"),
    path("account/second-factor/app/", own.StartApp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/second-factor/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add/", own.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]

declare_third_party("account_login", audience=Audience.PUBLIC, sensitivity=Sensitivity.OPEN)
declare_third_party("mfa_authenticate", audience=Audience.PUBLIC)
declare_third_party("mfa_login_webauthn", audience=Audience.PUBLIC)
declare_third_party("account_inactive", audience=Audience.PUBLIC, methods="GET", sensitivity=Sensitivity.OPEN)
declare_third_party("account_logout", while_locked=True, before_second_factor=True)
for _name in ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"):
    declare_third_party(_name, before_second_factor=True)
declare_third_party("account_change_password")
declare_third_party("mfa_index", methods="GET", before_second_factor=True)
declare_third_party("mfa_activate_totp", before_second_factor=True)
declare_third_party("mfa_deactivate_totp")
declare_third_party("mfa_view_recovery_codes", methods="GET", before_second_factor=True)
declare_third_party("mfa_generate_recovery_codes")
declare_third_party("mfa_list_webauthn", methods="GET", before_second_factor=True)
declare_third_party("mfa_add_webauthn", before_second_factor=True)
declare_third_party("mfa_remove_webauthn", object="passkey")
