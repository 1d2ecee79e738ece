"""Sessions, encrypted where they are kept: what a sign-in is in the middle of (a second factor that is being set up,
say) is no reading for who gets at the table or a copy of it."""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.contrib.sessions.models import Session

from lindung.access.secrets import box


class SessionStore(Plain):
    """Django's sessions in the database, their data under a key of the installation.

    A session that was written before, or under another key, is an empty one: its owner signs in again.
    """

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table stays Django's own."""
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The data as they are kept."""
        return _box().encrypt(super().encode(session_dict).encode()).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The data as they were; empty where they are not ours."""
        kept = session_data.encode() if isinstance(session_data, str) else session_data
        try:
            return super().decode(_box().decrypt(kept).decode())
        except InvalidToken:
            return {}


def _box() -> Fernet:
    return box(b"lindung-session")
