"""Six ways in which people set a resume as a PDF, and a seventh that is a picture of one."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2
from PIL import Image
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)  # fmt: skip

from samples.pdf_pieces import (
    MUTED,
    Look,
    bullets,
    closing_lines,
    job_employer_first,
    job_stacked,
    register_fonts,
    row_with_dates,
    section,
    skill_lines,
    study_employer_first,
    study_stacked,
    text,
)  # fmt: skip
from samples.people import Person

Size = tuple[float, float]
Paint = Callable[[Canvas], None]


def make_pdf(person: Person) -> bytes:
    """The resume of a person in the layout that is theirs; the same bytes each time."""
    register_fonts()
    return scanned(person) if person.layout == "scan" else LAYOUTS[person.layout](person)


def page_size(person: Person) -> Size:
    """Letter paper for people with an American address, else A4."""
    american = person.phone.startswith("(")
    width, height = LETTER if american else A4
    return float(width), float(height)


def build(person: Person, frames: list[list[Frame]], story: list[Flowable], paints: list[Paint]) -> bytes:
    """Run a story through the frames of a first and of all later pages."""
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=page_size(person), title=f"{person.name} - {person.title}", author=person.name, invariant=1,
        pageCompression=1,
    )  # fmt: skip

    def painter(paint: Paint) -> Callable[[Canvas, object], None]:
        def on_page(canvas: Canvas, _document: object) -> None:
            canvas.saveState()
            paint(canvas)
            canvas.restoreState()

        return on_page

    names = ("first", "later")
    document.addPageTemplates(
        [
            PageTemplate(id=name, frames=frame, onPage=painter(paint))
            for name, frame, paint in zip(names, frames, paints, strict=True)
        ]
    )
    document.build([NextPageTemplate("later"), *story])
    return buffer.getvalue()


def frame(x: float, y: float, width: float, height: float) -> Frame:
    """A column without inner padding, in points from the lower left corner."""
    return Frame(x, y, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def nothing(_canvas: Canvas) -> None:
    """A page without decoration."""


# ------------------------------------------------------------------ one column
def classic(person: Person) -> bytes:
    """Serif, a centred head, employers before positions."""
    width, height = page_size(person)
    look = Look("serif", 11.8, HexColor(person.accent), justified=True)
    story: list[Flowable] = [
        text(person.name, look.style(scale=2.1, bold=True, align=TA_CENTER, after=2)),
        text(person.title, look.style(scale=1.15, italic=True, align=TA_CENTER, after=3)),
        text("  |  ".join(person.contact()), look.style(scale=0.95, align=TA_CENTER)),
    ]
    for name, pieces in (
        ("profile", [text(person.summary, look.style())]),
        ("work", [job_employer_first(look, job) for job in person.work]),
        ("study", [study_employer_first(look, item) for item in person.study]),
        ("skills", skill_lines(look, person)),
    ):
        story += [*section(look, person.heading(name)), *pieces]
    story += closing_lines(look, person)
    body = [frame(23 * mm, 18 * mm, width - 46 * mm, height - 36 * mm)]
    again = [frame(23 * mm, 18 * mm, width - 46 * mm, height - 36 * mm)]
    return build(person, [body, again], story, [nothing, nothing])


def dates_right(person: Person) -> bytes:
    """Sans serif; dates in a column at the right margin; contact data at the right of the name."""
    width, height = page_size(person)
    inner, date_width = width - 40 * mm, 40 * mm
    look = Look("sans", 10.6, HexColor(person.accent), capitals=False)
    name = [
        text(person.name, look.style(scale=2.2, bold=True, colour=look.accent)),
        text(person.title, look.style(scale=1.2, colour=MUTED, before=4)),
    ]
    contact = [text(item, look.style(scale=0.92, align=TA_RIGHT)) for item in person.contact()]
    head = Table([[name, contact]], colWidths=[inner * 0.66, inner * 0.34], hAlign="LEFT")
    head.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    head.setStyle([("RIGHTPADDING", (0, 0), (-1, -1), 0)])
    story: list[Flowable] = [head, *section(look, person.heading("profile"))]
    story.append(text(person.summary, look.style()))
    story += section(look, person.heading("work"))
    for job in person.work:
        left: list[Flowable] = [
            Paragraph(f"<b>{job.position}</b>", look.style()),
            text(f"{job.employer}, {job.place}", look.style()),
        ]
        row = row_with_dates(look, left, job.dates, inner, date_width)
        story.append(KeepTogether([row, *bullets(look, job.points), Spacer(1, 8)]))
    story += section(look, person.heading("study"))
    for item in person.study:
        below = f"{item.school}, {item.place}" + (f". {item.note}" if item.note else "")
        left = [text(item.degree, look.style(bold=True)), text(below, look.style())]
        story += [row_with_dates(look, left, item.dates, inner, date_width), Spacer(1, 5)]
    story += [*section(look, person.heading("skills")), *skill_lines(look, person)]
    story += closing_lines(look, person)

    def hidden(canvas: Canvas) -> None:
        canvas.setFillColor(white)
        canvas.setFont("Helvetica", 5)
        canvas.drawString(20 * mm, 8 * mm, person.hidden)

    body = [frame(20 * mm, 16 * mm, inner, height - 32 * mm)]
    again = [frame(20 * mm, 16 * mm, inner, height - 32 * mm)]
    return build(person, [body, again], story, [hidden if person.hidden else nothing, nothing])


def band(person: Person) -> bytes:
    """A coloured band over the head of the page, and skills as a grid of small boxes."""
    width, height = page_size(person)
    inner, depth = width - 36 * mm, 38 * mm
    look = Look("sans", 10.8, HexColor(person.accent))

    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(look.accent)
        canvas.rect(0, height - depth, width, depth, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont("Helvetica-Bold", 24)
        canvas.drawString(18 * mm, height - 17 * mm, person.name)
        canvas.setFont("Helvetica", 12.5)
        canvas.drawString(18 * mm, height - 24 * mm, person.title)
        canvas.setFont("Helvetica", 8.8)
        canvas.drawString(18 * mm, height - 32 * mm, "   ·   ".join(person.contact()))

    story: list[Flowable] = [text(person.summary, look.style(scale=1.05, italic=True, after=2))]
    story += section(look, person.heading("skills"))
    story.append(skill_grid(look, person.all_skills(), inner, columns=4))
    story += [*section(look, person.heading("work")), *(job_stacked(look, job) for job in person.work)]
    story += [*section(look, person.heading("study")), *(study_stacked(look, item) for item in person.study)]
    story += closing_lines(look, person)
    first = [frame(18 * mm, 16 * mm, inner, height - depth - 24 * mm)]
    later = [frame(18 * mm, 16 * mm, inner, height - 34 * mm)]
    return build(person, [first, later], story, [paint, nothing])


def skill_grid(look: Look, skills: list[str], width: float, columns: int) -> Table:
    """Skills in rows of tinted boxes."""
    tint = mixed(look.accent, 0.1)
    cells: list[Flowable | str] = [text(skill, look.style(scale=0.9, align=TA_CENTER)) for skill in skills]
    cells += [""] * (-len(cells) % columns)
    rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
    grid = Table(rows, colWidths=[width / columns] * columns, hAlign="LEFT")
    grid.setStyle([("INNERGRID", (0, 0), (-1, -1), 4, white), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    for index in range(len(skills)):
        cell = (index % columns, index // columns)
        grid.setStyle([("BACKGROUND", cell, cell, tint)])
    return grid


def mixed(colour: Color, share: float) -> Color:
    """A colour thinned with white: ``share`` 1 is the colour, 0 is white."""
    return Color(*(1 - share * (1 - part) for part in (colour.red, colour.green, colour.blue)))


# ------------------------------------------------------------------ side by side
def sidebar(person: Person) -> bytes:
    """A dark bar at the left with contact data and skills; the career beside it."""
    width, height = page_size(person)
    bar, gap = 62 * mm, 9 * mm
    look = Look("sans", 10.6, HexColor(person.accent))
    side = Look("sans", 9.6, white, ink=white)

    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(look.accent)
        canvas.rect(0, 0, bar, height, stroke=0, fill=1)

    story = side_column(person, side)
    story += [FrameBreak(), text(person.name, look.style(scale=2.3, bold=True, colour=look.accent, after=3))]
    story.append(text(person.title, look.style(scale=1.3, colour=MUTED)))
    story += main_column(person, look)
    main_width = width - bar - 2 * gap
    first = [
        frame(gap, 14 * mm, bar - 1.6 * gap, height - 30 * mm),
        frame(bar + gap, 14 * mm, main_width, height - 28 * mm),
    ]
    later = [frame(bar + gap, 14 * mm, main_width, height - 28 * mm)]
    return build(person, [first, later], story, [paint, paint])


def sidebar_right(person: Person) -> bytes:
    """A head over the whole width; under it the career at the left, and a pale bar at the right."""
    width, height = page_size(person)
    bar, gap, head = 64 * mm, 9 * mm, 40 * mm
    look = Look("sans", 10.6, HexColor(person.accent))
    side = Look("sans", 9.6, HexColor(person.accent))

    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#eef1f3"))
        canvas.rect(width - bar, 0, bar, height - head, stroke=0, fill=1)
        canvas.setFillColor(look.accent)
        canvas.rect(0, height - head, width, 1.2 * mm, stroke=0, fill=1)

    def paint_later(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#eef1f3"))
        canvas.rect(width - bar, 0, bar, height, stroke=0, fill=1)

    story: list[Flowable] = [
        text(person.name, look.style(scale=2.6, bold=True, colour=look.accent, after=4)),
        text(person.title, look.style(scale=1.4, colour=MUTED)),
        FrameBreak(), *main_column(person, look), FrameBreak(), *side_column(person, side),
    ]  # fmt: skip
    main_width = width - bar - 3 * gap + 2 * mm
    first = [
        frame(2 * gap - 2 * mm, height - head + 2 * mm, width - 3 * gap, head - 12 * mm),
        frame(2 * gap - 2 * mm, 14 * mm, main_width - gap, height - head - 18 * mm),
        frame(width - bar + 0.7 * gap, 14 * mm, bar - 1.4 * gap, height - head - 18 * mm),
    ]
    later = [frame(2 * gap - 2 * mm, 14 * mm, main_width - gap, height - 30 * mm)]
    return build(person, [first, later], story, [paint, paint_later])


def side_column(person: Person, look: Look) -> list[Flowable]:
    """Contact data, skills one a line, languages, certificates."""
    story = section(look, person.heading("contact"))
    story += [text(item, look.style(scale=0.92, after=3)) for item in person.contact()]
    story += section(look, person.heading("skills"))
    for group, skills in person.skills:
        if len(person.skills) > 1:
            story.append(text(group, look.style(bold=True, before=3, after=1)))
        story += [text(skill, look.style(after=1)) for skill in skills]
    story += section(look, person.heading("languages"))
    story += [text(item, look.style(after=1)) for item in person.languages.split(", ")]
    if person.certificates:
        story += section(look, person.heading("certificates"))
        story += [text(item, look.style(after=2)) for item in person.certificates]
    return story


def main_column(person: Person, look: Look) -> list[Flowable]:
    """Profile, career and education."""
    story = [*section(look, person.heading("profile")), text(person.summary, look.style())]
    story += [*section(look, person.heading("work")), *(job_stacked(look, job) for job in person.work)]
    story += [*section(look, person.heading("study")), *(study_stacked(look, item) for item in person.study)]
    return story


def timeline(person: Person) -> bytes:
    """Dates in a column at the left of a line with dots; an embedded typeface."""
    width, height = page_size(person)
    inner, date_width = width - 40 * mm, 42 * mm
    look = Look("vera", 9.8, HexColor(person.accent))
    story: list[Flowable] = [
        text(person.name, look.style(scale=2.3, bold=True, colour=look.accent, after=3)),
        text(person.title, look.style(scale=1.25, colour=MUTED, after=4)),
        text("  ·  ".join(person.contact()), look.style(scale=0.92, after=2)),
        text(person.summary, look.style(before=6)),
    ]

    def rows(entries: list[tuple[str, list[Flowable]]]) -> Table:
        cells = [[text(dates, look.style(scale=0.92, colour=MUTED)), content] for dates, content in entries]
        table = Table(cells, colWidths=[date_width, inner - date_width], hAlign="LEFT")
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)])
        table.setStyle([("LINEAFTER", (0, 0), (0, -1), 1.1, look.accent), ("LEFTPADDING", (1, 0), (1, -1), 10)])
        return table

    jobs: list[tuple[str, list[Flowable]]] = [
        (job.dates, [text(job.position, look.style(bold=True)), text(f"{job.employer}, {job.place}", look.style()),
                     Spacer(1, 2), *bullets(look, job.points)])
        for job in person.work
    ]  # fmt: skip
    studies: list[tuple[str, list[Flowable]]] = [
        (item.dates, [text(item.degree, look.style(bold=True)), text(f"{item.school}, {item.place}", look.style())])
        for item in person.study
    ]
    for name, entries in (("work", jobs), ("study", studies)):
        story += [*section(look, person.heading(name), rule=False), rows(entries)]
    story += [*section(look, person.heading("skills"), rule=False), *skill_lines(look, person)]
    story += closing_lines(look, person)
    body = [frame(20 * mm, 16 * mm, inner, height - 34 * mm)]
    again = [frame(20 * mm, 16 * mm, inner, height - 34 * mm)]
    return build(person, [body, again], story, [nothing, nothing])


LAYOUTS: dict[str, Callable[[Person], bytes]] = {
    "classic": classic,
    "dates-right": dates_right,
    "band": band,
    "sidebar": sidebar,
    "sidebar-right": sidebar_right,
    "timeline": timeline,
}


# ------------------------------------------------------------------ a picture of a page
def scanned(person: Person) -> bytes:
    """A page as it comes from a scanner: a slightly crooked grey picture, and no text at all."""
    page = pypdfium2.PdfDocument(classic(person))[0]
    picture: Image.Image = page.render(scale=110 / 72, grayscale=True).to_pil()
    crooked = picture.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=238)
    paper = crooked.point([20 + value * 220 // 255 for value in range(256)])
    width, height = page_size(person)
    buffer, jpeg = io.BytesIO(), io.BytesIO()
    paper.save(jpeg, "JPEG", quality=45)
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1)
    canvas.drawInlineImage(Image.open(jpeg), 0, 0, width, height)
    canvas.save()
    return buffer.getvalue()
