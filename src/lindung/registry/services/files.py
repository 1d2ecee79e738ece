"""Keeping files as they came in."""

import hashlib

from django.conf import settings

from lindung.base.db import act, lock
from lindung.registry.models import StoredFile
from lindung.registry.names import tidy
from lindung.registry.refusals import RegistryRefused


@act
def store_file(
    name: str,
    content_type: str,
    data: bytes,
    office_id: int,
    *,
    employer_id: int | None = None,
    person_id: int | None = None,
    by: int | None = None,
    limit: int | None = None,
) -> StoredFile:
    """Keep a file; the same bytes under the same name of the same party again give the file already kept.

    Of the name only the last part stays, without control characters. Raises RegistryRefused: empty_file, file_too_big
    (`limit` bytes, LINDUNG_MAX_UPLOAD where none is given).
    """
    name = tidy(name.replace("\\", "/").rsplit("/", 1)[-1])[-200:] or "berkas"
    if not data:
        raise RegistryRefused("empty_file", field="file", name=name)
    most = limit or settings.LINDUNG_MAX_UPLOAD
    if len(data) > most:
        raise RegistryRefused("file_too_big", field="file", name=name, limit=most // 2**20)
    sha256 = hashlib.sha256(data).hexdigest()
    lock("file", sha256)
    key = {
        "sha256": sha256,
        "name": name,
        "office_id": office_id,
        "employer_id": employer_id,
        "person_id": person_id,
    }
    if kept := StoredFile.objects.defer("content").filter(**key).first():
        return kept
    return StoredFile.objects.create(content_type=content_type[:100], size=len(data), content=data, made_by=by, **key)
