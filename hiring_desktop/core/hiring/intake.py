"""Intake: from files that somebody offers to processed applications, killed at any point, each file exactly once.

``accept`` only notes paths, so it returns at once. ``step`` does the rest, one turn at a time, in whatever thread or
process calls it: it reads files from disk and stores their encrypted bytes with a queued application, hands them to
workers, and writes what comes back. Every hand-over is one transaction; every step is idempotent by content.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import Conflict, DocumentRejected, InvalidInput
from hiring_desktop.core.hiring.files import stamp, stored_path, walk
from hiring_desktop.core.hiring.jobs import find_job
from hiring_desktop.core.hiring.queue import PENDING, ImportQueue, item_view
from hiring_desktop.core.hiring.receive import Receiver
from hiring_desktop.core.hiring.views import ImportItemView
from hiring_desktop.core.model import Actor, Changes, ImportProgress, Json, ParseOutcome, Resource, new_id
from hiring_desktop.core.ports import Clock, DocumentReader, Store
from hiring_desktop.core.trust.ownership import Ownership
from hiring_desktop.core.trust.permissions import within_reach

_log = logging.getLogger(__name__)

_TAKE_IN_A_TURN: Final = 4
_SAME_READING: Final = timedelta(minutes=15)
"""A list of files that is shown for an hour is looked at four times."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one call of ``accept`` covers: ``count`` files of a job, those of an offer that it goes on with included."""

    job_id: str
    count: int
    sources: frozenset[str]
    first_position: str


@dataclass(slots=True)
class _UnderWay:
    item: Json
    future: Future[ParseOutcome]


