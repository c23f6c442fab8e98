"""Reports: what Local Law 144 asks for is in them, they are labelled, and nothing in a table can break them."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from hiring_desktop.ml.fairness.audit import audit_table
from hiring_desktop.ml.fairness.report import (
    LABEL,
    ReportFacts,
    build_report,
    p_value,
    ratio,
    report_csv,
    report_json,
)
from hiring_desktop.ml.fairness.report_blocks import Heading
from hiring_desktop.ml.fairness.report_html import report_html
from hiring_desktop.ml.fairness.report_pdf import report_pdf
from hiring_desktop.ml.fairness.result import FairnessAudit
from hiring_desktop.ml.fairness.table import read_csv

OUTCOMES = Path(__file__).resolve().parents[2] / "data" / "fairness" / "outcomes.csv"
FACTS = ReportFacts(
    data_source="outcomes.csv, invented",
    audit_date="2026-11-22",
    subject="Data engineer",
    period="2026-01-01 to 2026-10-31",
    tool="Balanced ranking",
    distribution_date="2026-01-15",
)


@pytest.fixture(scope="module")
def audit() -> FairnessAudit:
    rows = read_csv(OUTCOMES.read_bytes(), numbers=["score"])
    return audit_table(rows, ["sex", "race"], selected="hired", score="score", truth="suited")


@pytest.fixture(scope="module")
def odd() -> FairnessAudit:
    """Labels that would be markup, a formula, another script, or a very long line."""
    labels = ["<b>F & M</b>", "=1+1", "łódź", "女性", "a" * 90, "{title}", "x\ny"]
    rows = [{"sex": labels[at % 7], "score": at} for at in range(70)]
    return audit_table(rows, ["sex"], score="score")


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        pages = []
        for at in range(len(document)):
            page = document[at]
            text_page = page.get_textpage()
            pages.append(text_page.get_text_range())
            text_page.close()
            page.close()
        return "\n".join(pages)
    finally:
        document.close()


class Page(HTMLParser):
    """The text of a page, its tables cell by cell, and whether its tags close."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "rect", "line"}:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"rect", "line"}:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data


def test_the_page_holds_the_tables_of_local_law_144(audit: FairnessAudit) -> None:
    page = Page(report_html(audit, FACTS))
    assert page.open == []
    assert ["Category", "Applicants", "Selected", "Selection rate", "Impact ratio"] in page.rows
    assert ["Female", "186", "53", "28.5%", "0.708"] in page.rows
    assert ["Male", "226", "91", "40.3%", "1.000"] in page.rows
    assert ["Black", "62", "9", "14.5%", "0.348"] in page.rows
    assert ["Native", "1", "0", "0.0%", "under 2%"] in page.rows
    assert ["Female x Black", "36", "1", "2.8%", "0.059"] in page.rows
    for said in (
        LABEL,
        "outcomes.csv, invented",
        "2026-11-22",
        "2026-01-01 to 2026-10-31",
        "Balanced ranking",
        "2026-01-15",
        "sex: 8, race: 7, sex x race: 14",
        "8 people are of unknown category and not in this table.",
        "Native (under 2% of the rows, 1 of 420)",
    ):
        assert said in page.text


def test_the_pdf_says_what_the_page_says(audit: FairnessAudit) -> None:
    text = re.sub(r"\s+", " ", pdf_text(report_pdf(audit, FACTS)))
    for block in build_report(audit, FACTS):
        if isinstance(block, Heading):
            assert block.text in text
    for said in (LABEL, "Female 186 53 28.5% 0.708", "Native 1 0 0.0% under 2%", "Page 1 of", "Balanced ranking"):
        assert said in text
    assert LABEL.upper() in text, "each page carries the label"


def test_every_page_of_the_pdf_is_labelled_and_numbered(audit: FairnessAudit) -> None:
    text = pdf_text(report_pdf(audit, FACTS))
    pages = int(re.findall(r"Page \d+ of (\d+)", text)[0])
    assert pages >= 3
    assert re.findall(r"Page (\d+) of", text) == [str(page) for page in range(1, pages + 1)]
    assert text.count(LABEL.upper()) == pages


