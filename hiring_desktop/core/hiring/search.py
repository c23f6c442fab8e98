"""Search over all candidates: instant, by words, phrases, fields and ranges, with the hits shown; searches kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import InvalidInput, NotFound
from hiring_desktop.core.hiring.candidates import found
from hiring_desktop.core.hiring.search_query import parse_query
from hiring_desktop.core.hiring.snippets import Highlighter, Place, Snippet, cut
from hiring_desktop.core.model import Actor, Changes, Json, new_id
from hiring_desktop.core.ports import Clock, Store, TextField, company_label, job_label
from hiring_desktop.core.trust.contacts import Contacts
from hiring_desktop.core.trust.ownership import Ownership
from hiring_desktop.core.trust.permissions import visible, within_reach

MAX_NAME: Final = 100
"""Characters of what a saved search is called."""

_SAME_READING: Final = timedelta(minutes=15)
"""Whoever types a search letter by letter, or turns its pages, has searched once."""


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A candidate that was found. ``name_hits`` and ``label_hits`` are places in the name and in the label."""

    candidate_id: str
    name: str | None
    label: str | None
    years: float | None
    snippet: Snippet | None
    name_hits: tuple[Place, ...] = ()
    label_hits: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of what was found, best first, and how many there are in all."""

    total: int
    rows: tuple[SearchRow, ...]


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that somebody kept."""

    id: str
    name: str
    query: str
    created_at: datetime


