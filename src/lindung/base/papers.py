"""Pictures of papers that people hand in: what they are by their first bytes, and how large they may be."""

LARGEST = 10 * 2**20
"""Bytes of one paper."""
TYPES = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


def content_type(data: bytes) -> str:
    """The type a paper is by its first bytes, whatever its name says; empty for anything but PDF, JPEG and PNG."""
    return next((kind for magic, kind in TYPES.items() if data.startswith(magic)), "")
