"""Resumes as Word documents and as plain text."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from samples.people import Person

EPOCH = datetime(2025, 1, 2, tzinfo=UTC)


def make_docx(person: Person) -> bytes:
    """A Word document: with the career in a table and contact data in the page header, or with plain paragraphs."""
    document = docx.Document()
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(1.9)
    properties = document.core_properties
    properties.author, properties.title = person.name, person.title
    properties.created = properties.modified = EPOCH
    properties.last_modified_by, properties.comments = person.name, ""
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    if person.layout == "docx-table":
        _with_table(document, person)
    else:
        _with_paragraphs(document, person)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_time(buffer.getvalue())


def _without_time(package: bytes) -> bytes:
    """The same package whose members all have one date, so that making it again gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _colour(person: Person) -> RGBColor:
    return RGBColor.from_string(person.accent.removeprefix("#").upper())


def _heading(document: Document, person: Person, section: str) -> None:
    heading = document.add_heading(level=1)
    heading.paragraph_format.space_before = Pt(10)
    heading.paragraph_format.space_after = Pt(3)
    run = heading.add_run(person.heading(section))
    run.font.name, run.font.size, run.font.color.rgb = "Calibri", Pt(13), _colour(person)


def _name(document: Document, person: Person) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(person.name)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(24), _colour(person)
    title = document.add_paragraph()
    title.add_run(person.title).font.size = Pt(13)


def _bullets(document: Document, points: tuple[str, ...]) -> None:
    for point in points:
        paragraph = document.add_paragraph(point, style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(1)


def _with_table(document: Document, person: Person) -> None:
    header = document.sections[0].header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header.add_run("  |  ".join(person.contact())).font.size = Pt(9)
    _name(document, person)
    document.add_paragraph(person.summary)
    _heading(document, person, "work")
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for job in person.work:
        left, right = table.add_row().cells
        left.width, right.width = Cm(3.6), Cm(13.0)
        left.paragraphs[0].add_run(job.dates).italic = True
        head = right.paragraphs[0]
        head.add_run(job.position).bold = True
        head.add_run(f"\n{job.employer}, {job.place}")
        head.paragraph_format.space_after = Pt(2)
        for point in job.points:
            right.add_paragraph(point, style="List Bullet").paragraph_format.space_after = Pt(1)
    _heading(document, person, "study")
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for item in person.study:
        left, right = table.add_row().cells
        left.width, right.width = Cm(3.6), Cm(13.0)
        left.paragraphs[0].add_run(item.dates).italic = True
        right.paragraphs[0].add_run(item.degree).bold = True
        right.paragraphs[0].add_run(f"\n{item.school}, {item.place}")
    _heading(document, person, "skills")
    for group, skills in person.skills:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{group}: ").bold = True
        paragraph.add_run(", ".join(skills))
    _closing(document, person)


def _with_paragraphs(document: Document, person: Person) -> None:
    _name(document, person)
    document.add_paragraph(" · ".join(person.contact()))
    _heading(document, person, "profile")
    document.add_paragraph(person.summary)
    _heading(document, person, "skills")
    document.add_paragraph(", ".join(person.all_skills()))
    _heading(document, person, "work")
    for job in person.work:
        head = document.add_paragraph()
        head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(6), Pt(2)
        head.add_run(f"{job.position}, {job.employer}").bold = True
        head.add_run(f"\n{job.place}, {job.dates}")
        _bullets(document, job.points)
    _heading(document, person, "study")
    for item in person.study:
        paragraph = document.add_paragraph()
        paragraph.add_run(item.degree).bold = True
        paragraph.add_run(f"\n{item.school}, {item.place}, {item.dates}")
    _closing(document, person)


def _closing(document: Document, person: Person) -> None:
    if person.certificates:
        _heading(document, person, "certificates")
        for item in person.certificates:
            document.add_paragraph(item, style="List Bullet")
    _heading(document, person, "languages")
    document.add_paragraph(person.languages)


def make_text(person: Person) -> bytes:
    """Plain text, as people paste it into a form."""
    lines = [person.name.upper(), person.title, " | ".join(person.contact()), "", person.summary]
    lines += ["", person.heading("skills").upper(), ", ".join(person.all_skills())]
    lines += ["", person.heading("work").upper()]
    for job in person.work:
        lines += [
            "",
            f"{job.position}, {job.employer}, {job.place}",
            job.dates,
            *(f"- {point}" for point in job.points),
        ]
    lines += ["", person.heading("study").upper()]
    for item in person.study:
        lines += [f"{item.degree}, {item.school}, {item.place} ({item.dates})", *([item.note] if item.note else [])]
    if person.certificates:
        lines += ["", person.heading("certificates").upper(), *person.certificates]
    lines += ["", person.heading("languages").upper(), person.languages, ""]
    return "\n".join(lines).encode()
