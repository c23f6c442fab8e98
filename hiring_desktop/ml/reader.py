"""The core's ``DocumentReader``: files are read and drawn in worker processes, their types told in this one."""

from __future__ import annotations

import os
from concurrent.futures import Future
from typing import Final

from hiring_desktop.core.model import JobAd, ParseOutcome
from hiring_desktop.core.ports import RenderedPage
from hiring_desktop.ml.documents.archive import resumes_in
from hiring_desktop.ml.documents.sniff import sniff
from hiring_desktop.ml.workers import WorkerPool

_TASKS: Final = {
    "parse": "hiring_desktop.ml.tasks:parse_file",
    "read_ad": "hiring_desktop.ml.tasks:read_ad",
    "read_ad_file": "hiring_desktop.ml.tasks:read_ad_file",
    "render": "hiring_desktop.ml.tasks:render_page",
}
_OCR_SECONDS: Final = 60.0
_RETIRE_BYTES: Final = 300 << 20


class PooledReader:
    """Reads in ``size`` worker processes (as many as there are cores unless given)."""

    def __init__(self, size: int | None = None) -> None:
        self._pool = WorkerPool(size or os.cpu_count() or 1, _TASKS, retire_bytes=_RETIRE_BYTES)

    @property
    def capacity(self) -> int:
        """How many parses are worth having under way at once: one at work and one waiting for each worker."""
        return 2 * self._pool.size

    def warm(self) -> None:
        """Start the workers ahead of the first file."""
        self._pool.warm()

    def sniff(self, data: bytes, file_name: str) -> str:
        """See ``core.ports.DocumentReader``."""
        return sniff(data, file_name)

    def members(self, data: bytes, file_name: str) -> list[tuple[str, bytes | Exception]]:
        """See ``core.ports.DocumentReader``."""
        return resumes_in(data, file_name)

    def parse(self, data: bytes, file_name: str, *, as_of: str, ocr: bool = False) -> Future[ParseOutcome]:
        """See ``core.ports.DocumentReader``."""
        return self._pool.submit("parse", data, file_name, as_of, ocr, seconds=_OCR_SECONDS if ocr else None)

    def read_ad(self, text: str, title: str | None = None) -> Future[JobAd]:
        """See ``core.ports.DocumentReader``."""
        return self._pool.submit("read_ad", text, title, urgent=True)

    def read_ad_file(self, data: bytes, file_name: str) -> Future[JobAd]:
        """See ``core.ports.DocumentReader``."""
        return self._pool.submit("read_ad_file", data, file_name, urgent=True)

    def render(self, data: bytes, page: int, scale: float) -> Future[RenderedPage]:
        """See ``core.ports.DocumentReader``."""
        return self._pool.submit("render", data, page, scale, urgent=True)

    def close(self) -> None:
        """End the workers."""
        self._pool.close()
