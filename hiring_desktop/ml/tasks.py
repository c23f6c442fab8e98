"""What the reading workers can be asked for; each function takes and gives plain values and the model's dataclasses."""

from __future__ import annotations

import json

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import JobAd
from hiring_desktop.ml.documents.render import render_page
from hiring_desktop.ml.job_ad import read_ad as read_ad_text
from hiring_desktop.ml.job_ad import read_job_posting
from hiring_desktop.ml.parse import document_text, parse_file

__all__ = ["parse_file", "read_ad", "read_ad_file", "render_page"]


def read_ad(text: str, title: str | None) -> JobAd:
    """What the text of a job ad asks for."""
    return read_ad_text(text, title=title)


def read_ad_file(data: bytes, file_name: str) -> JobAd:
    """What a job ad in a file asks for: JSON (ours, or schema.org ``JobPosting``), or any document that can be read.

    Raises:
        DocumentRejected: It is none of these, or broken.
    """
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_ad_text(document_text(data, file_name))
    try:
        posting = json.loads(data)
    except ValueError as error:
        raise DocumentRejected(f"{file_name} is not sound JSON. Save the job ad anew, or as text.") from error
    return read_job_posting(posting)
