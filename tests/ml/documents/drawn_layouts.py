"""Resumes in layouts that people really use, with the lines that reading them must give; cells divided by `` | ``."""

from __future__ import annotations

from collections.abc import Callable

from drawn_pages import BOLD, HEIGHT, ITALIC, REGULAR, WIDTH, Sheet, pdf
from reportlab.pdfgen.canvas import Canvas

Layout = Callable[[], tuple[bytes, list[str]]]
LAYOUTS: dict[str, Layout] = {}


def layout(draw: Layout) -> Layout:
    LAYOUTS[draw.__name__] = draw
    return draw


def job(sheet: Sheet, x: float, right: float, y: float, title: str, dates: str, items: list[str]) -> float:
    """A title with its dates at the right margin, and a list under it; returns where the next one may begin."""
    sheet.text(x, y, title, 11, BOLD)
    sheet.right(right, y, dates)
    return sheet.bullets(x + 8, y + 14, items) + 6


@layout
def left_side_bar_on_dark_ground() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.box(0, 0, 180, HEIGHT, "#1f3a5f")
    y = 60.0
    side = {
        "CONTACT": ["maria.lang@example.org", "+49 30 1234567", "Berlin, Germany"],
        "SKILLS": ["Python", "Kubernetes", "PostgreSQL", "Terraform", "Grafana", "Kafka"],
        "LANGUAGES": ["German (native)", "English (C1)"],
    }
    expected = []
    for title, rows in side.items():
        sheet.text(24, y, title, 12, BOLD, "#ffffff")
        y += 18
        for row in rows:
            sheet.text(24, y, row, 9, REGULAR, "#ffffff")
            y += 13
        y += 16
        expected += [title, *rows]
    sheet.text(200, 70, "Maria Lang", 26, BOLD)
    sheet.text(200, 92, "Platform Engineer", 13)
    sheet.text(200, 130, "EXPERIENCE", 12, BOLD)
    y = job(
        sheet, 200, 570, 150, "Senior Engineer, Acme GmbH", "03/2019 – today", ["Moved forty services", "Cut the bill"]
    )
    y = job(
        sheet,
        200,
        570,
        y,
        "Engineer, Initech AG",
        "06/2015 – 02/2019",
        ["Built the pipeline", "Trained six colleagues"],
    )
    sheet.text(200, y + 10, "EDUCATION", 12, BOLD)
    job(sheet, 200, 570, y + 30, "M.Sc. Computer Science, TU Beispiel", "2013 – 2015", ["Thesis on scheduling"])
    return pdf(sheet), [
        *expected, "Maria Lang", "Platform Engineer", "EXPERIENCE", "Senior Engineer, Acme GmbH | 03/2019 – today",
        "Moved forty services", "Cut the bill", "Engineer, Initech AG | 06/2015 – 02/2019", "Built the pipeline",
        "Trained six colleagues", "EDUCATION", "M.Sc. Computer Science, TU Beispiel | 2013 – 2015",
        "Thesis on scheduling",
    ]  # fmt: skip


@layout
def columns_on_one_grid_without_any_look() -> tuple[bytes, list[str]]:
    left = ["Contact", "jane@example.org", "+1 202 555 0100", "Springfield", "", "Skills", "Accounting", "Payroll",
            "Excel", "SAP", "", "Languages", "English", "Spanish"]  # fmt: skip
    right = ["Jane Roe", "Accountant", "", "Experience", "Accountant at Globex, 2018 to 2022",
             "Closed the monthly books on time and", "had the accounts of forty entities in", "three countries audited",
             "Clerk at Umbrella, 2015 to 2018", "Handled invoices of two hundred", "suppliers", "", "Education",
             "BSc in Accounting, Example University"]  # fmt: skip
    sheet = Sheet()
    sheet.lines(50, 60, left)
    sheet.lines(220, 60, right)
    return pdf(sheet), [row for row in left + right if row]


