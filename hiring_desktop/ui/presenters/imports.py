"""The words and the state of the import panel: how far it is, what each file came to, what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hiring_desktop.core.hiring.views import ImportItemView
from hiring_desktop.core.model import ImportProgress
from hiring_desktop.ui.presenters.ranking import status_words
from hiring_desktop.ui.words import translate

RETRYABLE: Final = ("rejected", "needs_ocr", "cancelled")
ICONS: Final[Mapping[str, tuple[str, str]]] = {
    "waiting": ("clock", "text_muted"),
    "queued": ("clock", "text_muted"),
    "processing": ("working", "accent"),
    "imported": ("check", "positive"),
    "duplicate": ("duplicate", "text_muted"),
    "needs_ocr": ("scan", "caution"),
    "rejected": ("cross", "negative"),
    "cancelled": ("cancel", "text_muted"),
}
"""Status to the name of its drawing and of its colour; the words say the same."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Progress by count: ``done`` of ``total``, in words, and what stands still."""

    total: int
    done: int
    attention: int
    headline: str
    detail: str

    @property
    def state(self) -> Literal["empty", "busy", "done"]:
        """Whether there is anything, and whether it goes on."""
        if not self.total:
            return "empty"
        return "busy" if self.done < self.total else "done"


def summarise(progress: ImportProgress) -> ImportSummary:
    """Counts in words: ``612 of 1,000 files read``, ``3 need attention``."""
    counts = progress.counts
    total, done = progress.total, progress.total - progress.pending
    attention = counts.get("needs_ocr", 0) + counts.get("rejected", 0)
    if not total:
        headline = translate("Imports", "No files yet")
    elif progress.pending:
        headline = translate("Imports", "{0} of {1} files read").format(f"{done:,}", f"{total:,}")
    else:
        headline = translate("Imports", "%n file(s) read", total)
    parts = []
    for status in ("imported", "duplicate", "needs_ocr", "rejected", "cancelled"):
        if counts.get(status):
            parts.append(f"{counts[status]:,} {status_words(status).lower()}")
    return ImportSummary(total, done, attention, headline, " · ".join(parts))


def reason_text(item: ImportItemView) -> str:
    """Why a file stands where it stands, or what to look at in it; empty when there is nothing to say."""
    if item.message:
        return item.message
    if item.status == "duplicate":
        return translate("Imports", "The same file is in this job already, so it counts once.")
    if item.warnings:
        return " ".join(warning_words(code) for code in item.warnings)
    return ""


def warning_words(code: str) -> str:
    """A warning of the reader in plain words: what it saw and what to do."""
    words = {
        "hidden_text": translate("Warnings", "Has text that nobody can see. It was left out of the score."),
        "columns_uncertain": translate(
            "Warnings", "The columns were hard to tell apart. Check the fields against the page."
        ),
        "dates_unreadable": translate("Warnings", "Some dates could not be read. The years of experience may be off."),
        "no_contact": translate("Warnings", "No e-mail or phone number was found."),
        "no_name": translate("Warnings", "No name was found. The file name is shown instead."),
        "ocr_used": translate("Warnings", "The text was recognised from a picture. Check the fields against the page."),
        "instructions_in_text": translate(
            "Warnings", "Has text that addresses a computer program. It was not followed."
        ),
        "truncated": translate("Warnings", "The document is very long. Only its first part was read."),
    }
    return words.get(code, code.replace("_", " ").capitalize() + ".")
