from __future__ import annotations

import pytest
from reading import read, skills

from hiring_desktop.ml.resume.sections import title_kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("PROFESSIONAL EXPERIENCE:", "experience"),
        ("W O R K   E X P E R I E N C E", "experience"),
        ("Berufserfahrung", "experience"),
        ("Expérience professionnelle", "experience"),
        ("Experiencia laboral", "experience"),
        ("Esperienze lavorative", "experience"),
        ("Doświadczenie zawodowe", "experience"),
        ("Relevant Work Experience (8 years)", "experience"),
        ("Education & Training", "education"),
        ("Wykształcenie", "education"),
        ("Technical Skills", "skills"),
        ("Key Skills & Competencies", "skills"),
        ("Sprachkenntnisse", "languages"),
        ("Licenses and Certifications", "certificates"),
        ("Engineer", None),
        ("Experienced engineer with ten years of work experience in many different fields", None),
    ],
)
def test_titles_in_many_wordings(title: str, kind: str | None) -> None:
    assert title_kind(title) == kind


def test_items_stand_as_printed_with_their_canonical_name_beside() -> None:
    group = read("Ada Quill\n\nSkills\nPostgres, MS Excel, Basket weaving\n").resume["skills"][0]
    assert group["keywords"] == ["Postgres", "MS Excel", "Basket weaving"]
    assert group["canonical"] == ["PostgreSQL", "Microsoft Excel", "Basket weaving"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Languages: Go, C++, C#\nTools: Git, CI/CD",
            [("Languages", ["Go", "C++", "C#"]), ("Tools", ["Git", "CI/CD"])],
        ),
        ("- Python\n- .NET\n- Node.js", [(None, ["Python", ".NET", "Node.js"])]),
        ("Python • R • GD&T • 5S", [(None, ["Python", "R", "GD&T", "5S"])]),
        ("Python (5 years), Java (Less than 1 year)", [(None, ["Python", "Java"])]),
        ("AWS (S3, Lambda), Docker", [(None, ["AWS", "S3", "Lambda", "Docker"])]),
        ("Python, Java and Docker", [(None, ["Python", "Java", "Docker"])]),
        ("Accounting and Finance, Excel", [(None, ["Accounting and Finance", "Excel"])]),
    ],
)
def test_lists_of_skills(text: str, expected: list[tuple[str | None, list[str]]]) -> None:
    assert skills(text) == expected


def test_languages_as_a_group_of_skills_is_no_section() -> None:
    resume = read("Ada Quill\n\nSKILLS\nLanguages: Python, Go\n\nLANGUAGES\nFrench (native), English (C1)\n").resume
    assert resume["skills"][0]["keywords"] == ["Python", "Go"]
    assert resume["languages"] == [
        {"language": "French", "fluency": "native"}, {"language": "English", "fluency": "C1"},
    ]  # fmt: skip


def test_levels_below_the_languages() -> None:
    resume = read("Ada Quill\n\nLanguages\nSpanish\nNative speaker\nEnglish\nProfessional working proficiency\n").resume
    assert resume["languages"] == [
        {"language": "Spanish", "fluency": "Native speaker"},
        {"language": "English", "fluency": "Professional working proficiency"},
    ]


def test_certificates_with_dates() -> None:
    resume = read("Ada Quill\n\nCertifications\nLean Six Sigma Green Belt, 2017\nForklift Licence (May 2019)\n").resume
    assert [(c["name"], c["date"]) for c in resume["certificates"]] == [
        ("Lean Six Sigma Green Belt", "2017"), ("Forklift Licence", "2019-05"),
    ]  # fmt: skip


def test_projects_and_interests() -> None:
    resume = read("Ada Quill\n\nProjects\nBee counter\n- Counts bees\n\nInterests\nChess, sailing\n").resume
    assert resume["projects"] == [{"name": "Bee counter", "highlights": ["Counts bees"]}]
    assert [i["name"] for i in resume["interests"]] == ["Chess", "sailing"]