@layout
def right_side_bar_beside_two_pages() -> tuple[bytes, list[str]]:
    first, second = Sheet(), Sheet()
    first.text(50, 60, "Ken Adams", 24, BOLD)
    first.text(50, 80, "Analyst", 12)
    first.text(50, 110, "Work history", 13, BOLD)
    y = 130.0
    expected = ["Ken Adams", "Analyst", "Work history"]
    for n in range(6):
        items = [f"Did thing {n}a for the team", f"Did thing {n}b for the clients", f"Did thing {n}c for the board"]
        y = job(first, 50, 390, y, f"Employer {n} Ltd", f"{2010 + n} – {2011 + n}", items) + 14
        expected += [f"Employer {n} Ltd | {2010 + n} – {2011 + n}", *items]
    second.bullets(58, 60, ["Did thing 5d for the press"])
    second.text(50, 100, "Education", 13, BOLD)
    second.text(50, 120, "BA Economics, Example College", 10, BOLD)
    second.right(390, 120, "2006 – 2009")
    expected += ["Did thing 5d for the press", "Education", "BA Economics, Example College | 2006 – 2009"]
    y = 110.0
    side = {
        "Contact": ["ken@example.net", "202-555-0101"],
        "Skills": ["Excel", "Tableau", "SQL", "R"],
        "Awards": ["Best of 2014"],
    }
    for title, rows in side.items():
        first.text(430, y, title, 13, BOLD)
        y = first.lines(430, y + 18, rows, 13, 9) + 12
        expected += [title, *rows]
    return pdf(first, second), expected


@layout
def dates_in_a_left_column() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.centred(60, "Anna Nowak", 22, BOLD)
    sheet.centred(80, "anna@example.com, +48 22 555 01 01, Warszawa")
    expected = ["Anna Nowak", "anna@example.com, +48 22 555 01 01, Warszawa", "Experience"]
    sheet.text(50, 120, "Experience", 13, BOLD)
    y = 142.0
    jobs = (
        ("01/2020 – now", "Lead Designer", "Studio One", ["Led five designers", "Set up the design system"]),
        ("05/2016 – 12/2019", "Designer", "Studio Two", ["Drew icons", "Ran workshops"]),
        ("2014 – 2016", "Junior Designer", "Agency Three", ["Cut out pictures"]),
    )
    for dates, title, employer, items in jobs:
        sheet.text(50, y, dates, 10, ITALIC)
        sheet.text(170, y, title, 10, BOLD)
        sheet.text(170, y + 14, employer)
        y = sheet.bullets(174, y + 28, items) + 10
        expected += [f"{dates} | {title}", employer, *items]
    sheet.text(50, y, "Education", 13, BOLD)
    sheet.text(50, y + 22, "2010 – 2014", 10, ITALIC)
    sheet.text(170, y + 22, "BA Graphic Design", 10, BOLD)
    sheet.text(170, y + 36, "Example Academy")
    return pdf(sheet), [*expected, "Education", "2010 – 2014 | BA Graphic Design", "Example Academy"]


@layout
def years_stacked_at_the_left() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 60, "Tom Vale", 22, BOLD)
    sheet.text(50, 100, "Employment", 13, BOLD)
    expected = ["Tom Vale", "Employment"]
    y = 122.0
    for start, end, title, employer, items in (
        ("2020", "2023", "Nurse", "North Clinic", ["Night shifts", "Trained two nurses"]),
        ("2016", "2020", "Care assistant", "South Home", ["Looked after twelve people"]),
        ("2014", "2016", "Volunteer", "Red Tent", ["First aid"]),
    ):
        sheet.lines(50, y, [start, end], 13)
        sheet.text(110, y, title, 10, BOLD)
        sheet.text(110, y + 13, employer, 10, ITALIC)
        y = sheet.bullets(114, y + 26, items, 13) + 12
        expected += [f"{start} {end} | {title}", employer, *items]
    return pdf(sheet), expected


@layout
def section_titles_in_a_left_column() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 60, "Rita Sole", 22, BOLD)
    sections = {
        "PROFILE": ["Chemist with nine years at a dye works."],
        "EXPERIENCE": ["Head of laboratory, Dyes Ltd (2018 – 2024)", "Ran a team of four and kept the budget",
                       "Chemist, Paints Inc (2014 – 2018)", "Measured pigments"],
        "EDUCATION": ["PhD in Chemistry, Example University (2014)"],
    }  # fmt: skip
    expected = ["Rita Sole"]
    y = 110.0
    for title, rows in sections.items():
        sheet.text(50, y, title, 10, BOLD)
        y = sheet.lines(180, y, rows) + 16
        expected += [title, *rows]
    return pdf(sheet), expected


