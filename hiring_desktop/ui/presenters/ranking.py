"""The words of the ranked list: names of the components, what a score rests on, why something is not ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from hiring_desktop.core.hiring.views import RankRow, UnrankedRow
from hiring_desktop.core.model import Score
from hiring_desktop.ui.words import translate


@dataclass(frozen=True, slots=True)
class ComponentWords:
    """A component's name in a table head, its name in a sentence, and what it measures."""

    short: str
    name: str
    meaning: str


def component_words(component: str) -> ComponentWords:
    """The words for one of ``COMPONENTS``."""
    table = {
        "skills_match": ComponentWords(
            translate("Ranking", "Skills"),
            translate("Ranking", "Skills"),
            translate("Ranking", "How many of the skills the job asks for the resume shows; rare ones count more."),
        ),
        "experience": ComponentWords(
            translate("Ranking", "Years"),
            translate("Ranking", "Experience"),
            translate("Ranking", "Years of experience against the years the job asks for."),
        ),
        "education": ComponentWords(
            translate("Ranking", "Degree"),
            translate("Ranking", "Education"),
            translate("Ranking", "Highest degree against the degree the job asks for."),
        ),
        "resume_similarity": ComponentWords(
            translate("Ranking", "Text"),
            translate("Ranking", "Text"),
            translate("Ranking", "How close the words of the resume are to the words of the job ad."),
        ),
        "career_consistency": ComponentWords(
            translate("Ranking", "Career"),
            translate("Ranking", "Career consistency"),
            translate(
                "Ranking",
                "How steady the dates of the career are. It punishes breaks, so it counts only if you say so.",
            ),
        ),
    }
    return table[component]


def display_name(row: RankRow) -> str:
    """The candidate's name, or the file where no name was found."""
    return row.candidate_name or row.label or PurePosixPath(row.file).name


def component_text(score: Score, component: str) -> str:
    """``82``, or ``?`` for a value that is not known."""
    return "?" if component in score.imputed else f"{score.breakdown.get(component, 0.0):.0f}"


def component_tip(score: Score, component: str) -> str:
    """What the number of a component means for this candidate."""
    words = component_words(component)
    value, weight = score.breakdown.get(component, 0.0), share(score.weights, component)
    if component in score.imputed:
        text = translate("Ranking", "{0}: not found in the resume, so it counts as the usual {1} of 100.")
        return text.format(words.name, f"{value:.0f}")
    text = translate("Ranking", "{0}: {1} of 100, weight {2} %, so {3} points of the score. {4}")
    return text.format(words.name, f"{value:.1f}", f"{weight:.0f}", f"{value * weight / 100:.1f}", words.meaning)


def share(weights: Mapping[str, float], component: str) -> float:
    """A weight as per cent of all weights."""
    total = sum(weights.values())
    return 100.0 * weights.get(component, 0.0) / total if total else 0.0


def skills_text(score: Score) -> str:
    """``4 of 6``."""
    asked = len(score.matched_skills) + len(score.missing_skills)
    if not asked:
        return translate("Ranking", "None asked for")
    return translate("Ranking", "{0} of {1}").format(len(score.matched_skills), asked)


def missing_text(score: Score) -> str:
    """``missing Kafka, Spark``; empty if nothing is."""
    if not score.missing_skills:
        return ""
    return translate("Ranking", "missing {0}").format(", ".join(score.missing_skills))


def skills_tip(score: Score, must_haves: Sequence[str]) -> str:
    """All skills of the job by what was found of them, a line each."""
    lines = []
    for heading, skills in (
        (translate("Ranking", "Found: {0}"), score.matched_skills),
        (translate("Ranking", "Not found: {0}"), score.missing_skills),
        (translate("Ranking", "Close to what is asked: {0}"), score.near_skills),
        (translate("Ranking", "Must-haves: {0}"), tuple(must_haves)),
    ):
        if skills:
            lines.append(heading.format(", ".join(skills)))
    return "\n".join(lines) or translate("Ranking", "The job asks for no skills.")


def must_have_text(score: Score, must_haves: Sequence[str]) -> str:
    """Whether the must-haves were found; a missing one is shown, it never rejects by itself."""
    if not must_haves:
        return translate("Ranking", "None set")
    found = len(must_haves) - len(score.failed_must_haves)
    if found == len(must_haves):
        return (
            translate("Ranking", "All {0} found").format(len(must_haves))
            if len(must_haves) > 1
            else translate("Ranking", "Found")
        )
    if len(must_haves) == 1:
        return translate("Ranking", "Not found")
    return translate("Ranking", "{0} of {1} found").format(found, len(must_haves))


def confidence_text(score: Score) -> str:
    """How much of the score was read and how much assumed."""
    return {
        "high": translate("Ranking", "High"),
        "medium": translate("Ranking", "Medium"),
        "low": translate("Ranking", "Low"),
    }[score.confidence]


def confidence_tip(score: Score) -> str:
    """What is not known, and between which scores the truth lies."""
    if not score.imputed:
        return translate("Ranking", "Everything that the score counts was found in the resume.")
    unknown = ", ".join(component_words(name).name.lower() for name in score.imputed)
    text = translate("Ranking", "Not found in the resume: {0}. Depending on it the score lies between {1} and {2}.")
    return text.format(unknown, f"{score.interval[0]:.1f}", f"{score.interval[1]:.1f}")


def unranked_text(row: UnrankedRow) -> str:
    """Why a file has no score, in plain words."""
    return row.message or status_words(row.status)


def status_words(status: str) -> str:
    """What became of a file, in a few words."""
    return {
        "waiting": translate("Imports", "Waiting"),
        "queued": translate("Imports", "Waiting"),
        "processing": translate("Imports", "Reading"),
        "imported": translate("Imports", "Imported"),
        "processed": translate("Imports", "Imported"),
        "duplicate": translate("Imports", "Already there"),
        "needs_ocr": translate("Imports", "Scanned, no text"),
        "rejected": translate("Imports", "Not read"),
        "failed": translate("Imports", "Not read"),
        "cancelled": translate("Imports", "Cancelled"),
    }[status]


def matches(row: RankRow, wanted: str) -> bool:
    """Whether a row has the wanted text in its name, file or skills (``/`` jumps from match to match)."""
    needle = wanted.strip().casefold()
    fields = (display_name(row), row.file, *row.score.matched_skills, *row.score.near_skills)
    return bool(needle) and any(needle in field.casefold() for field in fields)


def headline(ranked: int, unranked: int, pending: int) -> str:
    """The line under a job's title: how many are ranked, not ranked, under way."""
    parts = [translate("Ranking", "%n candidate(s) ranked", ranked)]
    if unranked:
        parts.append(translate("Ranking", "%n file(s) not ranked", unranked))
    if pending:
        parts.append(translate("Ranking", "%n file(s) on the way", pending))
    return " · ".join(parts)
