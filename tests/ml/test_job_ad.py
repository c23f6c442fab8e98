from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import Requirements
from hiring_desktop.ml.job_ad import read_ad, read_job_posting

AD = """
# Senior Backend Developer (m/f/d)

Brightline has been in business for 20 years.

## What you bring
- 5+ years of experience with Python and PostgreSQL
- Bachelor's degree in Computer Science or equivalent; a Master's is a plus
- Go is a plus

## Nice to have
- Terraform, AWS

## What we offer
- Excel courses and yoga
"""


def test_reads_what_an_ad_asks_for() -> None:
    ad = read_ad(AD)
    assert ad.title == "Senior Backend Developer"
    assert ad.description == AD
    assert ad.requirements == Requirements(
        required_skills=("Python", "PostgreSQL"), preferred_skills=("Go", "Terraform", "AWS"),
        min_years=5, degree="bachelor",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "low", "high"),
    [
        ("At least three years of experience", 3, None),
        ("3-5 years' experience in a similar role", 3, 5),
        ("Minimum 2 years experience", 2, None),
        ("Experience: 7+ years", 7, None),
        ("mindestens 4 Jahre Berufserfahrung", 4, None),
        ("up to 2 years of experience", None, 2),
        ("We are 30 years old", None, None),
        ("a 2 years contract", None, None),
    ],
)
def test_years(line: str, low: float | None, high: float | None) -> None:
    asked = read_ad(f"Engineer\n\nRequirements\n- {line}\n").requirements
    assert (asked.min_years, asked.max_years) == (low, high)


@pytest.mark.parametrize(
    ("line", "degree"),
    [
        ("PhD in Physics required", "doctorate"),
        ("Bachelor's or Master's degree", "bachelor"),
        ("High school diploma or GED", "secondary"),
        ("University degree in engineering", "bachelor"),
        ("A love of bees", None),
    ],
)
def test_degree(line: str, degree: str | None) -> None:
    assert read_ad(f"Engineer\n\nRequirements\n- {line}\n").requirements.degree == degree


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Position: Staff Nurse\nLeeds", "Staff Nurse"),
        ("Brightline Ltd\n\nWe are looking for a Data Engineer to join us.", "Data Engineer"),
        ("Softwareentwickler (w/m/d)\nMünchen", "Softwareentwickler"),
    ],
)
def test_title(text: str, title: str) -> None:
    assert read_ad(text).title == title


def test_a_given_title_wins() -> None:
    assert read_ad(AD, title="Backend").title == "Backend"


def test_schema_org_posting() -> None:
    ad = read_job_posting(
        {
            "@type": "JobPosting",
            "title": "Accountant",
            "description": "<p>We need:</p><ul><li>QuickBooks</li><li>IFRS &amp; GAAP</li></ul>",
            "skills": "Excel, Power BI",
            "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 30},
            "educationRequirements": {"credentialCategory": "bachelor degree"},
        }
    )
    assert ad.title == "Accountant"
    assert {"Microsoft Excel", "Power BI", "QuickBooks", "IFRS", "GAAP"} <= set(ad.requirements.required_skills)
    assert ad.requirements.min_years == 2.5
    assert ad.requirements.degree == "bachelor"


def test_our_own_json_wins_over_the_text() -> None:
    ad = read_job_posting(
        {"title": "Engineer", "description": "Python, 5 years of experience", "required_skills": ["Go", "Postgres"],
         "must_have": ["Golang"], "min_years": 2, "degree": "master"}
    )  # fmt: skip
    assert ad.requirements.required_skills == ("Go", "PostgreSQL")
    assert ad.requirements.must_have == ("Go",)
    assert (ad.requirements.min_years, ad.requirements.degree) == (2, "master")


def test_an_empty_posting_is_refused() -> None:
    with pytest.raises(DocumentRejected, match="neither a title nor a description"):
        read_job_posting({"@type": "JobPosting"})


@given(st.text(max_size=400))
def test_any_text_can_be_read_and_gives_the_same_twice(text: str) -> None:
    assert read_ad(text) == read_ad(text)