@layout
def cards_side_by_side() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 60, "Lee Park", 22, BOLD)
    sheet.text(50, 100, "SKILLS", 13, BOLD)
    expected = ["Lee Park", "SKILLS"]
    cards = {
        "Programming": ["Python, Go, Rust and", "a little Haskell"],
        "Platforms": ["Linux, AWS", "Kubernetes"],
        "Methods": ["Scrum"],
    }
    for x, (title, rows) in zip((50, 230, 410), cards.items(), strict=True):
        sheet.text(x, 122, title, 11, BOLD)
        sheet.lines(x, 138, rows, 13, 9)
        expected += [title, *rows]
    sheet.text(50, 190, "EXPERIENCE", 13, BOLD)
    job(sheet, 50, 550, 210, "Engineer, Hooli", "2019 – 2024", ["Built a compiler", "Tore it down"])
    expected += ["EXPERIENCE", "Engineer, Hooli | 2019 – 2024", "Built a compiler", "Tore it down", "EDUCATION"]
    sheet.text(50, 290, "EDUCATION", 13, BOLD)
    schools = (("University of Here", "2015 – 2019", "BSc Physics"), ("University of There", "2011 – 2015", "Diploma"))
    for x, (school, dates, degree) in zip((50, 320), schools, strict=True):
        sheet.text(x, 312, school, 11, BOLD)
        sheet.lines(x, 327, [dates, degree], 14, 9)
        expected += [school, dates, degree]
    sheet.text(50, 380, "LANGUAGES", 13, BOLD)
    expected.append("LANGUAGES")
    for x, (language, level) in zip(
        (50, 230, 410), (("Korean", "Native"), ("English", "Fluent"), ("French", "Basic")), strict=True
    ):
        sheet.text(x, 402, language, 10, BOLD)
        sheet.text(x, 416, level, 9, ITALIC)
        expected += [language, level]
    sheet.text(50, 450, "INTERESTS", 13, BOLD)
    sheet.text(50, 470, "Chess and long walks")
    return pdf(sheet), [*expected, "INTERESTS", "Chess and long walks"]


@layout
def place_and_dates_at_the_right_in_two_rows() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.centred(50, "Jo Field", 24, BOLD)
    sheet.text(50, 100, "Experience", 12)
    sheet.rule(50, 545, 104)
    expected = ["Jo Field", "Experience"]
    y = 120.0
    for title, dates, employer, place, items in (
        ("Research Assistant", "June 2020 – Present", "Plains University", "College Station", ["Wrote a web service"]),
        (
            "IT Support",
            "Sep. 2018 – May 2020",
            "Southern University",
            "Georgetown",
            ["Kept 200 computers", "Took calls"],
        ),
    ):
        sheet.text(60, y, title, 10, BOLD)
        sheet.right(545, y, dates)
        sheet.text(60, y + 13, employer, 9, ITALIC)
        sheet.right(545, y + 13, place, 9, ITALIC)
        y = sheet.bullets(70, y + 27, items, 12) + 6
        expected += [f"{title} | {dates}", f"{employer} | {place}", *items]
    return pdf(sheet), expected


@layout
def place_over_dates_beside_one_title() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 60, "Work Experience", 14, BOLD)
    expected = ["Work Experience"]
    y = 82.0
    for title, place, dates, items in (
        (
            "Dunn Ltd, Coordinator",
            "St. Louis",
            "Nov 2021 – present",
            ["Negotiated rates", "Reduced stock levels"],
        ),
        ("Alder Bank, Operative", "Austin", "Oct 2017 – Oct 2021", ["Supervised a shift of forty people"]),
        ("Alder Bank, Trainee", "Austin", "Feb 2017 – Sept 2017", ["Counted crates", "Drove forklifts"]),
    ):
        sheet.text(55, y, title, 10, BOLD)
        sheet.right(545, y, place)
        sheet.right(545, y + 15, dates)
        y = sheet.bullets(65, y + 15, items, 15) + 8
        expected += [f"{title} | {place} | {dates}", *items]
    return pdf(sheet), expected


