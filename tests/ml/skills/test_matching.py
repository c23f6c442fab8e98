from __future__ import annotations

import pytest

from hiring_desktop.ml.skills.matcher import claimed, find_mentions
from hiring_desktop.ml.skills.vocabulary import RESOURCES, Vocabulary, load_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def named(text: str, vocabulary: Vocabulary) -> list[str]:
    return [m.skill.name for m in claimed(text, find_mentions(text, vocabulary))]


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("C++, C#, .NET and Node.js", ["C++", "C#", ".NET", "Node.js"]),
        ("Moved services to CI/CD and Go", ["CI/CD", "Go"]),
        ("ASP.NET MVC / VB.NET", ["ASP.NET", "VB.NET"]),
        ("Python-based tools; HTML/CSS", ["Python", "HTML", "CSS"]),
        ("SAP S/4HANA, R&D", ["SAP S/4HANA", "R&D"]),
        (
            "Word, Excel, Access and Outlook",
            ["Microsoft Word", "Microsoft Excel", "Microsoft Access", "Microsoft Outlook"],
        ),
        ("Languages: Java, C, R", ["Java", "C", "R"]),
        ("machine\nlearning with PyTorch", ["Machine Learning", "PyTorch"]),
    ],
)
def test_names_in_text(text: str, skills: list[str], vocabulary: Vocabulary) -> None:
    found = named(text, vocabulary)
    assert [s for s in skills if s not in found] == []


@pytest.mark.parametrize(
    "text",
    [
        "Go to the teams and excel at outlook", "access to the word of the chef", "R. Smith, C. Jones",
        "vitamin C level",
        "https://example.org/python/java", "javascripting the scalable rustic swiftly",
    ],
)  # fmt: skip
def test_everyday_words_are_no_skills(text: str, vocabulary: Vocabulary) -> None:
    assert named(text, vocabulary) == []


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("No Kubernetes so far. Python daily.", ["Python"]),
        ("I want to learn Go and Rust, but know Python", ["Python"]),
        ("never used Terraform; Docker in production", ["Docker"]),
        ("currently learning Scala", []),
        ("not only Python but also Java", ["Python", "Java"]),
    ],
)
def test_denied_and_wished_for_do_not_count(text: str, skills: list[str], vocabulary: Vocabulary) -> None:
    assert named(text, vocabulary) == skills


def test_offsets_are_those_of_the_text(vocabulary: Vocabulary) -> None:
    text = "İ  uses  Apache\n  Kafka daily"
    (mention,) = find_mentions(text, vocabulary)
    assert text[mention.start : mention.end] == "Apache\n  Kafka"


def test_canonical_names_and_families(vocabulary: Vocabulary) -> None:
    assert vocabulary.canonical("postgres") == "PostgreSQL"
    assert vocabulary.canonical("K8s") == "Kubernetes"
    assert vocabulary.canonical("MySQL 5.7") == "MySQL"
    assert vocabulary.canonical(" Basket  weaving ") == "Basket weaving"
    assert vocabulary.parent("PostgreSQL") == vocabulary.parent("MySQL")
    assert vocabulary.parent("Basket weaving") is None


def test_every_term_finds_its_skill(vocabulary: Vocabulary) -> None:
    for key, term in vocabulary.terms.items():
        assert vocabulary.find(key) is term.skill


def test_vocabulary_is_broad(vocabulary: Vocabulary) -> None:
    for name in ("GAAP", "Triage", "HACCP", "Six Sigma", "Lesson Planning", "Cold Calling", "Incoterms", "GD&T", "GDPR",
                 "Wireframing", "PRINCE2", "SEO", "Legal Research", "Wound Care", "Onboarding"):  # fmt: skip
        assert vocabulary.find(name) is not None


def test_licence_is_shipped() -> None:
    notice = (RESOURCES / "NOTICE.md").read_text(encoding="utf-8")
    assert "O*NET 29.2 Database" in notice
    assert "CC BY 4.0" in notice