def test_the_same_audit_gives_the_same_bytes(audit: FairnessAudit) -> None:
    assert report_pdf(audit, FACTS) == report_pdf(audit, FACTS)
    assert report_html(audit, FACTS) == report_html(audit, FACTS)
    assert report_csv(audit, FACTS) == report_csv(audit, FACTS)


def test_the_csv_has_a_line_a_group_and_one_for_the_unknown(audit: FairnessAudit) -> None:
    lines = list(csv.DictReader(io.StringIO(report_csv(audit, FACTS))))
    found = {(line["dimension"], line["group"]): line for line in lines}
    assert len(found) == len(lines) == sum(len(dimension.groups) + 1 for dimension in audit.dimensions)
    female = found["sex", "Female"]
    assert (female["n"], female["selected"], female["verdict"]) == ("186", "53", "adverse_impact_indicated")
    assert float(female["impact_ratio"]) == audit.dimensions[0].groups[0].impact_ratio
    assert female["label"] == LABEL
    assert (found["sex", "unknown"]["n"], found["sex", "unknown"]["excluded"]) == ("8", "unknown")
    assert found["race", "Native"]["excluded"] == "under 2% of the rows, 1 of 420"


def test_the_json_holds_everything(audit: FairnessAudit) -> None:
    document = json.loads(json.dumps(report_json(audit, FACTS), allow_nan=False))
    assert document["label"] == LABEL
    assert document["bias_detected"] is True
    assert document["disparate_impact"] == pytest.approx(1 / 36 / (22 / 47))
    assert document["demographic_parity"] == pytest.approx(22 / 47 - 1 / 36)
    assert document["equal_opportunity"] is not None
    assert document["recommendations"][0].startswith("sex: Female: 53 of 186 selected")
    female: dict[str, Any] = document["dimensions"][0]["groups"][0]
    assert female["difference"] == pytest.approx(53 / 186 - 91 / 226)
    assert female["true_positives"] <= female["positives"]
    assert set(document["ranking"]) == {"sex", "race", "sex x race"}


def test_no_label_breaks_a_report(odd: FairnessAudit) -> None:
    page = Page(report_html(odd, FACTS))
    assert page.open == []
    assert "<b>F & M</b>" in page.text
    assert "女性" in page.text
    assert "{title}" in page.text
    text = pdf_text(report_pdf(odd, FACTS))
    assert "<b>F & M</b>" in text
    assert "[U+5973]" in text, "no font at hand has it, so its code stands there"
    assert "łódź" in text
    cells = [cell for line in csv.reader(io.StringIO(report_csv(odd, FACTS))) for cell in line]
    assert "'=1+1" in cells
    assert "=1+1" not in cells


def test_a_scoring_report_says_scoring(odd: FairnessAudit) -> None:
    text = Page(report_html(odd, FACTS)).text
    assert "Scoring rate" in text
    assert "Scored above the median" in text
    assert "Selection rate" not in text


def test_what_nobody_said_is_not_stated() -> None:
    rows = [{"sex": sex, "hired": 0} for sex in "FM"]
    text = Page(report_html(audit_table(rows, ["sex"], selected="hired"), ReportFacts("a.csv", "2026-01-01"))).text
    assert "Period of the data" in text
    assert text.count("not stated") == 4
    assert "Not computable" in text
    assert report_pdf(audit_table(rows, ["sex"], selected="hired"), ReportFacts("a.csv", "2026-01-01"))


def test_many_groups_run_over_pages() -> None:
    rows = [{"country": f"Country {at % 40:02}", "score": at} for at in range(4000)]
    found = audit_table(rows, ["country"], score="score")
    assert "Country 39" in pdf_text(report_pdf(found, FACTS))


def test_rounding_never_hides_on_which_side_of_four_fifths_a_ratio_is() -> None:
    assert ratio(0.8) == "0.800"
    assert ratio(0.79996) == "0.79996"
    assert ratio(0.7994) == "0.799"
    assert ratio(None) == "–"
    assert [p_value(p) for p in (None, 0.0004, 0.0123, 1.0)] == ["–", "< .001", ".012", "1.000"]
