"""How fast documents are read, with the bare text extraction of the PDF library measured beside it.

python tests/bench/bench_documents.py DATA_DIR
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pypdfium2

from hiring_desktop.ml.documents.read import read_document
from hiring_desktop.ml.workers import WorkerPool

_ROUNDS = 3
_TASKS = {
    "read": "hiring_desktop.ml.documents.read:read_document",
    "peak": "hiring_desktop.ml.confinement:resident_peak_bytes",
}


def run(data_dir: Path) -> list[tuple[str, float, str]]:
    """Rows of (figure, value, unit). Each speed is the best of a few rounds over the same files."""
    files = [(path.name, path.read_bytes()) for path in sorted((data_dir / "docs").iterdir())]
    pdfs = [(name, data) for name, data in files if name.endswith(".pdf")]
    ours, bare = _best(lambda: _read(pdfs), lambda: _bare(pdfs))
    rows = [
        ("PDFs a second, text with boxes in reading order", len(pdfs) / ours, "documents/s"),
        ("PDFs a second, bare text of pypdfium2", len(pdfs) / bare, "documents/s"),
        ("share of the bare rate", bare / ours, "ratio"),
    ]
    for suffix in ("docx", "odt", "rtf", "html", "txt"):
        chosen = [(name, data) for name, data in files if name.endswith(suffix)]
        if chosen:
            (seconds,) = _best(partial(_read, chosen))
            rows.append((f"{suffix.upper()} files a second", len(chosen) / seconds, "documents/s"))
    return rows + _workers(files)


def _workers(files: list[tuple[str, bytes]]) -> list[tuple[str, float, str]]:
    """What one worker needs at most, and what a second one brings."""
    peak, speeds = 0, []
    for size in (1, 2):
        with WorkerPool(size, _TASKS) as pool:
            for _ in range(size):
                pool.submit("read", *reversed(files[0])).result()
            (seconds,) = _best(lambda pool=pool: _read_by(pool, files))  # type: ignore[misc]
            speeds.append(len(files) / seconds)
            peak = max(peak, pool.submit("peak").result())
    return [
        ("files a second, one worker", speeds[0], "documents/s"),
        ("files a second, two workers", speeds[1], "documents/s"),
        ("peak memory of a worker", peak / (1 << 20), "MB"),
    ]


def _read_by(pool: WorkerPool, files: list[tuple[str, bytes]]) -> None:
    for future in [pool.submit("read", data, name) for name, data in files]:
        future.result()


def _best(*tasks: Callable[[], None]) -> list[float]:
    """The best time of each task; rounds alternate, so that a busy machine slows all of them."""
    times = [float("inf")] * len(tasks)
    for _ in range(_ROUNDS):
        for index, task in enumerate(tasks):
            begin = time.perf_counter()
            task()
            times[index] = min(times[index], time.perf_counter() - begin)
    return times


def _read(files: list[tuple[str, bytes]]) -> None:
    for name, data in files:
        read_document(data, name)


def _bare(files: list[tuple[str, bytes]]) -> None:
    for _, data in files:
        with pypdfium2.PdfDocument(data) as pdf:
            for page in pdf:
                page.get_textpage().get_text_range()


if __name__ == "__main__":
    for figure, value, unit in run(Path(sys.argv[1])):
        sys.stdout.write(f"{figure:<55}{value:>9.2f}  {unit}\n")
