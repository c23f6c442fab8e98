"""Reading resumes that tests write down as text."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from hiring_desktop.core.model import ParsedResume
from hiring_desktop.ml.parse import parse_file

AS_OF = "2025-06"


def read(text: str) -> ParsedResume:
    """A resume given as plain text, indented as the test is."""
    outcome = parse_file(dedent(text).strip().encode(), "cv.txt", AS_OF)
    assert outcome.parsed is not None
    return outcome.parsed


def jobs(text: str) -> list[tuple[str | None, str | None, str | None, str | None]]:
    """``(position, employer, start, end)`` of a resume that holds nothing but this experience."""
    resume = read("Ada Quill\nada.quill@example.org\n\nEXPERIENCE\n\n" + dedent(text).strip()).resume
    return [(w.get("position"), w.get("name"), w.get("startDate"), w.get("endDate")) for w in resume["work"]]


def studies(text: str) -> list[tuple[str | None, str | None, str | None]]:
    """``(degree, area, institution)`` of a resume that holds nothing but this education."""
    resume = read("Ada Quill\nada.quill@example.org\n\nEDUCATION\n\n" + dedent(text).strip()).resume
    return [(e.get("studyType"), e.get("area"), e.get("institution")) for e in resume["education"]]


def skills(text: str) -> list[tuple[str | None, list[str]]]:
    """``(group, items)`` of a resume that holds nothing but these skills."""
    resume = read("Ada Quill\nada.quill@example.org\n\nSKILLS\n\n" + dedent(text).strip()).resume
    return [(s.get("name"), s["keywords"]) for s in resume["skills"]]


def leaves(node: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """All leaf values of a JSON document with their JSON Pointers."""
    if isinstance(node, dict):
        return [leaf for key, child in node.items() for leaf in leaves(child, f"{pointer}/{key}")]
    if isinstance(node, list):
        return [leaf for index, child in enumerate(node) for leaf in leaves(child, f"{pointer}/{index}")]
    return [(pointer, node)]