@layout
def two_equal_columns_under_a_centred_name() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.centred(60, "Ola Berg", 22, BOLD)
    sheet.centred(80, "Teacher")
    left = {
        "EXPERIENCE": ["Teacher, North School, 2018 – now", "Taught mathematics to classes of up to",
                       "thirty pupils and wrote the scheme of", "work for year five", "Teacher, South, 2014 – 2018",
                       "Organised trips and raised the pass", "rate by ten points"],
        "VOLUNTEERING": ["Reading club, 2012 – 2014"],
    }  # fmt: skip
    right = {
        "EDUCATION": [
            "MA Education, Example University",
            "2012 – 2014",
            "BA Mathematics, Example College",
            "2009 – 2012",
        ],
        "SKILLS": ["Lesson planning, Moodle, Kahoot and", "classroom management", "Parent communication"],
    }
    expected = ["Ola Berg", "Teacher"]
    for x, sections in ((50, left), (320, right)):
        y = 120.0
        for title, rows in sections.items():
            sheet.text(x, y, title, 12, BOLD)
            y = sheet.lines(x, y + 20, rows) + 6
            expected += [title, *rows]
    return pdf(sheet), expected


@layout
def table_with_a_title_row() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 60, "Asha Rao", 22, BOLD)
    sheet.text(50, 100, "EDUCATION", 12, BOLD)
    rows = (
        ("Degree", "Institute", "Year", "Score"), ("MBA", "Institute of Management", "2016", "78%"),
        ("B.Tech", "College of Engineering", "2013", "8.1"), ("XII", "Central School", "2009", "91%"),
    )  # fmt: skip
    for number, row in enumerate(rows):
        for x, text in zip((50, 150, 340, 430), row, strict=True):
            sheet.text(x, 122 + 15 * number, text, 10, REGULAR if number else BOLD)
    sheet.text(50, 210, "EXPERIENCE", 12, BOLD)
    job(sheet, 50, 545, 230, "Manager, Trading House", "2016 – 2020", ["Opened three branches"])
    return pdf(sheet), [
        "Asha Rao", "EDUCATION", *(" | ".join(row) for row in rows), "EXPERIENCE",
        "Manager, Trading House | 2016 – 2020",
        "Opened three branches",
    ]  # fmt: skip


@layout
def cells_that_run_over_several_rows() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 60, "PROJECTS", 12, BOLD)
    expected = ["PROJECTS"]
    y = 82.0
    for name, about, year in (
        (
            ["Warehouse", "robot"],
            ["Led the building of a robot that carries the boxes of", "customers between two halls"],
            "2021",
        ),
        (["Bridge"], ["Drew the plans"], "2019"),
        (
            ["Watertower", "study"],
            ["Measured the foundations and wrote up the report for", "everyone in the town"],
            "2017",
        ),
    ):
        sheet.lines(50, y, name, 13, 10, BOLD)
        sheet.lines(120, y, about, 13)
        sheet.text(380, y, year)
        y += 13 * max(len(name), len(about)) + 10
        expected.append(f"{' '.join(name)} | {' '.join(about)} | {year}")
    return pdf(sheet), expected


@layout
def entries_with_a_list_floated_beside() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 60, "Work", 16, BOLD)
    expected = ["Work"]
    y = 90.0
    for employer, dates, beside, below in (
        ("Alder Bank", "2018 – 2020", ["Kept the top rating", "Ran a kitchen"], ["Wrote six menus", "Lowered cost"]),
        ("Birch Hotel", "2015 – 2018", ["Trained four cooks", "Bought fish"], ["Baked bread"]),
        ("Cedar Inn", "2012 – 2015", ["Washed dishes", "Peeled"], ["Cut onions", "Cleaned"]),
    ):
        sheet.text(50, y, employer, 12, BOLD)
        sheet.text(50, y + 26, "Cook")
        sheet.text(170, y + 26, dates)
        sheet.bullets(300, y + 26, beside, 12)
        y = sheet.bullets(70, y + 52, below, 12) + 24
        expected += [employer, f"Cook | {dates}", *beside, *below]
    return pdf(sheet), expected


@layout
def contact_block_in_a_band() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.box(0, 0, WIDTH, 110, "#203040")
    sheet.text(50, 50, "Nina Holt", 26, BOLD, "#ffffff")
    sheet.text(50, 75, "Buyer", 12, REGULAR, "#ffffff")
    rows = (("Phone", "030 555 0100"), ("Mail", "nina@example.org"), ("Town", "Bremen"))
    for number, (label, value) in enumerate(rows):
        sheet.text(330, 40 + 16 * number, label, 9, BOLD, "#ffffff")
        sheet.text(400, 40 + 16 * number, value, 9, REGULAR, "#ffffff")
    sheet.text(50, 150, "Work", 14, BOLD)
    job(sheet, 50, 545, 172, "Buyer, Steel Works", "2015 – 2020", ["Bought steel", "Sold scrap"])
    return pdf(sheet), [
        "Nina Holt", "Buyer", *(f"{label} | {value}" for label, value in rows), "Work",
        "Buyer, Steel Works | 2015 – 2020",
        "Bought steel", "Sold scrap",
    ]  # fmt: skip


