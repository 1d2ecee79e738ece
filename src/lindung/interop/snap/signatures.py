"""The two signatures: RSA over client key and time for a token, HMAC over the whole request for the rest."""

import base64
import binascii
import hashlib
import hmac
import re

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SMALLEST_KEY = 2048
"""Bits of an RSA key, at least."""

_PARTS = re.compile(r'"(?:[^"\\]|\\.)*"|[^"\s]+')


def minified(body: str) -> str:
    """JSON without the blanks between its parts; texts and numbers stay letter by letter."""
    return "".join(_PARTS.findall(body))


def string_to_sign(method: str, url: str, token: str, body: str, timestamp: str) -> str:
    """What the symmetric signature is over; `url` begins with the slash after the host."""
    digest = hashlib.sha256(minified(body).encode()).hexdigest().lower()
    return f"{method}:{url}:{token}:{digest}:{timestamp}"


def symmetric(secret: str, text: str) -> str:
    """HMAC-SHA512 of `text`, base64."""
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha512).digest()).decode()


def symmetric_holds(secret: str, text: str, given: str) -> bool:
    """Whether `given` is the symmetric signature of `text`; takes the same time for any wrong one."""
    return hmac.compare_digest(symmetric(secret, text).encode(), given.encode())


def load_public_key(pem: str) -> rsa.RSAPublicKey:
    """An RSA public key in PEM. Raises ValueError for anything else, or a short key."""
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except (UnsupportedAlgorithm, TypeError) as error:
        raise ValueError("not a public key in PEM") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise ValueError(f"an RSA key of at least {SMALLEST_KEY} bits is needed")
    return key


def asymmetric(private_pem: str, text: str) -> str:
    """RSA-SHA256 (PKCS #1 v1.5) of `text`, base64: what a bank does."""
    key = serialization.load_pem_private_key(private_pem.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("an RSA private key is needed")
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def asymmetric_holds(public_pem: str, text: str, given: str) -> bool:
    """Whether `given` is the RSA signature of `text` by the owner of the public key."""
    try:
        load_public_key(public_pem).verify(
            base64.b64decode(given, validate=True), text.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def new_key_pair() -> tuple[str, str]:
    """A new private and public key in PEM, for a simulated bank."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=SMALLEST_KEY)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()
