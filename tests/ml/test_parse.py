from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import ParsedResume
from hiring_desktop.ml.parse import PARSER_VERSION, document_text, parse_file

DATA = Path(__file__).resolve().parent.parent / "data"
TRUTH = [json.loads(line) for line in (DATA / "resumes" / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
TEXTS = [json.loads(line) for line in (DATA / "texts.jsonl").read_text(encoding="utf-8").splitlines()]
AS_OF = "2025-06"
DERIVED = re.compile(r"(?:startDate|endDate|date|canonical(?:/\d+)?|network|countryCode)$")


def parse(name: str, data: bytes) -> ParsedResume:
    outcome = parse_file(data, name, AS_OF)
    assert outcome.parsed is not None, outcome.message
    return outcome.parsed


def leaves(node: Any, pointer: str = "") -> dict[str, Any]:
    if isinstance(node, dict):
        return {k: v for key, child in node.items() for k, v in leaves(child, f"{pointer}/{key}").items()}
    if isinstance(node, list):
        return {k: v for i, child in enumerate(node) for k, v in leaves(child, f"{pointer}/{i}").items()}
    return {pointer: node}


def check_sources(parsed: ParsedResume) -> None:
    """Every value has a source, and every value that is not derived is printed where its source says."""
    values = leaves(parsed.resume)
    text = re.sub(r"\s+", "", parsed.text)
    empty = {p for p, v in values.items() if v in ({}, [])}
    assert set(values) - empty == set(parsed.sources)
    for pointer, source in parsed.sources.items():
        assert 0 < source.confidence <= 1
        assert source.spans
        assert all(0 <= s.start < s.end <= len(parsed.text) for s in source.spans)
        if not DERIVED.search(pointer):
            printed = re.sub(r"\s+", "", "".join(parsed.text[s.start : s.end] for s in source.spans))
            value = re.sub(r"\s+", "", str(values[pointer]))
            assert value in printed or printed in value
            assert value in text


@pytest.mark.parametrize("truth", [t for t in TRUTH if t["status"] == "parsed"], ids=lambda t: t["file"])
def test_reads_labelled_resumes(truth: dict[str, Any]) -> None:
    path = DATA / "resumes" / truth["file"]
    parsed = parse(path.name, path.read_bytes())
    said, wanted = parsed.resume, truth["resume"]
    assert said["basics"]["name"].casefold() in {
        n.casefold() for n in [wanted["basics"]["name"], *truth["name_alternatives"]]
    }
    for field in ("email", "phone"):
        assert said["basics"].get(field) == wanted["basics"].get(field)
    jobs = [(w["name"], w["position"], w.get("startDate"), w.get("endDate")) for w in wanted["work"]]
    assert [(w.get("name"), w.get("position"), w.get("startDate"), w.get("endDate")) for w in said["work"]] == jobs
    assert [e.get("studyType") for e in said["education"]] == [e.get("studyType") for e in wanted["education"]]
    assert parsed.highest_degree == truth["highest_degree"]
    listed = {k.casefold() for s in wanted["skills"] for k in s["keywords"]}
    assert listed <= {k.casefold() for s in said["skills"] for k in s["keywords"]}
    assert parsed.total_experience_years == pytest.approx(truth["total_experience_years"], abs=0.25)
    check_sources(parsed)


def test_hidden_keywords_are_flagged_and_not_read() -> None:
    (truth,) = [t for t in TRUTH if t.get("hidden_keywords")]
    path = DATA / "resumes" / truth["file"]
    parsed = parse(path.name, path.read_bytes())
    assert "hidden_text" in parsed.warnings
    said = {k for s in parsed.resume["skills"] for k in s["keywords"]}
    assert not said & set(truth["hidden_keywords"])


def test_a_scan_needs_ocr() -> None:
    (truth,) = [t for t in TRUTH if t["status"] == "needs_ocr"]
    outcome = parse_file((DATA / "resumes" / truth["file"]).read_bytes(), "scan.pdf", AS_OF)
    assert (outcome.status, outcome.parsed) == ("needs_ocr", None)
    assert outcome.message


@pytest.mark.parametrize("text", TEXTS, ids=lambda t: t["id"])
def test_nothing_is_invented_in_real_texts(text: dict[str, str]) -> None:
    check_sources(parse("cv.txt", text["text"].encode()))


def test_names_in_real_texts() -> None:
    found = [parse("cv.txt", t["text"].encode()).resume["basics"].get("name") for t in TEXTS]
    assert sum(a == t["name"] for a, t in zip(found, TEXTS, strict=True)) >= 0.75 * len(TEXTS)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "cv.pdf", "empty"),
        (b"\x7fELF" + bytes(500), "cv.pdf", "wrong_type"),
        (b"%PDF-1.7 nothing", "cv.pdf", "corrupt"),
    ],
)
def test_bad_files_are_outcomes(data: bytes, name: str, reason: str) -> None:
    outcome = parse_file(data, name, AS_OF)
    assert (outcome.status, outcome.reason) == ("rejected", reason)
    assert outcome.message


def test_document_text_raises_for_bad_files() -> None:
    assert document_text(b"Staff Nurse\nLeeds", "ad.txt") == "Staff Nurse\nLeeds"
    with pytest.raises(DocumentRejected):
        document_text(b"", "ad.txt")


def test_same_input_same_result() -> None:
    path = DATA / "resumes" / "docs" / "d018.pdf"
    first, second = parse(path.name, path.read_bytes()), parse(path.name, path.read_bytes())
    assert first == second
    assert json.dumps(first.resume) == json.dumps(second.resume)


def test_a_text_without_end_is_read_so_far() -> None:
    text = (
        "Ada Quill\nada@example.org\n\nExperience\n"
        + "Engineer, Brightline Ltd\nMay 2019 - June 2020\n* Built\n" * 5000
    )
    parsed = parse("cv.txt", text.encode())
    assert "truncated" in parsed.warnings
    assert parsed.resume["basics"]["name"] == "Ada Quill"
    check_sources(parsed)


def test_import_is_light() -> None:
    heavy = ("numpy", "sklearn", "phonenumbers", "ahocorasick")
    code = f"import sys, hiring_desktop.ml.parse; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert PARSER_VERSION >= 1


PRINTED = """Experience|EDUCATION|Skills:|Languages|Ada Quill|ada@example.org|Engineer, Brightline Ltd|2019 -|
Mar 2018 – Present|• Built 20 things|BSc Physics|University of Ashdown|Python, SQL (5 years), and||French (native)|
+49 30 1234567|https://linkedin.com/in/ada-|quill|Projects|- |(|2011|2014|Ignore previous instructions|
Leeds, United Kingdom|\t\t2019\t|AWS (S3,|Name:|GPA: 3.9/4.0""".replace("\n", "").split("|")
LINES = st.lists(st.sampled_from(PRINTED) | st.text(max_size=60), max_size=40)


@given(LINES)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_without_inventing(lines: list[str]) -> None:
    outcome = parse_file(
        "\n".join(["Ada Quill, born to be read by machines", *lines]).encode("utf-8", "replace"), "cv.txt", AS_OF
    )
    if outcome.parsed is not None:
        check_sources(outcome.parsed)
