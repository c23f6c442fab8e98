"""What the PDF layouts share: type styles of one look, and the blocks of a resume set in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, KeepTogether, Paragraph, Spacer, Table

from samples.people import Job, Person, Study

INK = HexColor("#1c1c1c")
MUTED = HexColor("#5a6068")

Alignment = Literal[0, 1, 2, 4]

FONTS = {
    "serif": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "sans": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "vera": ("Vera", "VeraBd", "VeraIt"),
}


def register_fonts() -> None:
    """Make the embedded typeface known; the other two are those that every PDF reader has."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in FONTS["vera"]:
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBd")


@dataclass(frozen=True)
class Look:
    """The type of one resume: a family of ``FONTS``, the size of its body in points, and its colour."""

    family: str
    size: float
    accent: Color
    ink: Color = INK
    justified: bool = False
    capitals: bool = True
    """Titles of sections in capitals."""

    def style(
        self, *, scale: float = 1.0, bold: bool = False, italic: bool = False, colour: Color | None = None,
        align: Alignment = TA_LEFT, before: float = 0.0, after: float = 0.0, indent: float = 0.0,
    ) -> ParagraphStyle:  # fmt: skip
        """A paragraph style relative to the body; distances in points."""
        regular, heavy, slanted = FONTS[self.family]
        size = self.size * scale
        return ParagraphStyle(
            name="piece", fontName=heavy if bold else slanted if italic else regular, fontSize=size,
            leading=size * 1.4, textColor=colour or self.ink, alignment=align, spaceBefore=before, spaceAfter=after,
            leftIndent=indent, bulletIndent=max(0.0, indent - self.size), splitLongWords=False,
        )  # fmt: skip


def text(content: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph(escape(content), style)


def section(look: Look, title: str, *, rule: bool = True) -> list[Flowable]:
    """The title of a section, with a line under it where wanted."""
    style = look.style(scale=1.12, bold=True, colour=look.accent, before=look.size * 1.2, after=3)
    # A title never stands alone at the foot of a page.
    pieces: list[Flowable] = [CondPageBreak(look.size * 6), text(title.upper() if look.capitals else title, style)]
    if rule:
        pieces.append(HRFlowable(width="100%", thickness=0.7, color=look.accent, spaceBefore=0, spaceAfter=6))
    return pieces


def bullets(look: Look, points: tuple[str, ...]) -> list[Flowable]:
    """The points of a job, each a sentence behind a bullet."""
    align: Alignment = TA_JUSTIFY if look.justified else TA_LEFT
    style = look.style(indent=look.size * 1.25, after=2.4, align=align)
    return [Paragraph(escape(point), style, bulletText="•") for point in points]


def job_stacked(look: Look, job: Job) -> Flowable:
    """Position; then employer, place and dates in a muted line; then the points."""
    below = " · ".join(item for item in (job.employer, job.place, job.dates) if item)
    head = [
        text(job.position, look.style(scale=1.05, bold=True)),
        text(below, look.style(scale=0.95, colour=MUTED, after=2)),
    ]
    return KeepTogether([*head, *bullets(look, job.points), Spacer(1, look.size * 0.75)])


def study_stacked(look: Look, study: Study) -> Flowable:
    """Degree; then school, place and dates; then the note."""
    below = " · ".join(item for item in (study.school, study.place, study.dates) if item)
    pieces: list[Flowable] = [text(study.degree, look.style(bold=True))]
    pieces.append(text(below, look.style(scale=0.95, colour=MUTED)))
    if study.note:
        pieces.append(text(study.note, look.style(scale=0.95, italic=True)))
    return KeepTogether([*pieces, Spacer(1, look.size * 0.75)])


def job_employer_first(look: Look, job: Job) -> Flowable:
    """Employer and place; position and dates in italics; the points."""
    employer = f"<b>{escape(job.employer)}</b>, {escape(job.place)}"
    second = ", ".join(item for item in (job.position, job.dates) if item)
    head = [Paragraph(employer, look.style()), text(second, look.style(italic=True, after=2))]
    return KeepTogether([*head, *bullets(look, job.points), Spacer(1, look.size * 0.75)])


def study_employer_first(look: Look, study: Study) -> Flowable:
    """School and place; degree, dates and note in italics."""
    second = ", ".join(item for item in (study.degree, study.dates, study.note) if item)
    school = f"<b>{escape(study.school)}</b>, {escape(study.place)}"
    return KeepTogether([Paragraph(school, look.style()), text(second, look.style(italic=True, after=4))])


def row_with_dates(look: Look, left: Sequence[Flowable], dates: str, width: float, date_width: float) -> Table:
    """A line whose dates stand in a column of their own at the right margin."""
    right = text(dates, look.style(scale=0.95, colour=MUTED, align=TA_RIGHT))
    return Table(
        [[list(left), right]], colWidths=[width - date_width, date_width], hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ],
    )  # fmt: skip


def skill_lines(look: Look, person: Person) -> list[Flowable]:
    """Skills by group, a line each."""
    style = look.style(after=2)
    return [
        Paragraph((f"<b>{escape(group)}:</b> " if len(person.skills) > 1 else "") + escape(", ".join(skills)), style)
        for group, skills in person.skills
    ]


def closing_lines(look: Look, person: Person) -> list[Flowable]:
    """Languages and certificates, at the end of a column, each under its title."""
    pieces: list[Flowable] = []
    if person.certificates:
        pieces += section(look, person.heading("certificates"))
        pieces += [text(item, look.style(after=1)) for item in person.certificates]
    pieces += section(look, person.heading("languages"))
    pieces.append(text(person.languages, look.style()))
    return pieces
