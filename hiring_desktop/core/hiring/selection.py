"""Selection: the ranked list of a job, why each stands where it stands, and what other weights would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import timedelta
from typing import Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import NotFound
from hiring_desktop.core.hiring.explanation import Explanation, asked_for, explain
from hiring_desktop.core.hiring.jobs import ad_of, find_job
from hiring_desktop.core.hiring.scoring import profile_of, score_of
from hiring_desktop.core.hiring.views import Evidence, RankRow, UnrankedRow
from hiring_desktop.core.model import Actor, Json, Resource, Score, Source, Weights
from hiring_desktop.core.ports import Ranker, Sort, Store
from hiring_desktop.core.trust.ownership import Ownership

_BEST_FIRST: Final[Sort] = (("ml_score", -1), ("_id", 1))
_UNRANKED_ITEMS: Final = ("rejected", "needs_ocr")
_SAME_READING: Final = timedelta(minutes=15)
"""Whoever scrolls through a list, or comes back to a candidate, has looked once."""


class Selection:
    """Reads rankings. Ranks are counted on reading; only scores are stored."""

    def __init__(self, store: Store, door: Door, ranker: Ranker) -> None:
        self._store = store
        self._door = door
        self._ranker = ranker
        self._ownership = Ownership(store)

    def ids(self, actor: Actor, job_id: str) -> list[str]:
        """Ids of the job's scored applications, best first; ties go by id."""
        self._door.allow(actor, "ranking.read", "jobs", job_id, self._ownership.of_job(job_id))
        return self._ids(job_id)

    def rows(self, actor: Actor, job_id: str, ids: Sequence[str]) -> list[RankRow]:
        """The rows of these applications, in the order of ``ids``; vanished ones are left out.

        Raises:
            NotFound: No such job.
        """
        self._look(actor, "jobs", job_id, self._ownership.of_job(job_id))
        revision = find_job(self._store, job_id)["revision"]
        order = {key: rank for rank, key in enumerate(self._ids(job_id), 1)}
        query = {"_id": {"$in": list(ids)}}
        found = {a["_id"]: a for a in self._store["applications"].find(query) if a["_id"] in order}
        level = self._level(job_id, {a["ml_score"] for a in found.values()})
        people = self._by_id("candidates", (a["candidate_id"] for a in found.values()), ("name", "label"))
        resumes = self._by_id("resumes", (a["resume_id"] for a in found.values()), ("warnings",))
        return [
            RankRow(
                application_id=key,
                candidate_id=application["candidate_id"],
                rank=order[key],
                percentile=100.0 * level[application["ml_score"]] / len(order),
                file=application["file"],
                candidate_name=people[application["candidate_id"]]["name"],
                label=people[application["candidate_id"]]["label"],
                score=score_of(application),
                warnings=tuple(resumes[application["resume_id"]]["warnings"]),
                stale=application["score_revision"] != revision,
            )
            for key, application in ((key, found[key]) for key in ids if key in found)
        ]

    def unranked(self, actor: Actor, job_id: str) -> list[UnrankedRow]:
        """The job's files that have no score, each with the reason."""
        self._look(actor, "jobs", job_id, self._ownership.of_job(job_id))
        query = {"job_id": job_id, "status": {"$in": list(_UNRANKED_ITEMS)}}
        items = self._store["import_items"].find(query, sort=[("position", 1)])
        return [UnrankedRow(i["file"], i["status"], i.get("reason"), i.get("message")) for i in items]

    def export(self, actor: Actor, job_id: str) -> tuple[list[RankRow], list[UnrankedRow]]:
        """The whole list of a job, ranked and unranked, to be taken out of the workspace; the trail says who did.

        Raises:
            NotFound: No such job.
        """
        self._door.look(actor, "export.ranking", "jobs", job_id, self._ownership.of_job(job_id))
        return self.rows(actor, job_id, self._ids(job_id)), self.unranked(actor, job_id)

    def preview(self, actor: Actor, job_id: str, weights: Weights) -> Future[list[tuple[str, float]]]:
        """``(application id, overall score)`` best first as other weights would have it; nothing is stored."""
        self._door.allow(actor, "ranking.read", "jobs", job_id, self._ownership.of_job(job_id))
        job = find_job(self._store, job_id)
        stored = self._store["applications"].find(_ranked(job_id), ("score_breakdown",))
        rows = [(application["_id"], application["score_breakdown"]) for application in stored]
        return self._ranker.reweigh(rows, weights, asked_for(ad_of(job)))

    def explain(self, actor: Actor, application_id: str) -> Explanation:
        """Why an application has its score, in plain words.

        Raises:
            NotFound: No such application, or it has no score.
        """
        self._look(actor, "applications", application_id, self._ownership.of_application(application_id))
        application = self._scored(application_id)
        ad = ad_of(find_job(self._store, application["job_id"]))
        text = self._store["resume_texts"].find_one({"_id": application["resume_id"]}, ("profile",))
        return explain(score_of(application), ad, profile_of(text["profile"]) if text else None)

    def evidence(self, actor: Actor, application_id: str) -> list[Evidence]:
        """What the score rests on, and where the document says so."""
        self._look(actor, "applications", application_id, self._ownership.of_application(application_id))
        application = self._scored(application_id)
        resume = self._store["resumes"].find_one({"_id": application["resume_id"]})
        text = self._store["resume_texts"].find_one({"_id": application["resume_id"]}, ("sources",))
        if resume is None or text is None:
            raise NotFound("The resume of this application is gone. Import it again.")
        sources = {pointer: Source.from_json(source) for pointer, source in text["sources"].items()}
        return evidence(score_of(application), resume["resume"], sources)

    def _look(self, actor: Actor, collection: str, key: str, about: Sequence[Resource]) -> None:
        self._door.look(actor, "ranking.read", collection, key, about, unless_within=_SAME_READING)

    def _level(self, job_id: str, scores: Iterable[float]) -> dict[float, int]:
        """For each score how many of the job's applications have that or a lower one."""
        count = self._store["applications"].count_documents
        return {score: count({**_ranked(job_id), "ml_score": {"$lte": score}}) for score in scores}

    def _ids(self, job_id: str) -> list[str]:
        return self._store["applications"].ids(_ranked(job_id), sort=_BEST_FIRST)

    def _by_id(self, collection: str, ids: Iterable[str], fields: Sequence[str]) -> dict[str, Json]:
        return {d["_id"]: d for d in self._store[collection].find({"_id": {"$in": list(ids)}}, fields)}

    def _scored(self, application_id: str) -> Json:
        application = self._store["applications"].find_one({"_id": application_id})
        if application is None or application.get("ml_score") is None:
            raise NotFound("This application has no score. It may still be read, or its file could not be.")
        return application


