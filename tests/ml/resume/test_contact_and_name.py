from __future__ import annotations

import pytest
from reading import read


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Ada Quill\nEngineer\nada@example.org", "Ada Quill"),
        ("CURRICULUM VITAE\nAda Quill-Ferrante, MBA\nquill.ferrante@example.org", "Quill"),
        ("Dr. Małgorzata Wiśniewska-Kowal\nmalgorzata.wk@example.net", "Dr. Małgorzata Wiśniewska-Kowal"),
        ("JONATHAN Q. PEMBERTON\nAustin, TX | jqp@example.com", "JONATHAN Q. PEMBERTON"),
        ("Maria Concepcion dela Cruz\n(312) 555-0176", "Maria Concepcion dela Cruz"),
        ("Giacinto Fo, Supply Chain Analyst\ngiacinto.fo@example.net", "Giacinto Fo"),
        ("Étienne Rémy, MBA\nLine Cook\netienne.remy43@mail.example.com", "Étienne Rémy, MBA"),
        ("Name: Suresh Kumar Iyer\nEmail: suresh.iyer@example.net", "Suresh Kumar Iyer"),
        ("Senior Accountant\nO'Malley Finch\nomalley.finch@example.org", "O'Malley Finch"),
        ("Ilse van der Berg\nilse.vdberg@example.org", "Ilse van der Berg"),
    ],
)
def test_name(head: str, name: str) -> None:
    found = read(head + "\n\nExperience\nEngineer, Brightline Ltd\n2019 - 2020\n").resume["basics"].get("name", "")
    assert name in found


def test_no_name_is_told_not_guessed() -> None:
    parsed = read("Experience\nEngineer, Brightline Ltd\n2019 - 2020\n* Built 20 things\n")
    assert "name" not in parsed.resume["basics"]
    assert {"no_name", "no_contact"} <= set(parsed.warnings)


@pytest.mark.parametrize(
    "phone",
    ["+49 (0)30 23125-194", "(515) 555-0102", "020 7946 0856", "+34 600 000 092", "+91-98765 00012", "06 39 98 01 17"],
)
def test_phone(phone: str) -> None:
    assert read(f"Ada Quill\nTel: {phone}\n\nExperience\nEngineer\n").resume["basics"]["phone"] == phone


@pytest.mark.parametrize("text", ["2011-09 - 2014-06", "01/2015 – 02/2016", "1,234,567 users", "2011 2014"])
def test_dates_and_counts_are_no_phones(text: str) -> None:
    assert "phone" not in read(f"Ada Quill\nada@example.org\n\nExperience\nEngineer, {text}\n").resume["basics"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Leipzig, Sachsen DE", {"city": "Leipzig", "region": "Sachsen", "countryCode": "DE"}),
        ("Sapporo, Hokkaido (JP)", {"city": "Sapporo", "region": "Hokkaido", "countryCode": "JP"}),
        ("Boise, ID, US", {"city": "Boise", "region": "ID", "countryCode": "US"}),
        ("A Coruña, Galicia", {"city": "A Coruña", "region": "Galicia"}),
        ("Newcastle upon Tyne, United Kingdom", {"city": "Newcastle upon Tyne", "countryCode": "GB"}),
    ],
)
def test_place(line: str, place: dict[str, str]) -> None:
    found = read(f"Ada Quill\nada@example.org | +1 515 555 0102 | {line}\n\nSkills\nPython, Go\n").resume["basics"]
    assert found["location"] == place


def test_street_and_postcode() -> None:
    text = "Ada Quill\nHauptstraße 12, 80331 München\n+49 89 12345678\n\nSkills\nPython\n"
    assert read(text).resume["basics"]["location"] == {
        "address": "Hauptstraße 12", "postalCode": "80331", "city": "München",
    }  # fmt: skip


def test_links_and_profiles() -> None:
    text = "Ada Quill\nada@example.org\nhttps://ada.example.net\nlinkedin.com/in/ada-quill github.com/adaquill\n"
    basics = read(text).resume["basics"]
    assert basics["url"] == "https://ada.example.net"
    assert [(p["network"], p["username"]) for p in basics["profiles"]] == [
        ("LinkedIn", "ada-quill"),
        ("GitHub", "adaquill"),
    ]


def test_an_address_broken_over_two_lines() -> None:
    basics = read("Ada Quill\nhttps://linkedin.com/in/ada-\nquill-x1\nada@example.org\n").resume["basics"]
    assert basics["url"] == "https://linkedin.com/in/ada-quill-x1"


def test_a_list_of_companies_is_no_address() -> None:
    basics = read("Ada Quill\nada@example.org\nBrightline, Corvane, Oatfield\n\nSkills\nPython\n").resume["basics"]
    assert "location" not in basics
