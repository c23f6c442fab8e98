"""How fast resumes are read, all fields included, with the bare text extraction of the PDF library measured beside it.

python tests/bench/bench_parse.py DATA_DIR
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from hiring_desktop.ml.parse import parse_file

_ROUNDS = 3
_AS_OF = "2025-06"


def run(data_dir: Path) -> list[tuple[str, float, str]]:
    """Rows of (figure, value, unit) over the PDFs of a folder with ``docs``; each speed is the best of a few rounds."""
    pdfs = [(path.name, path.read_bytes()) for path in sorted((data_dir / "docs").glob("*.pdf"))]
    parse_file(pdfs[0][1], pdfs[0][0], _AS_OF)  # the vocabulary is loaded once per process
    full, bare = _best(lambda: _parse(pdfs), lambda: _bare(pdfs))
    return [
        ("PDFs a second, all fields", len(pdfs) / full, "documents/s"),
        ("PDFs a second, bare text of pypdfium2", len(pdfs) / bare, "documents/s"),
        ("share of the bare rate", bare / full, "ratio"),
    ]


def _best(*tasks: Callable[[], None]) -> list[float]:
    """The best time of each task; rounds alternate, so that a busy machine slows all of them."""
    times = [float("inf")] * len(tasks)
    for _ in range(_ROUNDS):
        for index, task in enumerate(tasks):
            begin = time.perf_counter()
            task()
            times[index] = min(times[index], time.perf_counter() - begin)
    return times


def _parse(files: list[tuple[str, bytes]]) -> None:
    for name, data in files:
        parse_file(data, name, _AS_OF)


def _bare(files: list[tuple[str, bytes]]) -> None:
    for _, data in files:
        with pypdfium2.PdfDocument(data) as pdf:
            for page in pdf:
                page.get_textpage().get_text_range()


if __name__ == "__main__":
    for figure, value, unit in run(Path(sys.argv[1])):
        sys.stdout.write(f"{figure}: {value:.3f} {unit}\n")