@layout
def text_up_the_margin() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.lines(50, 60, ["First line", "Second line", "Third line"])

    def margin(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.setFont(REGULAR, 10)
        canvas.drawString(0, 0, "Turned line one")
        canvas.drawString(0, -14, "Turned line two")
        canvas.restoreState()

    sheet.ink.append(margin)
    return pdf(sheet), ["First line", "Second line", "Third line", "Turned line one", "Turned line two"]


@layout
def dates_before_a_vertical_line() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 60, "Personal information", 12, BOLD)
    sheet.text(200, 60, "Eva Blum")
    sheet.lines(200, 74, ["12 Some Street, Graz", "eva@example.org"])
    sheet.paint.append(lambda canvas: canvas.line(188, HEIGHT - 45, 188, HEIGHT - 330))
    sheet.text(50, 130, "Work experience", 12, BOLD)
    expected = ["Personal information | Eva Blum", "12 Some Street, Graz", "eva@example.org", "Work experience"]
    y = 152.0
    for dates, title, rows in (
        ("03/2018 – present", "Nurse", ["Hospital of Graz", "Care for forty patients"]),
        ("09/2014 – 02/2018", "Assistant nurse", ["Clinic of Linz", "Night shifts"]),
        ("01/2013 – 08/2014", "Trainee", ["Clinic of Wels", "All wards"]),
    ):
        sheet.text(60, y, dates)
        sheet.text(200, y, title, 10, BOLD)
        y = sheet.lines(200, y + 14, rows) + 10
        expected += [f"{dates} | {title}", *rows]
    return pdf(sheet), expected


@layout
def table_with_borders_and_wrapped_cells() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    expected = []
    y = 100.0
    for row in (
        (["Degree"], ["Institution"], ["Year"]),
        (["Master of", "Science"], ["Institute of Advanced and Applied", "Management Studies"], ["2016"]),
        (["Bachelor"], ["College of Engineering"], ["2013"]),
    ):
        height = 14 * max(len(cell) for cell in row) + 4
        for x0, x1 in ((50, 110), (110, 280), (280, 330)):
            sheet.rule(x0, x1, y)
            sheet.rule(x0, x1, y + height)
            for x in (x0, x1):
                sheet.paint.append(lambda c, x=x, y=y, h=height: c.line(x, HEIGHT - y, x, HEIGHT - y - h))  # type: ignore[misc]
        for x, cell in zip((54, 114, 284), row, strict=True):
            sheet.lines(x, y + 12, cell)
        y += height
        expected.append(" | ".join(" ".join(cell) for cell in row))
    return pdf(sheet), expected


@layout
def raised_letters_stay_in_their_line() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    end = sheet.text(50, 100, "Came in 1")
    end = sheet.text(end, 96.5, "st", 6.5)
    sheet.text(end, 100, " of forty in the race")
    sheet.text(50, 114, "and won a prize")
    return pdf(sheet), ["Came in 1st of forty in the race", "and won a prize"]


@layout
def lists_of_words_in_two_columns() -> tuple[bytes, list[str]]:
    sheet = Sheet()
    sheet.text(50, 80, "Skills", 14, BOLD)
    sheet.bullets(50, 100, ["Python", "SQL", "Go"])
    sheet.bullets(250, 100, ["Excel", "Word", "Teams"])
    sheet.text(50, 160, "Achievements", 14, BOLD)
    sheet.bullets(50, 180, ["Opened a branch in Graz and", "Wrote the manual"])
    sheet.text(60, 208, "of all machines")
    sheet.bullets(250, 180, ["Cut the cost of energy by a", "Led eleven people"])
    sheet.text(260, 208, "in three teams")
    return pdf(sheet), [
        "Skills", "Python", "Excel", "SQL", "Word", "Go", "Teams", "Achievements", "Opened a branch in Graz and",
        "Wrote the manual", "of all machines", "Cut the cost of energy by a", "Led eleven people", "in three teams",
    ]  # fmt: skip
