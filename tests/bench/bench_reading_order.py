"""Reading order on labelled PDFs: how many neighbouring words of known sentences come out side by side.

Two figures: neighbouring words inside highlights and summaries, and neighbouring highlights of one job (the last word
of one, the first word of the next), which tell whether a column was left in the middle of a list.

    python tests/bench/bench_reading_order.py DATA_DIR

``DATA_DIR`` holds ``truth.jsonl`` (one JSON object a line, with ``file`` and ``resume``) and the documents it names.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import pypdfium2

from hiring_desktop.ml.documents.read import read_document


def run(data_dir: Path) -> list[tuple[str, float, str]]:
    """Rows of (figure, value, unit); each document counts the same."""
    shares: dict[tuple[str, str], list[float]] = {}
    for truth, data in _documents(data_dir):
        lists = list(_lists(truth["resume"]))
        wanted = {
            "words": [pair for sentences in lists for words in sentences for pair in itertools.pairwise(words)],
            "highlights": [(a[-1], b[0]) for sentences in lists for a, b in itertools.pairwise(sentences)],
        }
        printed = {"ours": _pairs(read_document(data, truth["file"]).text), "bare pypdfium2": _pairs(_bare_text(data))}
        for what, pairs in wanted.items():
            for whose, found in printed.items():
                if pairs:
                    shares.setdefault((what, whose), []).append(sum(p in found for p in pairs) / len(pairs))
    rows = []
    for (what, whose), values in shares.items():
        title = f"neighbouring {what} in order, {whose}"
        rows.append((f"{title}, mean", mean(values), f"share of 1, {len(values)} PDFs"))
        rows.append((f"{title}, below .97", float(sum(v < 0.97 for v in values)), "PDFs"))
    return rows


def _documents(data_dir: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    for row in (data_dir / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(row)
        if truth["format"] == "pdf" and truth["status"] == "parsed":
            yield truth, (data_dir / truth["file"]).read_bytes()


def _lists(resume: dict[str, Any]) -> Iterator[list[list[str]]]:
    """Sentences as words, grouped: those of one list stand under one another on the page."""
    if summary := resume.get("basics", {}).get("summary"):
        yield [_words(summary)]
    for section in ("work", "projects", "volunteer"):
        for entry in resume.get(section, ()):
            yield [_words(h) for h in entry.get("highlights", ())]
            if summary := entry.get("summary"):
                yield [_words(summary)]


def _words(text: str) -> list[str]:
    """Words without the signs around them: a bullet between two sentences is no word."""
    return [w for w in (word.strip(".,;:•◦▪●·*-–—\uf0b7\uf140") for word in text.casefold().split()) if w]


def _pairs(text: str) -> set[tuple[str, str]]:
    words = _words(text)
    return set(itertools.pairwise(words))


def _bare_text(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


if __name__ == "__main__":
    for figure, value, unit in run(Path(sys.argv[1])):
        sys.stdout.write(f"{figure:<62}{value:>9.4f}  {unit}\n")
