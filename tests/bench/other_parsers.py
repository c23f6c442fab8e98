"""Run another open resume parser over files and print what it found in our shape, one JSON object a line.

    PYTHON tests/bench/other_parsers.py leverparser FILE...

``PYTHON`` is the interpreter of the environment that the parser is installed in (``bench_side_by_side``). Nothing is
added to what a parser returns and nothing taken away: fields are renamed, dates written as ISO 8601.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

Json = dict[str, Any]


def leverparser(file: str) -> Json:
    """What leverparser finds by its rules, without a language model."""
    from pyresume import ResumeParser  # type: ignore[import-not-found]

    found = ResumeParser().parse(file)
    contact = found.contact_info
    urls = [url for url in (contact.linkedin, contact.github, contact.website) if url]
    return {
        "basics": {
            "name": contact.name, "email": contact.email, "phone": contact.phone, "url": urls[0] if urls else None,
            "profiles": [{"url": url} for url in urls[1:]], "location": {"city": contact.address},
        },
        "work": [
            {
                "name": job.company, "position": job.title, "startDate": _iso(job.start_date),
                "endDate": _iso(job.end_date),
            }
            for job in found.experience
        ],
        "education": [{"institution": entry.institution, "studyType": entry.degree} for entry in found.education],
        "skills": [{"name": skill.name} for skill in found.skills],
        "languages": [{"language": language} for language in found.languages],
        "certificates": [{"name": entry.name} for entry in found.certifications],
    }  # fmt: skip


def openresume(file: str) -> Json:
    """What openresume-parser finds by its rules. It reads PDF alone."""
    from openresume import parse_resume_from_pdf  # type: ignore[import-not-found]

    answer = parse_resume_from_pdf(file)
    if not answer["ok"]:
        raise ValueError(answer["error"]["code"])
    found = answer["resume"]
    return {
        "basics": {
            "name": found["full_name"], "email": found["email"], "phone": found["phone"], "url": found["url"],
            "location": {"city": found["location"]["city"]},
        },
        "work": [
            {
                "name": job["company"], "position": job["title"], "startDate": job["start_date"],
                "endDate": None if job["current"] else job["end_date"],
            }
            for job in found["experience"]["work_history"]
        ],
        "education": [{"institution": None, "studyType": found["education"]["degree_course"]}],
        "skills": [{"name": skill} for skill in found["skills"]],
    }  # fmt: skip


PARSERS: dict[str, Callable[[str], Json]] = {"leverparser": leverparser, "openresume-parser": openresume}


def main() -> None:
    """Parse the files named. A parser that fails on one has found nothing in it."""
    parse = PARSERS[sys.argv[1]]
    logging.disable()
    for file in sys.argv[2:]:
        row: Json = {"file": file, "status": "parsed", "reason": None, "resume": None}
        with contextlib.redirect_stdout(sys.stderr):  # some of them print on the way
            try:
                row["resume"] = parse(file)
            except Exception as error:  # noqa: BLE001 - whatever another's parser throws is its answer for this file
                row |= {"status": "rejected", "reason": type(error).__name__}
        row |= {"total_experience_years": None, "highest_degree": None, "warnings": []}
        print(json.dumps(row))


def _iso(day: date | None) -> str | None:
    return day.isoformat()[:7] if day else None


if __name__ == "__main__":
    main()
