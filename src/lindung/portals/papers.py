"""Papers that people hand in: what they are, how large they may be, and how they are shown again."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _

from lindung.base.papers import LARGEST as LARGEST
from lindung.base.papers import TYPES
from lindung.base.papers import content_type as content_type


class PaperField(forms.FileField):
    """One paper: PDF, PNG or JPEG by its contents, of at most `LARGEST` bytes. Cleans to name, type and bytes; to None
    where it may be left out and is."""

    widget = forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"})

    def clean(self, data: Any, initial: Any = None) -> tuple[str, str, bytes] | None:
        """Raises ValidationError."""
        upload = super().clean(data, initial)
        if upload is None and not self.required:
            return None
        assert isinstance(upload, UploadedFile)
        held = upload.read(LARGEST + 1)
        if len(held) > LARGEST:
            raise forms.ValidationError(_("Berkas paling besar 10 MB."))
        kind = content_type(held)
        if not kind:
            raise forms.ValidationError(_("Berkas harus PDF, PNG, atau JPEG."))
        return upload.name or "berkas", kind, held


def paper_answer(found: Mapping[str, Any]) -> HttpResponse:
    """A kept paper to look at: it can run nothing and load nothing."""
    answer = HttpResponse(found["content"], content_type=found["content_type"])
    how = "inline" if found["content_type"] in TYPES.values() else "attachment"
    name = "".join(c for c in found["name"] if c.isalnum() or c in "._- ")[:80] or "berkas"
    answer["Content-Disposition"] = f'{how}; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    return answer
