"""Sign-in rules for allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by himself: logins are given by the institution or opened from a verified identity."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
