"""What people say of themselves for the fairness audit: apart from everything else, and readable as counts alone.

An answer is stored under a pseudonym (HMAC-SHA256 of the candidate's id under a key of its own) and sealed under
another key (AES-256-GCM, padded so that its length tells nothing). Neither the trail nor the outbox says whose it is.
Nothing here hands out one person's answer: there are tables of counts, in which small cells are hidden.

The small-cell rule: a count under ``SMALLEST_CELL`` is hidden, and so is whatever would give it away by subtraction:
its complement within the group, and further groups until at least two are hidden that together are not small either.
"""

from __future__ import annotations

import hmac
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import Damaged, InvalidInput, NotFound
from hiring_desktop.core.model import Actor, Json, Resource
from hiring_desktop.core.ports import Store
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.ownership import Ownership
from hiring_desktop.core.trust.privacy.subjects import Subjects

UNDISCLOSED: Final = "undisclosed"
UNKNOWN: Final = "unknown"
"""The group of those who gave no answer."""

DIMENSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "sex": ("female", "male", "another", UNDISCLOSED),
    # The categories of the EEO-1 report, which New York City's Local Law 144 takes over (6 RCNY 5-301).
    "race_ethnicity": (
        "hispanic_or_latino", "white", "black_or_african_american", "native_hawaiian_or_pacific_islander", "asian",
        "native_american_or_alaska_native", "two_or_more_races", UNDISCLOSED,
    ),
    "age": ("under_40", "40_or_over", UNDISCLOSED),
    "disability": ("yes", "no", UNDISCLOSED),
    "veteran": ("yes", "no", UNDISCLOSED),
}  # fmt: skip
"""What may be answered, and how."""

SMALLEST_CELL: Final = 5

_NONCE_BYTES: Final = 12
_PADDED_BYTES: Final = 512


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A group of a table: how many applied, and how many of them were selected; None where hidden."""

    group: str
    applied: int | None
    selected: int | None


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Counts by group. ``group`` of an intersection joins its parts by `` x ``; ``hidden`` says whether any count is.

    ``applied`` and ``selected`` are the totals, those of the unknown group included.
    """

    dimensions: tuple[str, ...]
    groups: tuple[GroupCount, ...]
    applied: int
    selected: int
    hidden: bool


