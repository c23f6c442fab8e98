"""The durable import queue: one document a file, which moves through the states of ``ImportStatus``.

    waiting ──take in──> queued ──claim──> processing ──> imported | needs_ocr | rejected
       │ └─> duplicate | rejected                └──(its process died)──> queued
       └──cancel──> cancelled <──cancel── queued

A process that works on items holds an operating-system lock on a file named after it. When it dies, by whatever means,
the lock falls and another process puts its items back.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from hiring_desktop.core.hiring.views import ImportItemView
from hiring_desktop.core.model import ImportProgress, ImportStatus, Json, new_id
from hiring_desktop.core.ports import Filter, Store

STATUSES: Final[tuple[ImportStatus, ...]] = (
    "waiting", "queued", "processing", "imported", "duplicate", "needs_ocr", "rejected", "cancelled",
)  # fmt: skip
PENDING: Final = ("waiting", "queued", "processing")


class ProcessMark:
    """Shows other processes that this one lives: a locked file in ``folder`` whose name is ``id``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.id = new_id()
        self._folder = folder
        self._lock = FileLock(self._path(self.id), thread_local=False)
        self._lock.acquire(timeout=0)

    def lives(self, other: str) -> bool:
        """Whether the process with this mark still runs; clears the mark of a dead one away."""
        if other == self.id:
            return True
        path = self._path(other)
        if not path.exists():
            return False
        try:
            with FileLock(path, timeout=0, thread_local=False):
                pass
        except Timeout:
            return True
        path.unlink(missing_ok=True)
        return False

    def alone(self) -> bool:
        """Whether no other process works on this workspace."""
        return not any(self.lives(path.stem) for path in self._folder.glob("*.lock") if path.stem != self.id)

    def release(self) -> None:
        """This process is done."""
        self._lock.release()
        self._path(self.id).unlink(missing_ok=True)

    def _path(self, mark: str) -> Path:
        return self._folder / f"{mark}.lock"


class ImportQueue:
    """The items of ``import_items``, in the order they were offered."""

    def __init__(self, store: Store, mark: ProcessMark) -> None:
        self._items = store["import_items"]
        self._store = store
        self._mark = mark

    def positions(self, count: int) -> list[str]:
        """Fresh positions that sort as text."""
        first = self._store.next_seq("import_items.position", max(count, 1))
        return [f"{number:012d}" for number in range(first, first + count)]

    def next_waiting(self) -> Json | None:
        """Claim the next file that is still to be read from disk."""
        return self._claim("waiting")

    def next_queued(self) -> Json | None:
        """Claim the next file whose bytes are stored and which is to be parsed."""
        return self._claim("queued")

    def _claim(self, status: ImportStatus) -> Json | None:
        taken = {"status": "processing", "owner": self._mark.id, "claimed_from": status}
        return self._items.find_one_and_update({"status": status}, {"$set": taken}, sort=[("position", 1)])

    def alone(self) -> bool:
        """Whether no other process works on this workspace."""
        return self._mark.alone()

    def put_back(self, item: Json) -> None:
        """Give a claimed item up, to be worked on later."""
        self._items.update_one(
            {"_id": item["_id"], "status": "processing", "owner": self._mark.id},
            {"$set": {"status": item["claimed_from"], "owner": None}},
        )

    def recover(self) -> int:
        """Put back what dead processes had claimed; how many."""
        owners = self._items.distinct("owner", {"status": "processing"})
        back = 0
        for owner in owners:
            if owner is None or self._mark.lives(owner):
                continue
            for status in ("waiting", "queued"):
                back += self._items.update_many(
                    {"status": "processing", "owner": owner, "claimed_from": status},
                    {"$set": {"status": status, "owner": None}},
                ).modified
        return back

    def progress(self, among: Filter) -> ImportProgress:
        """Counts by status."""
        counts = {status: self._items.count_documents({**among, "status": status}) for status in STATUSES}
        return ImportProgress({status: n for status, n in counts.items() if n})

    def pending(self) -> bool:
        """Whether anything is still to be done, by this process or another."""
        return self._items.find_one({"status": {"$in": list(PENDING)}}, ("status",)) is not None

    def ids(self, among: Filter, newest_first: bool) -> list[str]:
        """The store-side list behind the import panel."""
        return self._items.ids(among, sort=[("position", -1 if newest_first else 1)])

    def views(self, ids: Sequence[str], among: Filter) -> list[ImportItemView]:
        """The items with these ids, in this order; vanished ones are left out."""
        found = {item["_id"]: item for item in self._items.find({**among, "_id": {"$in": list(ids)}})}
        return [item_view(found[key]) for key in ids if key in found]


def item_view(item: Json) -> ImportItemView:
    """A stored item as handed out."""
    return ImportItemView(
        item["_id"], item["job_id"], item["file"], item["status"], item.get("reason"), item.get("message"),
        item.get("application_id"), tuple(item.get("warnings") or ()),
    )  # fmt: skip
