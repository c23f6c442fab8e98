"""Make the sample resumes of the demo: 40 fictional people, as PDF, Word and text files. Run by ``make samples``.

The same input gives the same bytes, so that a change here shows as a change there and nothing else does.
"""

from __future__ import annotations

from pathlib import Path

from samples.office import make_docx, make_text
from samples.pdf_layouts import make_pdf
from samples.people import Person, read_people

TARGET = Path(__file__).resolve().parent.parent / "resources" / "samples" / "resumes"


def make(person: Person) -> bytes:
    """The file of one person."""
    if person.layout == "text":
        return make_text(person)
    return make_docx(person) if person.layout.startswith("docx") else make_pdf(person)


def main() -> None:
    """Write all files, and remove those of people who are gone."""
    people = read_people()
    TARGET.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in TARGET.iterdir()} - {person.file for person in people}:
        (TARGET / stale).unlink()
    for person in people:
        (TARGET / person.file).write_bytes(make(person))
    size = sum(path.stat().st_size for path in TARGET.iterdir())
    print(f"{len(people)} resumes, {size // 1024} KB, in {TARGET}")


if __name__ == "__main__":
    main()
