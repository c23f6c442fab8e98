"""One offered file on its way: taken in, read by a worker, written as candidate and scored application."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Final

from hiring_desktop.core.changes.door import Change, Door
from hiring_desktop.core.errors import Damaged, DocumentRejected, NotFound
from hiring_desktop.core.hiring.files import ZIP, open_archive, path_of, read_file, too_large
from hiring_desktop.core.hiring.jobs import find_job
from hiring_desktop.core.hiring.queue import ImportQueue
from hiring_desktop.core.hiring.scoring import Scoring, profile_json, score_json
from hiring_desktop.core.model import (
    MAX_FILE_BYTES,
    Actor,
    Json,
    ParsedResume,
    ParseOutcome,
    Profile,
    Score,
    month_of,
    new_id,
)
from hiring_desktop.core.ports import Attachments, Clock, DocumentReader, Store
from hiring_desktop.core.trust.contacts import Contacts

_log = logging.getLogger(__name__)

_NOT_SCORED: Final = "The resume was read but could not be compared with the job. Choose Retry; nothing was lost."


class Receiver:
    """Moves one item of the queue from state to state; each method is one transaction."""

    def __init__(
        self, store: Store, door: Door, attachments: Attachments, reader: DocumentReader, scoring: Scoring,
        queue: ImportQueue, contacts: Contacts, clock: Clock,
    ) -> None:  # fmt: skip
        self._store = store
        self._door = door
        self._attachments = attachments
        self._reader = reader
        self._scoring = scoring
        self._queue = queue
        self._contacts = contacts
        self._clock = clock

    # -------------------------------------------------------------- from disk into the workspace
    def take_in(self, actor: Actor, item: Json) -> None:
        """Read a noted file, check it by content, store its bytes, and queue an application for it."""
        try:
            data = self._content(item)
            media_type = self._reader.sniff(data, item["file"])
            if media_type == ZIP:
                self._open_archive(actor, item, data)
                return
            if len(data) > MAX_FILE_BYTES:
                raise too_large(item["file"])
        except DocumentRejected as error:
            why = {"reason": error.code, "message": error.message}
            self._settle(actor, item, {"status": "rejected", "address": None, **why})
            return
        self._admit(actor, item, data, media_type)

    def _content(self, item: Json) -> bytes:
        """The bytes of an item: stored ones of a member of an archive, else from disk."""
        if item.get("address"):
            return self._attachments.get(item["address"])
        data = read_file(path_of(item["source"]), item["file"])
        if not item.get("archive"):
            return data
        member = dict(open_archive(self._reader, data, item["archive"])).get(item["file"])
        if isinstance(member, bytes):
            return member
        raise member or DocumentRejected(f"{item['file']} is not in the archive any more.", code="unreadable")

    def _open_archive(self, actor: Actor, item: Json, data: bytes) -> None:
        """Put the members of a ZIP file in its place, all at once, their bytes stored before."""
        members = open_archive(self._reader, data, item["file"])
        children: list[Json] = []
        for number, (name, content) in enumerate(members):
            child: Json = {
                "_id": new_id(), "job_id": item["job_id"], "file": name, "source": item["source"],
                "position": f"{item['position']}.{number:06d}", "owner": None, "created_at": item["created_at"],
                "status": "waiting", "address": None, "archive": item["file"], "stamp": item["stamp"],
            }  # fmt: skip
            if isinstance(content, DocumentRejected):
                child |= {"status": "rejected", "reason": content.code, "message": content.message}
            elif isinstance(content, bytes):
                child["address"] = self._attachments.put(content)
            children.append(child)
        with self._door.change(actor, "applications.receive", "import_items", item["_id"]) as change:
            if self._still_ours(item):
                change.project_delete("import_items", item["_id"])
                change.project_insert("import_items", children)
        for _, content in members:
            if isinstance(content, bytes):
                self._attachments.put(content)  # there still, or again: see ``sweep``

    def _admit(self, actor: Actor, item: Json, data: bytes, media_type: str) -> None:
        address = self._attachments.put(data)
        with self._door.change(actor, "applications.receive", "applications") as change:
            if not self._still_ours(item):
                return
            twin = self._store["applications"].find_one({"job_id": item["job_id"], "content_hash": address}, ("file",))
            if twin is not None and twin["_id"] != item.get("application_id"):
                change.project(
                    "import_items", item["_id"],
                    {
                        "status": "duplicate", "application_id": twin["_id"], "owner": None,
                        "message": f"The same file was imported for this job as {twin['file']}.",
                    },
                )  # fmt: skip
                return
            key = twin["_id"] if twin is not None else self._new_application(change, item, address, media_type)
            change.project("import_items", item["_id"], {"status": "queued", "application_id": key, "owner": None})
        self._attachments.put(data)  # there still, or again: see ``sweep``

    def _new_application(self, change: Change, item: Json, address: str, media_type: str) -> str:
        now = self._clock.now()
        return change.insert(
            "applications",
            {
                "_id": new_id(), "job_id": item["job_id"], "candidate_id": None, "status": "queued",
                "file": item["file"],
                "content_hash": address, "media_type": media_type, "applied_at": now, "received": month_of(now),
                "stage": "new", "ml_score": None,
            },
        )  # fmt: skip

    # -------------------------------------------------------------- to the workers and back
    def start(self, item: Json) -> Future[ParseOutcome] | None:
        """Have the bytes of a claimed item read; a file that is known from another job is not read again.

        Returns:
            The reading under way; None when the item was cancelled meanwhile.
        """
        application = self._store["applications"].find_one({"_id": item["application_id"]})
        if application is None:
            return None
        known = self._store["resumes"].find_one({"content_hash": application["content_hash"]})
        if known is not None:
            done: Future[ParseOutcome] = Future()
            done.set_result(ParseOutcome("parsed", media_type=known["media_type"], pages=known["pages"]))
            return done
        try:
            data = self._attachments.get(application["content_hash"])
        except (NotFound, Damaged) as error:
            lost: Future[ParseOutcome] = Future()
            lost.set_exception(DocumentRejected(f"{error.message} Import the file again.", code="unreadable"))
            return lost
        return self._reader.parse(data, item["file"], as_of=application["received"])

    def finish(self, actor: Actor, read: Sequence[tuple[Json, ParseOutcome]]) -> None:
        """Score what was read, in one go for each job, and write each file in a transaction of its own."""
        by_job: dict[str, list[tuple[Json, ParseOutcome, Profile]]] = defaultdict(list)
        for item, outcome in read:
            if not self._still_ours(item):
                continue
            if outcome.status != "parsed":
                self._unread(actor, item, outcome)
                continue
            known = self._known(item)
            profile = self._scoring.profile(known["_id"]) if known else outcome.profile
            if profile is None:
                raise ValueError("a parsed outcome carries a profile")
            by_job[item["job_id"]].append((item, outcome, replace(profile, id=item["application_id"])))
        for job_id, entries in by_job.items():
            try:
                scores, revision = self._scoring.score(job_id, [profile for _, _, profile in entries])
            except DocumentRejected as error:  # the process that scores died, or took too long: it is replaced
                _log.error("scoring failed: %s", error.code)
                for item, _, _ in entries:
                    self._unread(actor, item, ParseOutcome("rejected", reason="resource_limit", message=_NOT_SCORED))
                continue
            for (item, outcome, profile), score in zip(entries, scores, strict=True):
                self._write(actor, item, outcome, profile, score, revision)

    def _write(
        self, actor: Actor, item: Json, outcome: ParseOutcome, profile: Profile, score: Score, revision: int
    ) -> None:
        with self._door.change(actor, "applications.process", "applications", item["application_id"]) as change:
            if not self._still_ours(item):
                return
            known = self._known(item)
            if known is None:
                if outcome.parsed is None:
                    raise ValueError("a parsed outcome carries a resume")
                known = self._new_candidate(change, item, outcome, outcome.parsed, profile)
            change.update(
                "applications", item["application_id"],
                {"status": "processed", "candidate_id": known["candidate_id"], "resume_id": known["_id"]},
            )  # fmt: skip
            change.project("applications", item["application_id"], score_json(score, revision))
            if find_job(self._store, item["job_id"])["revision"] != revision:
                change.project("jobs", item["job_id"], {"rescore": True})
            change.project(
                "import_items", item["_id"],
                {"status": "imported", "owner": None, "reason": None, "message": None, "warnings": known["warnings"]},
            )  # fmt: skip

    def _new_candidate(
        self, change: Change, item: Json, outcome: ParseOutcome, parsed: ParsedResume, profile: Profile
    ) -> Json:
        application = self._application(item)
        candidate_id, resume_id = new_id(), new_id()
        basics = parsed.resume.get("basics") or {}
        change.insert(
            "candidates",
            {
                "_id": candidate_id, "name": basics.get("name"), "label": basics.get("label"), "resume_id": resume_id,
                "resume_file": item["file"], "skills": parsed.skill_names(),
                "experience": parsed.resume.get("work") or [], "total_experience_yrs": parsed.total_experience_years,
                "highest_degree": parsed.highest_degree, "cci_score": parsed.cci, "created_at": self._clock.now(),
                **self._contacts.of_candidate(parsed.resume),
            },
        )  # fmt: skip
        resume: Json = {
            "_id": resume_id, "candidate_id": candidate_id, "content_hash": application["content_hash"],
            "file": item["file"], "media_type": outcome.media_type, "pages": outcome.pages,
            "resume": self._contacts.sealed(parsed.resume),
            "total_experience_years": parsed.total_experience_years, "highest_degree": parsed.highest_degree,
            "cci": parsed.cci, "warnings": list(parsed.warnings), "created_at": self._clock.now(),
        }  # fmt: skip
        change.insert("resumes", resume)
        change.insert(
            "resume_texts",
            {
                "_id": resume_id, "text": parsed.text, "profile": profile_json(profile),
                "sources": {pointer: source.to_json() for pointer, source in parsed.sources.items()},
            },
        )  # fmt: skip
        return resume

    def _unread(self, actor: Actor, item: Json, outcome: ParseOutcome) -> None:
        """A file that gave no resume: the application keeps its bytes, so that it can be tried again."""
        status, application = ("needs_ocr", "needs_ocr") if outcome.status == "needs_ocr" else ("rejected", "failed")
        why = {"reason": outcome.reason, "message": outcome.message}
        with self._door.change(actor, "applications.process", "applications", item["application_id"]) as change:
            if self._still_ours(item):
                change.update("applications", item["application_id"], {"status": application, **why})
                change.project("import_items", item["_id"], {"status": status, "owner": None, **why})

    # -------------------------------------------------------------- changes of mind
    def give_up(self, change: Change, item: Json) -> None:
        """Cancel an unfinished item; an application that nothing was read for goes with it."""
        if item.get("application_id"):
            change.delete("applications", item["application_id"])
        gone = {"status": "cancelled", "owner": None, "application_id": None, "address": None}
        change.project("import_items", item["_id"], gone)

    def try_again(self, change: Change, item: Json) -> None:
        """Queue a finished item anew: from its stored bytes where there are any, else from disk."""
        values: dict[str, Any] = {"reason": None, "message": None, "status": "waiting"}
        if item.get("application_id"):
            change.update("applications", item["application_id"], {"status": "queued", "reason": None, "message": None})
            values["status"] = "queued"
        change.project("import_items", item["_id"], values)

    def sweep(self) -> int:
        """Delete stored files that nothing refers to: of cancelled imports, and of processes that died in between.

        Who stores a file for an application looks once more after its commit, so a file that is swept between its
        storing and the commit comes back.

        Returns:
            How many went.
        """
        with self._store.transaction():
            needed = set(self._store["applications"].distinct("content_hash"))
            needed |= set(self._store["resumes"].distinct("content_hash"))
            waiting = {"status": {"$in": ["waiting", "processing"]}}
            needed |= {item.get("address") for item in self._store["import_items"].find(waiting, ("address",))}
            orphans = [address for address in self._attachments.addresses() if address not in needed]
            for address in orphans:
                self._attachments.delete(address)
        return len(orphans)

    def rescore_next(self, actor: Actor) -> bool:
        """Score some applications anew whose job changed; False when none is left."""
        return self._scoring.rescore_next(actor)

    # -------------------------------------------------------------- look-ups
    def _settle(self, actor: Actor, item: Json, values: Json) -> None:
        with self._door.change(actor, "applications.receive", "import_items", item["_id"]) as change:
            change.project("import_items", item["_id"], {**values, "owner": None})

    def _still_ours(self, item: Json) -> bool:
        """Whether nobody cancelled the item meanwhile."""
        now = self._store["import_items"].find_one({"_id": item["_id"]}, ("status", "owner"))
        return now is not None and now["status"] == "processing" and now["owner"] == item["owner"]

    def _application(self, item: Json) -> Json:
        application = self._store["applications"].find_one({"_id": item["application_id"]})
        if application is None:
            raise ValueError(f"import item {item['_id']} has no application")
        return application

    def _known(self, item: Json) -> Json | None:
        return self._store["resumes"].find_one({"content_hash": self._application(item)["content_hash"]})
