from __future__ import annotations

import pytest
from reading import jobs, read

PAIR = [("Senior Engineer", "Brightline Ltd", "2019-03", None), ("Engineer", "Corvane GmbH", "2015-06", "2019-02")]


@pytest.mark.parametrize(
    "text",
    [
        # title and employer in one line, dates below
        """
        Senior Engineer, Brightline Ltd
        March 2019 - Present
        * Built things

        Engineer, Corvane GmbH
        June 2015 - February 2019
        * Fixed things
        """,
        # employer first, title with the dates
        """
        Brightline Ltd
        Senior Engineer, 03/2019 – Present
        * Built things
        Corvane GmbH
        Engineer, 06/2015 – 02/2019
        * Fixed things
        """,
        # everything in one line
        """
        Senior Engineer | Brightline Ltd | Leeds | Mar 2019 - Present
        - Built things
        Engineer | Corvane GmbH | Hamburg | Jun 2015 - Feb 2019
        - Fixed things
        """,
        # the date first
        """
        2019-03 - Present: Senior Engineer, Brightline Ltd, Leeds
        - Built things
        2015-06 - 2019-02: Engineer, Corvane GmbH, Hamburg
        - Fixed things
        """,
        """
        03/2019 – Present
        Senior Engineer
        Brightline Ltd, Leeds
        - Built things

        06/2015 – 02/2019
        Engineer
        Corvane GmbH, Hamburg
        - Fixed things
        """,
        # "at"
        """
        Senior Engineer at Brightline Ltd (March 2019 to date)
        - Built things
        Engineer at Corvane GmbH (June 2015 to February 2019)
        - Fixed things
        """,
        # labels
        """
        Company: Brightline Ltd
        Designation: Senior Engineer
        Duration: Mar 2019 to till date
        * Built things

        Company: Corvane GmbH
        Designation: Engineer
        Duration: Jun 2015 to Feb 2019
        * Fixed things
        """,
    ],
)
def test_reads_the_same_jobs_from_many_layouts(text: str) -> None:
    assert jobs(text) == PAIR


def test_several_roles_at_one_employer() -> None:
    text = """
        First Meridian Bank
        Head of Risk, 2019 – Present
        • Built the model
        Risk Manager, 2016 – 2019
        • Reporting

        Calder & Sons
        Auditor, 2013 – 2016
        """
    assert jobs(text) == [
        ("Head of Risk", "First Meridian Bank", "2019", None),
        ("Risk Manager", "First Meridian Bank", "2016", "2019"),
        ("Auditor", "Calder & Sons", "2013", "2016"),
    ]


@pytest.mark.parametrize(
    ("line", "position", "employer"),
    [
        ("Logistics Coordinator, Dunn, Kelly and Guzman", "Logistics Coordinator", "Dunn, Kelly and Guzman"),
        ("Dunn, Kelly and Guzman, Logistics Coordinator", "Logistics Coordinator", "Dunn, Kelly and Guzman"),
        ("Chef de Partie, O'Brien's Kitchen", "Chef de Partie", "O'Brien's Kitchen"),
        ("Projektleiterin, Siebert AG, München", "Projektleiterin", "Siebert AG"),
        ("Kierownik projektu, Bonawentura Sp. z o.o., Kraków", "Kierownik projektu", "Bonawentura Sp. z o.o."),
    ],
)
def test_tells_titles_from_employers(line: str, position: str, employer: str) -> None:
    assert jobs(f"{line}\nMarch 2019 - June 2020\n* Did things") == [(position, employer, "2019-03", "2020-06")]


def test_a_department_belongs_to_the_title() -> None:
    text = """
        Staff Nurse, Acute Medical Unit
        Fernhill General Hospital, Leeds
        Sep 2016 – Sep 2021
        """
    assert jobs(text) == [("Staff Nurse, Acute Medical Unit", "Fernhill General Hospital", "2016-09", "2021-09")]


def test_years_are_the_union_of_the_jobs() -> None:
    resume = read(
        """
        Ada Quill
        Experience
        Engineer, Brightline Ltd
        January 2020 - December 2021
        Consultant, Corvane GmbH
        July 2021 - June 2022
        Education
        BSc Physics, University of Ashdown
        2015 - 2018
        """
    )
    assert resume.total_experience_years == 2.5


def test_highlights_and_their_wrapped_lines() -> None:
    work = read(
        """
        Ada Quill

        Experience
        Engineer, Brightline Ltd
        January 2020 - December 2021
        * Moved the billing service to another
          country without a pause
        * Mentored four people
        """
    ).resume["work"]
    assert work[0]["highlights"] == [
        "Moved the billing service to another country without a pause",
        "Mentored four people",
    ]


def test_jobs_without_dates_are_told() -> None:
    parsed = read("Ada Quill\n\nExperience\nEngineer, Brightline Ltd\n* Built things\n")
    assert "dates_unreadable" in parsed.warnings
    assert parsed.total_experience_years is None


def test_dates_that_lost_their_dash() -> None:
    text = """
        2016Present: Music Producer, Corvane Records

        2009  2015: Assistant Producer, Brightline Ltd
        """
    assert jobs(text) == [
        ("Music Producer", "Corvane Records", "2016", None),
        ("Assistant Producer", "Brightline Ltd", "2009", "2015"),
    ]


def test_a_place_is_no_position() -> None:
    assert jobs("Leeds, United Kingdom\nBrightline Ltd\nMarch 2019 - June 2021\n") == [
        (None, "Brightline Ltd", "2019-03", "2021-06")
    ]


def test_a_line_of_what_was_done_is_no_job() -> None:
    assert (
        jobs("Brightline Ltd, Leeds, United Kingdom\nSupervised nine student teachers in two schools of the town\n")
        == []
    )
    assert jobs("Leeds, UK\nBrightline Ltd\n") == []
