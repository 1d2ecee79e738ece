"""What is kept encrypted: each kind under a key of its own, derived from the signing key of the installation."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet
from django.conf import settings


def box(kind: bytes) -> Fernet:
    """The box of one kind of secrets (its name has at most 16 bytes)."""
    return _box(settings.SECRET_KEY, kind)


@lru_cache(maxsize=8)
def _box(key: str, kind: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.blake2b(key.encode(), digest_size=32, person=kind).digest()))
