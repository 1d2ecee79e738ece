"""Sign-in rules for allauth."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from lindung.access import queries, services
from lindung.access.models import User
from lindung.access.secrets import box


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by himself: logins are given by the institution or opened from a verified identity."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """A password that somebody else made opens once; one that is spent or too old is said to be so."""
        if answer := super().pre_login(request, user, **kwargs):
            return cast(HttpResponse, answer)
        if getattr(user, "given_until", None) is None or services.use_given(user.pk):
            return None
        request.session.flush()  # nothing of this attempt stays
        return render(request, "account/password_spent.html", {"state": queries.login_state(user.pk)}, status=403)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The owner's own password; the web server itself may change no other part of a login."""
        services.own_password(cast(User, user), password)

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """A new password is another one than before."""
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("Pilih kata sandi yang lain dari yang sekarang."))
        return str(super().clean_password(password, user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Whoever had to choose his own goes on to where he was led away from: his second factor, his home. He has just
        typed the former one, so he is not asked who he is again to set up the factor."""
        if not getattr(request, "given", False):
            return resolve_url("frame:my_login")
        record_authentication(request, request.user, "password", reauthenticated=True)
        return resolve_url(settings.LOGIN_REDIRECT_URL)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted with a key derived from the signing key of the installation."""

    def encrypt(self, text: str) -> str:
        return box(b"lindung-mfa").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return box(b"lindung-mfa").decrypt(encrypted_text.encode()).decode()