def _ranked(job_id: str) -> Json:
    return {"job_id": job_id, "status": "processed"}


def evidence(score: Score, resume: Json, sources: Mapping[str, Source]) -> list[Evidence]:
    """The claims behind a score with their places: matched and near skills, dated jobs, degrees."""
    wanted = {name.casefold() for name in (*score.matched_skills, *score.near_skills)}
    claims: list[Evidence] = []
    for number, group in enumerate(resume.get("skills") or ()):
        printed = group.get("keywords") or [group.get("name", "")]
        names = group.get("canonical") or printed
        for index, name in enumerate(names):
            pointer = f"/skills/{number}/keywords/{index}"
            if name.casefold() in wanted and pointer in sources:
                claims.append(Evidence(name, sources[pointer].spans, "skills_match"))
    for number, job in enumerate(resume.get("work") or ()):
        found = [sources.get(f"/work/{number}/{field}") for field in ("position", "name", "startDate", "endDate")]
        spans = tuple(span for source in found if source for span in source.spans)
        if spans and job.get("startDate"):
            claims.append(Evidence(_job_claim(job), spans, "experience"))
    for number, school in enumerate(resume.get("education") or ()):
        degree = sources.get(f"/education/{number}/studyType")
        if degree and school.get("studyType"):
            claims.append(Evidence(school["studyType"], degree.spans, "education"))
    return claims


def _job_claim(job: Json) -> str:
    what = " at ".join(part for part in (job.get("position"), job.get("name")) if part)
    return f"{what} ({job['startDate']} to {job.get('endDate') or 'present'})".strip()