class Intake:
    """Brings resumes into the workspace."""

    def __init__(
        self, store: Store, door: Door, reader: DocumentReader, queue: ImportQueue, receiver: Receiver, clock: Clock,
        worker: Actor,
    ) -> None:  # fmt: skip
        self._store = store
        self._door = door
        self._reader = reader
        self._queue = queue
        self._receiver = receiver
        self._clock = clock
        self._worker = worker
        self._ownership = Ownership(store)
        self._under_way: list[_UnderWay] = []
        self._recovered = False
        self._swept = False

    # -------------------------------------------------------------- what a person does
    def accept(self, actor: Actor, job_id: str, paths: Sequence[Path]) -> Offer:
        """Note files for a job. Folders are walked, in the order of their names; ZIP files are opened later.

        Files of an earlier offer that is still under way are not noted twice, so an interrupted import that is
        started again goes on where it was.

        Returns:
            What was noted, to be asked about with ``offered``.

        Raises:
            NotFound: No such job.
            InvalidInput: A path does not exist, or nothing is in the folders given.
        """
        missing = [str(path) for path in paths if not path.exists()]
        if missing:
            raise InvalidInput(f"There is no file {missing[0]}. Check the path and try again.")
        files = [(shown, stored_path(path), stamp(path)) for shown, path in walk(paths)]
        if not files:
            raise InvalidInput("There are no files in what was given. Choose a folder with resumes in it.")
        about = self._ownership.of_job(job_id)
        with self._door.change(actor, "imports.accept", "jobs", job_id, about, always=True) as change:
            if find_job(self._store, job_id)["status"] == "closed":
                raise Conflict("This job is closed. Reopen it before you import for it.", title="The job is closed")
            known = self._resumable(job_id)
            fresh = [file for file in files if file[1:] not in known]
            positions = self._queue.positions(len(fresh))
            now = self._clock.now()
            change.project_insert(
                "import_items",
                [
                    {
                        "_id": new_id(), "job_id": job_id, "file": shown, "source": source, "stamp": made,
                        "status": "waiting", "position": position, "owner": None, "created_at": now,
                    }
                    for (shown, source, made), position in zip(fresh, positions, strict=False)
                ],
            )  # fmt: skip
        gone_on_with = [known[file[1:]] for file in files if file[1:] in known]
        sources = frozenset(source for _, source, _ in files)
        return Offer(job_id, len(files), sources, min([*positions[:1], *gone_on_with]))

    def offered(self, actor: Actor, offer: Offer) -> list[ImportItemView]:
        """The files of an offer in the order they were given, members of ZIP files each for itself."""
        about = self._ownership.of_job(offer.job_id)
        self._door.look(actor, "imports.read", "jobs", offer.job_id, about, unless_within=_SAME_READING)
        query = {"job_id": offer.job_id, "position": {"$gte": offer.first_position}}
        found = self._store["import_items"].find(query, sort=[("position", 1)])
        return [item_view(item) for item in found if item["source"] in offer.sources]

    def progress(self, actor: Actor, job_id: str | None = None) -> ImportProgress:
        """How many files stand where, for one job or all that the actor reaches."""
        self._door.allow(actor, "imports.read", "jobs", job_id, self._about(actor, job_id))
        return self._queue.progress(self._among(actor, "imports.read", job_id))

    def item_ids(self, actor: Actor, job_id: str | None = None, *, newest_first: bool = True) -> list[str]:
        """Ids of the files offered for one job or all that the actor reaches, for a table that fetches pages."""
        self._door.allow(actor, "imports.read", "jobs", job_id, self._about(actor, job_id))
        return self._queue.ids(self._among(actor, "imports.read", job_id), newest_first)

    def items_by_id(self, actor: Actor, ids: Sequence[str]) -> list[ImportItemView]:
        """A page of offered files."""
        about = self._about(actor, None)
        self._door.look(actor, "imports.read", "import_items", "list", about, unless_within=_SAME_READING)
        return self._queue.views(ids, self._among(actor, "imports.read", None))

    def items(
        self, actor: Actor, job_id: str | None = None, *, offset: int = 0, limit: int = 100, newest_first: bool = True
    ) -> list[ImportItemView]:
        """A slice of the files of one job or all that the actor reaches; ``limit`` 0 means the rest."""
        ids = self.item_ids(actor, job_id, newest_first=newest_first)
        return self.items_by_id(actor, ids[offset : offset + limit if limit else None])

    def cancel(self, actor: Actor, job_id: str | None = None) -> Changes:
        """Stop what is not finished, of one job or all that the actor reaches. Files already imported stay."""
        about = self._about(actor, job_id)
        with self._door.change(actor, "imports.cancel", "jobs", job_id, about, always=True) as change:
            among = self._among(actor, "imports.cancel", job_id)
            items = self._store["import_items"].find({**among, "status": {"$in": list(PENDING)}})
            for item in items:
                self._receiver.give_up(change, item)
        self._swept = False
        cancelled = {item["_id"] for item in items}
        for work in self._under_way:
            if work.item["_id"] in cancelled:
                work.future.cancel()
        return change.result

    def retry(self, actor: Actor, item_ids: Sequence[str]) -> Changes:
        """Try files again that were cancelled, rejected or need OCR, from where they were offered."""
        query = {"_id": {"$in": list(item_ids)}, "status": {"$in": ["cancelled", "rejected", "needs_ocr"]}}
        about = self._about(actor, None)
        with self._door.change(actor, "imports.retry", "import_items", None, about, always=True) as change:
            among = self._among(actor, "imports.retry", None)
            for item in self._store["import_items"].find({**among, **query}):
                self._receiver.try_again(change, item)
        return change.result

    def _about(self, actor: Actor, job_id: str | None) -> tuple[Resource, ...]:
        """What a use case is about that is told a job, or none for as many as the actor reaches."""
        return (within_reach(actor, "jobs"),) if job_id is None else self._ownership.of_job(job_id)

    def _among(self, actor: Actor, permission: str, job_id: str | None) -> Json:
        """The filter to the files of the job, or of those that the actor reaches."""
        return self._ownership.on_jobs(actor, permission) if job_id is None else {"job_id": job_id}

    # -------------------------------------------------------------- what the machine does
    def step(self, timeout: float) -> bool:
        """One turn of the queue.

        Args:
            timeout: How long to wait for a worker, in seconds; 0 only looks.

        Returns:
            False when there is nothing left to do, for any process.
        """
        if not self._recovered:
            self._queue.recover()
            self._recovered = True
        busy = self._take_in()
        self._hand_out()
        busy = self._collect(0 if busy else timeout) or busy
        if busy or self._under_way or self._receiver.rescore_next(self._worker):
            return True
        if not self._queue.pending():
            if not self._swept and self._queue.alone():
                self._receiver.sweep()
                self._swept = True
            return False
        if not self._queue.recover():  # what is left belongs to another process that lives
            time.sleep(timeout)
        return True

    def stop(self) -> None:
        """Put back what is under way, before the workers end."""
        for work in self._under_way:
            work.future.cancel()
            self._queue.put_back(work.item)
        self._under_way.clear()

    def _take_in(self) -> bool:
        for count in range(_TAKE_IN_A_TURN):
            item = self._queue.next_waiting()
            if item is None:
                return count > 0
            with self._given_back_on_error([item]):
                self._receiver.take_in(self._worker, item)
        return True

    @contextmanager
    def _given_back_on_error(self, items: Sequence[Json]) -> Iterator[None]:
        """What is claimed does not stay claimed when the disk is full, say: it can be worked on later."""
        try:
            yield
        except BaseException:
            for item in items:
                self._queue.put_back(item)
            raise

    def _hand_out(self) -> None:
        while len(self._under_way) < self._reader.capacity:
            item = self._queue.next_queued()
            if item is None:
                return
            with self._given_back_on_error([item]):
                future = self._receiver.start(item)
            if future is not None:
                self._under_way.append(_UnderWay(item, future))

    def _collect(self, timeout: float) -> bool:
        if not self._under_way:
            return False
        wait([work.future for work in self._under_way], timeout, FIRST_COMPLETED)
        finished = [work for work in self._under_way if work.future.done()]
        self._under_way = [work for work in self._under_way if not work.future.done()]
        read: list[tuple[Json, ParseOutcome]] = []
        for work in finished:
            if work.future.cancelled():
                self._queue.put_back(work.item)
                continue
            read.append((work.item, settled(work.future)))
        with self._given_back_on_error([item for item, _ in read]):
            self._receiver.finish(self._worker, read)
        return bool(finished)

    def _resumable(self, job_id: str) -> dict[tuple[str, str], str]:
        """Files of earlier offers of this job that have not come to their end, with their positions.

        A file that was changed since counts as another one.
        """
        items = self._store["import_items"]
        unfinished = {"job_id": job_id, "status": {"$in": list(PENDING)}}
        first = items.find_one(unfinished, ("created_at",), sort=[("position", 1)])
        if first is None:
            return {}
        query = {"job_id": job_id, "created_at": {"$gte": first["created_at"]}}
        offer = items.find(query, ("source", "stamp", "position"))
        latest = sorted(offer, key=lambda item: item["position"], reverse=True)
        return {(item["source"], item["stamp"]): item["position"] for item in latest}


def settled(future: Future[ParseOutcome]) -> ParseOutcome:
    """The result of a parse; a worker that died or ran out of time is a rejection with its reason.

    A defect of the reader costs the one file and is logged (its text holds nothing of the document); the rest go on.
    """
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, DocumentRejected):
        return ParseOutcome("rejected", reason=error.code, message=error.message)  # type: ignore[arg-type]
    _log.error("reading a file failed: %s", error)
    advice = "Our reader failed on this file, which is our mistake. Save it in another format and try again."
    return ParseOutcome("rejected", reason="corrupt", message=advice)
