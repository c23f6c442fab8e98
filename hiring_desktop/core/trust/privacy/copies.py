"""Copies for the person that the data is about: one to read, one for machines, one to take elsewhere.

``gather`` collects, the rest only writes down what it found. The copy to read is plain text or a page of HTML in which
everything from a document is escaped.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import PurePosixPath
from typing import Any, Final

from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Attachments, Store
from hiring_desktop.core.trust.contacts import Contacts
from hiring_desktop.core.trust.privacy.subjects import Traces

_PURPOSE: Final = (
    "Your data is used to choose people for the jobs that you applied for, and for no other purpose. A program "
    "compares each resume with the job and proposes an order; the score, its parts and their weights are in this copy. "
    "It rejects nobody: people decide."
)
_RIGHTS: Final = (
    "You may have wrong data corrected, have your data erased, take it elsewhere in a machine-readable form, object to "
    "its use, and complain to the data protection authority of your country."
)
_ACTS: Final[Mapping[str, str]] = {
    "candidates.read": "Profile opened",
    "candidates.document": "Document taken",
    "ranking.read": "Score and its reasons opened",
}
_QUEUE: Final = frozenset({"source", "position", "owner", "claimed_from", "address"})
"""How the import works, which says nothing of the person."""
_INTERNAL: Final = frozenset(
    {
        "id", "candidate_id", "resume_id", "job_id", "application_id", "content_hash", "media_type", "score_breakdown",
        "score_revision", "ml_score", "received",
    }
)  # fmt: skip
"""Left out of the copy to read; the one for machines has them."""
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNSAFE: Final = re.compile(r"[^\w.() -]+")
_MOST_NAME: Final = 120

Rows = Sequence[tuple[str, str]]
Sections = Sequence[tuple[str, Rows]]


@dataclass(frozen=True, slots=True)
class AccessCopy:
    """What is handed to a person who asks what is known of them."""

    text: str
    html: str
    data: Json

    @property
    def json(self) -> str:
        """``data`` as a file."""
        return _json(self.data)


def gather(store: Store, contacts: Contacts, traces: Traces, now: datetime) -> Json:
    """Everything of a candidate, as plain values.

    Args:
        store: Where it is.
        contacts: Opens what is sealed of it.
        traces: Where exactly (``subjects``).
        now: The day of the copy.
    """

    def documents(collection: str) -> list[Json]:
        return store[collection].find({"_id": {"$in": list(traces.documents.get(collection, ()))}})

    texts = {document["_id"]: document["text"] for document in documents("resume_texts")}
    applications = documents("applications")
    wanted = {"_id": {"$in": [application["job_id"] for application in applications]}}
    jobs = {job["_id"]: job["title"] for job in store["jobs"].find(wanted, ("title",))}
    places = [key for _, key in traces.places()]
    looks = store["audit_logs"].find(
        {"stream": "access", "resource_id": {"$in": places}}, ("timestamp", "role", "action"), sort=[("timestamp", 1)]
    )
    [candidate] = documents("candidates")
    return {
        "made_at": now.isoformat(timespec="seconds"),
        "purpose": _PURPOSE,
        "rights": _RIGHTS,
        "candidate": _plain(contacts.opened_candidate(candidate)),
        "resumes": [
            {**_plain(resume), "resume": contacts.opened(resume["resume"]), "text": texts.get(resume["_id"], "")}
            for resume in documents("resumes")
        ],
        "applications": [
            {**_plain(application), "job": jobs.get(application["job_id"])} for application in applications
        ],
        "imports": [_plain(_without(item, _QUEUE)) for item in documents("import_items")],
        "account": [{"role": user.get("role")} for user in documents("users")],
        "consent": [_plain(consent) for consent in documents("consents")],
        "seen_by": [{"at": _value(e["timestamp"]), "role": e["role"], "action": e["action"]} for e in looks],
    }


def access_copy(data: Json) -> AccessCopy:
    """The data as text, HTML and JSON."""
    sections = _sections(data)
    return AccessCopy(_text(sections), _html(sections), data)


def portable_copy(store: Store, attachments: Attachments, contacts: Contacts, traces: Traces, now: datetime) -> bytes:
    """A ZIP file with a JSON Resume and the original file of each resume.

    Raises:
        NotFound: A file is missing in the workspace.
        Damaged: A file was changed.
    """
    resumes = store["resumes"].find({"_id": {"$in": list(traces.documents.get("resumes", ()))}})
    stamp = now.timetuple()[:6]
    taken: set[str] = set()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)

        for number, resume in enumerate(resumes, 1):
            suffix = "" if number == 1 else f"-{number}"
            add(f"resume{suffix}.json", _json(contacts.opened(resume["resume"])).encode())
            add(f"files/{_file_name(resume['file'], taken)}", attachments.get(resume["content_hash"]))
    return buffer.getvalue()


# ------------------------------------------------------------------ plain values
def _plain(document: Mapping[str, Any]) -> Json:
    return {"id" if name == "_id" else name: _value(value) for name, value in document.items()}


def _without(document: Json, fields: Iterable[str]) -> Json:
    return {name: value for name, value in document.items() if name not in fields}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dict):
        return {name: _value(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_value(part) for part in value]
    return value


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False, default=str)


def _file_name(shown: str, taken: set[str]) -> str:
    """A name that is safe to unpack, and that no other file of the archive has."""
    plain = _UNSAFE.sub("_", PurePosixPath(shown.replace("\\", "/")).name).strip(". ")[-_MOST_NAME:] or "file"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{number}-{plain}"
    taken.add(name.casefold())
    return name


# ------------------------------------------------------------------ to read
def _sections(data: Json) -> Sections:
    sections: list[tuple[str, Rows]] = [
        ("About this copy", [("Made", data["made_at"]), ("Purpose", data["purpose"]), ("Your rights", data["rights"])]),
        ("You", _rows(data["candidate"])),
    ]
    for title, key in (
        ("Resume", "resumes"), ("Application", "applications"), ("File received", "imports"), ("Account", "account"),
        ("Consent", "consent"),
    ):  # fmt: skip
        sections += [(title, _rows(part)) for part in data[key]]
    seen = [(e["at"], f"{_ACTS.get(e['action'], e['action'])} ({e['role']})") for e in data["seen_by"]]
    return [*sections, ("Who looked at your data", seen or [("", "Nobody so far, as far as the trail goes back.")])]


def _rows(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Every value that means something to a person, with the path that leads to it in words."""
    if isinstance(value, dict):
        parts = _without(value, _INTERNAL)
        return [row for name, part in parts.items() for row in _rows(part, f"{path} {name}".strip())]
    if isinstance(value, list):
        if all(isinstance(part, str | int | float) for part in value):
            return [(_words(path), ", ".join(str(part) for part in value))] if value else []
        return [row for number, part in enumerate(value, 1) for row in _rows(part, f"{path} {number}")]
    return [] if value is None or value == "" else [(_words(path), str(value))]


def _words(path: str) -> str:
    """``work 1 startDate`` as ``Work 1 start date``."""
    spaced = _CAMEL.sub(" ", path.replace("_", " ")).lower()
    return spaced[:1].upper() + spaced[1:]


def _text(sections: Sections) -> str:
    lines: list[str] = []
    for title, rows in sections:
        lines += [title, "=" * len(title), *(f"{name}: {value}" if name else value for name, value in rows), ""]
    return "\n".join(lines)


def _html(sections: Sections) -> str:
    parts = [_HEAD]
    for title, rows in sections:
        cells = "".join(
            f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td></tr>\n" for name, value in rows
        )
        parts.append(f"<h2>{escape(title)}</h2>\n<table>\n{cells}</table>\n")
    return "".join([*parts, "</body></html>\n"])


_HEAD: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Your data</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
th{text-align:left;vertical-align:top;font-weight:600;padding:.2em 1em .2em 0;width:16em}
td{vertical-align:top;padding:.2em 0;white-space:pre-wrap;overflow-wrap:anywhere}</style></head><body>
<h1>Your data</h1>
"""
