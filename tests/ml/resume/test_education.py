from __future__ import annotations

import pytest
from reading import read, studies

from hiring_desktop.ml.resume.degrees import find_degrees, highest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "BSc in Business Administration, Calderbrook University, 2008 - 2011",
            ("BSc", "Business Administration", "Calderbrook University"),
        ),
        (
            "Università di Valserena\nLaurea Triennale - Informatica\n2009 - 2012",
            ("Laurea Triennale", "Informatica", "Università di Valserena"),
        ),
        (
            "Associate Degree Statistics at Fukuhara University\nSept 2011 - Jun 2013",
            ("Associate Degree", "Statistics", "Fukuhara University"),
        ),
        (
            "Informatics, M.Com, Indian College of Commerce, Chennai\nSep 2007 - Jun 2009",
            ("M.Com", "Informatics", "Indian College of Commerce"),
        ),
        (
            "2012 - 2015 : Diplôme d'ingénieur en informatique, École Centrale de Rivecourt",
            ("Diplôme d'ingénieur", "informatique", "École Centrale de Rivecourt"),
        ),
        (
            "10/2008 – 09/2014 Dipl.-Ing. Bauingenieurwesen, Technische Universität Elbtal",
            ("Dipl.-Ing.", "Bauingenieurwesen", "Technische Universität Elbtal"),
        ),
        (
            "The University of Norland at Southport\nBachelor of Business Administration in Management\nMay 2012",
            ("Bachelor of Business Administration", "Management", "The University of Norland at Southport"),
        ),
    ],
)
def test_reads_one_study(text: str, expected: tuple[str, str, str]) -> None:
    assert studies(text) == [expected]


@pytest.mark.parametrize(
    ("printed", "level"),
    [
        ("Ph.D.", "doctorate"),
        ("Dr. rer. nat.", "doctorate"),
        ("Master of Science", "master"),
        ("MBA", "master"),
        ("Laurea Magistrale", "master"),
        ("Diplôme d'ingénieur", "master"),
        ("B.Tech", "bachelor"),
        ("BA (Hons)", "bachelor"),
        ("Licence", "bachelor"),
        ("Licencjat", "bachelor"),
        ("Grado", "bachelor"),
        ("Associate of Applied Science", "associate"),
        ("Higher National Diploma", "diploma"),
        ("High School Diploma", "secondary"),
        ("A-Levels", "secondary"),
        ("Abitur", "secondary"),
        ("Bachillerato", "secondary"),
        ("Matura", "secondary"),
    ],
)
def test_the_ladder(printed: str, level: str) -> None:
    (degree,) = find_degrees(f"{printed}, somewhere")
    assert (degree.start, degree.level) == (0, level)
    assert f"{printed},"[degree.start : degree.end] == printed


@pytest.mark.parametrize("text", ["ma and pa", "Massachusetts", "be good", "HANDBOOK", "mscott", "Bachata"])
def test_words_that_only_look_like_degrees(text: str) -> None:
    assert not find_degrees(text)


def test_highest_of_none_is_none() -> None:
    assert highest([]) is None
    assert highest([None, "bachelor", "master", "secondary"]) == "master"


def test_degree_stands_as_printed_with_its_level_beside() -> None:
    parsed = read("Ada Quill\n\nEducation\nM.Sc. in Physics, University of Ashdown\n2015 - 2018\n")
    (study,) = parsed.resume["education"]
    assert (study["studyType"], study["canonical"]) == ("M.Sc.", "master")
    assert parsed.highest_degree == "master"


def test_a_lone_year_is_when_it_ended() -> None:
    (study,) = read("Ada Quill\n\nEducation\nBSc Physics, University of Ashdown, 2018\n").resume["education"]
    assert "startDate" not in study
    assert study["endDate"] == "2018"


def test_marks() -> None:
    (study,) = read("Ada\n\nEducation\nB.Tech in Mechanics from Lindental College in 2015 with 78%\n").resume[
        "education"
    ]
    assert study["score"] == "78%"