class Search:
    """The use cases of search. Who searched is in the trail; what for is not, since it may be a name."""

    def __init__(self, store: Store, door: Door, contacts: Contacts, clock: Clock) -> None:
        self._store = store
        self._door = door
        self._contacts = contacts
        self._clock = clock
        self._ownership = Ownership(store)

    # -------------------------------------------------------------- searching
    def find(self, actor: Actor, query: str, *, limit: int = 50, offset: int = 0) -> SearchPage:
        """Candidates that match, best first, as far as the actor may see them.

        Args:
            actor: Who searches.
            query: In the language of ``search_query``.
            limit: The most rows, 1 to 500.
            offset: How many of the best to leave out.

        Raises:
            QueryError: The query cannot be read; says where.
            InvalidInput: ``limit`` or ``offset`` is out of range.
        """
        about = (within_reach(actor, "candidates"),)
        self._door.look(actor, "search.run", "candidates", "search", about, unless_within=_SAME_READING)
        if not (1 <= limit <= _MOST_ROWS and offset >= 0):
            raise InvalidInput(f"A page of a search has 1 to {_MOST_ROWS} rows and starts at 0 or later.")
        tree = parse_query(query)
        blinded = self._contacts.blinded(tree)
        page = self._store.search.find(blinded, limit=limit, offset=offset, within=self._within(actor))
        return SearchPage(page.total, tuple(self._rows(page.ids, Highlighter(tree))))

    def hits(self, actor: Actor, candidate_id: str, query: str) -> tuple[Place, ...]:
        """Where in the text of the candidate's present resume stands what the query looks for.

        Raises:
            QueryError: The query cannot be read; says where.
            NotFound: No such candidate.
        """
        about = self._ownership.of_candidate(candidate_id)
        self._door.look(actor, "search.run", "candidates", candidate_id, about, unless_within=_SAME_READING)
        tree = parse_query(query)
        candidate = found(self._store["candidates"].find_one({"_id": candidate_id}, ("resume_id",)))
        text = self._store["resume_texts"].find_one({"_id": candidate["resume_id"]}, ("text",))
        return Highlighter(tree).places(text["text"], "text") if text else ()

    # -------------------------------------------------------------- saved searches
    def save(self, actor: Actor, name: str, query: str) -> SavedSearch:
        """Keep a search under a name; one that the actor has kept under the same name is replaced.

        Raises:
            QueryError: The query cannot be read.
            InvalidInput: The name is empty or too long.
        """
        parse_query(query)
        name = " ".join(name.split())
        if not 0 < len(name) <= MAX_NAME:
            raise InvalidInput(f"Give the search a name of 1 to {MAX_NAME} characters.")
        known = self._store["saved_searches"].find_one({"user_id": actor.id, "name": name})
        key = known["_id"] if known else new_id()
        with self._door.change(actor, "search.save", "saved_searches", key, undo="saved search") as change:
            if known:
                change.update("saved_searches", key, {"query": query})
                return _saved({**known, "query": query})
            document = {
                "_id": key, "user_id": actor.id, "name": name, "query": query, "created_at": self._clock.now()
            }  # fmt: skip
            change.insert("saved_searches", document)
        return _saved(document)

    def saved(self, actor: Actor) -> list[SavedSearch]:
        """The searches that the actor kept, by name."""
        self._door.allow(actor, "search.run", "saved_searches", about=(within_reach(actor, "candidates"),))
        kept = self._store["saved_searches"].find({"user_id": actor.id}, sort=[("name", 1)])
        return [_saved(document) for document in kept]

    def forget(self, actor: Actor, saved_id: str) -> Changes:
        """Keep a search no longer.

        Raises:
            NotFound: The actor has kept no such search.
        """
        with self._door.change(actor, "search.forget", "saved_searches", saved_id, undo="forgotten search") as change:
            if self._store["saved_searches"].find_one({"_id": saved_id, "user_id": actor.id}, ()) is None:
                raise NotFound("This search is not among those you kept. Refresh the list.", title="No such search")
            change.delete("saved_searches", saved_id)
        return change.result

    # -------------------------------------------------------------- rows
    def _within(self, actor: Actor) -> list[str] | None:
        """The labels of the candidates whom the actor may see; None for all."""
        jobs = visible(actor, "search.run", "jobs")
        if not jobs:
            return None
        if "company_id" in jobs:
            return [company_label(jobs["company_id"])]
        return [job_label(key) for key in self._store["jobs"].ids(jobs)]

    def _rows(self, ids: Sequence[str], highlighter: Highlighter) -> Iterator[SearchRow]:
        wanted = ("name", "label", "total_experience_yrs", "resume_id", "skills", "experience")
        people = {one["_id"]: one for one in self._store["candidates"].find({"_id": {"$in": list(ids)}}, wanted)}
        resume_ids = [one.get("resume_id") for one in people.values()]
        texts = self._store["resume_texts"].find({"_id": {"$in": resume_ids}}, ("text",))
        text_of: dict[str | None, str] = {text["_id"]: text["text"] for text in texts}
        for candidate in (people[key] for key in ids if key in people):
            name, label = candidate.get("name"), candidate.get("label")
            yield SearchRow(
                candidate["_id"], name, label, candidate.get("total_experience_yrs"),
                self._snippet(candidate, text_of.get(candidate.get("resume_id")), highlighter),
                highlighter.places(name or "", "name"), highlighter.places(label or "", "title"),
            )  # fmt: skip

    def _snippet(self, candidate: Json, text: str | None, highlighter: Highlighter) -> Snippet | None:
        """From the present resume if it has a hit, else from wherever one is, else how the resume begins."""
        resume_id = candidate.get("resume_id")
        shown = highlighter.snippet(text or "", "text", resume_id)
        if shown is None:
            others = (highlighter.snippet(*other) for other in self._other_texts(candidate))
            shown = next((snippet for snippet in others if snippet), None)
        if shown is None and text:
            return Snippet("text", cut(text), 0, (), resume_id)
        return shown

    def _other_texts(self, candidate: Json) -> Iterator[tuple[str, TextField, str | None]]:
        positions = [post.get("position") for post in candidate.get("experience") or ()]
        yield ", ".join(candidate.get("skills") or ()), "skill", None
        yield ", ".join(filter(None, [candidate.get("label"), *positions])), "title", None
        of_this: Json = {"candidate_id": candidate["_id"]}
        for note in self._store["notes"].find(of_this, ("text",), sort=[("_id", 1)]):
            yield note["text"], "note", None
        resumes = [key for key in self._store["resumes"].ids(of_this) if key != candidate.get("resume_id")]
        for other in self._store["resume_texts"].find({"_id": {"$in": resumes}}, ("text",)):
            yield other["text"], "text", other["_id"]


_MOST_ROWS: Final = 500


def _saved(document: dict[str, Any]) -> SavedSearch:
    return SavedSearch(document["_id"], document["name"], document["query"], document["created_at"])