class Demographics:
    """Takes answers and gives tables."""

    def __init__(self, store: Store, door: Door, subjects: Subjects, keys: WorkspaceKeys) -> None:
        self._store = store
        self._answers = store["demographics"]
        self._door = door
        self._subjects = subjects
        self._ownership = Ownership(store)
        self._keys = keys

    # -------------------------------------------------------------- answers
    def record(self, actor: Actor, candidate_id: str, answers: Mapping[str, str]) -> None:
        """Take a candidate's own answers, in place of earlier ones.

        Raises:
            NotPermitted: Somebody else than the candidate; nobody may answer for another.
            InvalidInput: A question or an answer that is not in ``DIMENSIONS``.
            NotFound: No such candidate.
        """
        _check(answers)
        about = self._ownership.of_candidate(candidate_id)
        with self._door.change(actor, "demographics.record", "demographics", None, about, always=True):
            self._subjects.find(candidate_id)
            self._put(self.pseudonym(candidate_id), answers)

    def import_answers(self, actor: Actor, answers: Mapping[str, Mapping[str, str]]) -> int:
        """Take answers that were collected elsewhere, by pseudonym (``pseudonyms``).

        Returns:
            How many were taken.

        Raises:
            InvalidInput: A pseudonym that belongs to nobody here, or as for ``record``; nothing was taken.
        """
        for given in answers.values():
            _check(given)
        with self._door.change(actor, "demographics.import", "demographics", always=True):
            known = {self.pseudonym(key) for key in self._store["candidates"].ids({})}
            strangers = answers.keys() - known
            if strangers:
                raise InvalidInput(f"{len(strangers)} of the pseudonyms belong to no candidate of this workspace.")
            for pseudonym, given in answers.items():
                self._put(pseudonym, given)
        return len(answers)

    def pseudonyms(self, actor: Actor, candidate_ids: Sequence[str]) -> dict[str, str]:
        """Candidate to pseudonym, to send a form out under; the trail says who took them."""
        self._door.look(actor, "demographics.import", "demographics", "pseudonyms")
        return {key: self.pseudonym(key) for key in candidate_ids}

    def withdraw(self, actor: Actor, candidate_id: str) -> None:
        """Forget the answers of a candidate; that there were any is not told."""
        about = self._ownership.of_candidate(candidate_id)
        with self._door.change(actor, "demographics.withdraw", "demographics", None, about, always=True):
            self.forget(candidate_id)

    def forget(self, candidate_id: str) -> None:
        """Delete the answers of a candidate who is being erased, inside that change."""
        self._answers.delete_one({"_id": self.pseudonym(candidate_id)})

    def pseudonym(self, candidate_id: str) -> str:
        """Under which name a candidate's answers stand: 64 hexadecimal digits."""
        return hmac.digest(self._keys.sub_key("pseudonyms"), candidate_id.encode(), "sha256").hex()

    # -------------------------------------------------------------- tables
    def table(
        self, actor: Actor, dimensions: Sequence[str], job_ids: Sequence[str], selected_stages: Iterable[str]
    ) -> GroupTable:
        """How many of each group applied for these jobs, and how many of them came into one of the stages.

        Whom a table is about cannot be chosen person by person: it is everybody who applied. A person who applied
        for several of the jobs counts once for each.

        Args:
            actor: Who asks.
            dimensions: One of ``DIMENSIONS``, or several for their intersections.
            job_ids: The jobs.
            selected_stages: The stages that count as selected.

        Raises:
            InvalidInput: No such dimension, or none.
            NotFound: One of the jobs is not there.
            Damaged: An answer was changed.
        """
        unknown = [name for name in dimensions if name not in DIMENSIONS]
        if unknown or not dimensions:
            raise InvalidInput(f"Choose of these: {', '.join(DIMENSIONS)}.")
        about = self._about(job_ids)
        self._door.look(actor, "demographics.aggregate", "jobs", job_ids[0] if len(job_ids) == 1 else "several", about)
        stages = frozenset(selected_stages)
        applied: Counter[str] = Counter()
        selected: Counter[str] = Counter()
        query = {"job_id": {"$in": list(job_ids)}, "candidate_id": {"$ne": None}}
        for application in self._store["applications"].find(query, ("candidate_id", "stage")):
            answers = self._get(self.pseudonym(application["candidate_id"]))
            group = " x ".join(answers.get(name, UNKNOWN) for name in dimensions)
            applied[group] += 1
            selected[group] += application.get("stage") in stages
        return _table(tuple(dimensions), applied, selected)

    # -------------------------------------------------------------- inside
    def _about(self, job_ids: Sequence[str]) -> tuple[Resource, ...]:
        about = self._ownership.of_jobs(job_ids)
        if not job_ids or len(about) < len(set(job_ids)):
            raise NotFound("One of these jobs is not in the workspace. Refresh the list.", title="No such job")
        return about

    def _put(self, pseudonym: str, answers: Mapping[str, str]) -> None:
        nonce = os.urandom(_NONCE_BYTES)
        plain = json.dumps(dict(answers), sort_keys=True).encode().ljust(_PADDED_BYTES)
        sealed = nonce + self._cipher().encrypt(nonce, plain, pseudonym.encode())
        document: Json = {"_id": pseudonym, "sealed": sealed}
        self._answers.replace_one({"_id": pseudonym}, document, upsert=True)

    def _get(self, pseudonym: str) -> dict[str, str]:
        found = self._answers.find_one({"_id": pseudonym})
        if found is None:
            return {}
        sealed: bytes = found["sealed"]
        try:
            plain = self._cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], pseudonym.encode())
        except InvalidTag as error:
            raise Damaged("An answer to the self-identification form was changed. Restore the last backup.") from error
        answers: dict[str, str] = json.loads(plain)
        return answers

    def _cipher(self) -> AESGCM:
        return AESGCM(self._keys.sub_key("demographics"))


def _check(answers: Mapping[str, str]) -> None:
    for question, answer in answers.items():
        if answer not in DIMENSIONS.get(question, ()):
            raise InvalidInput(f"{question!r} cannot be answered with {answer!r}. The questions and answers are fixed.")


def _table(dimensions: tuple[str, ...], applied: Mapping[str, int], selected: Mapping[str, int]) -> GroupTable:
    """The counts with the small-cell rule applied."""
    groups = sorted(applied)
    rest = {group: applied[group] - selected[group] for group in groups}
    small = _hide(groups, applied, {g for g in groups if applied[g] < SMALLEST_CELL}, [applied])
    thin = {g for g in groups if min(selected[g], rest[g]) < SMALLEST_CELL}
    blurred = _hide(groups, applied, small | thin, [selected, rest])
    counts = tuple(
        GroupCount(g, None if g in small else applied[g], None if g in blurred else selected[g]) for g in groups
    )
    return GroupTable(dimensions, counts, sum(applied.values()), sum(selected.values()), bool(blurred))


def _hide(
    groups: Sequence[str], sizes: Mapping[str, int], hidden: set[str], counts: Sequence[Mapping[str, int]]
) -> set[str]:
    """More groups to hide, smallest first, until nothing small is left when all shown ones are taken off the total.

    The totals are no secret: everybody who may see a job sees how many applied.
    """
    found = set(hidden)
    others = sorted((group for group in groups if group not in found), key=lambda group: (sizes[group], group))
    while found and others and (len(found) == 1 or min(sum(c[g] for g in found) for c in counts) < SMALLEST_CELL):
        found.add(others.pop(0))
    return found
