"""An invented workspace in memory with the facade's surface: enough candidates to look real, no engine, no process.

It implements what the window calls, with the real rules where the window depends on them (order, counts, statuses)
and plain invention elsewhere. Everything is deterministic.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import cast

from hiring_desktop.core.errors import (
    Locked,
    NotFound,
    NotPermitted,
    PasswordChangeDue,
    SecondFactorDue,
    SignInFailed,
)
from hiring_desktop.core.hiring.explanation import Explanation, explain
from hiring_desktop.core.hiring.intake import Offer
from hiring_desktop.core.hiring.views import (
    CandidateView,
    Evidence,
    ImportItemView,
    JobSummary,
    JobView,
    RankRow,
    UnrankedRow,
    WorkspaceInfo,
)
from hiring_desktop.core.model import (
    BALANCED_WEIGHTS,
    COMPONENTS,
    Actor,
    Changes,
    ImportProgress,
    JobAd,
    Json,
    Requirements,
    Score,
    Source,
    Span,
    Touched,
    Weights,
)
from hiring_desktop.core.ports import RenderedPage
from hiring_desktop.core.trust.backups import Attempt
from hiring_desktop.core.trust.sign_in import Proof
from hiring_desktop.core.workspace import Identity, Session, Workspace

NAMES = (
    "Amara Okafor", "Tobias Lindqvist", "Mei-Ling Zhao", "Rafael Monteiro", "Saoirse Byrne", "Ishaan Mehta",
    "Noor El-Amin", "Katarzyna Wójcik", "Henrik Aaltonen", "Lucía Fernández-Rey",
    "Dmitri Volkov", "Priya Raghunathan", "Jonas Bergmann",
    "Chiamaka Eze", "Théo Marchand", "Yuki Tanabe",
)  # fmt: skip
SKILLS = (
    "Python", "SQL", "PostgreSQL", "Django", "REST APIs", "Docker", "Kubernetes", "Airflow", "Spark", "AWS", "Git",
    "Linux", "Terraform", "Kafka", "Redis", "GraphQL",
)  # fmt: skip
JOBS = (
    (
        "Backend engineer",
        ("Python", "Django", "PostgreSQL", "REST APIs", "Docker"),
        ("Kubernetes", "Redis"),
        ("Python",),
    ),
    ("Data engineer", ("Python", "SQL", "Airflow", "Spark", "Kafka"), ("AWS", "Terraform"), ("SQL", "Python")),
    ("Site reliability engineer", ("Linux", "Kubernetes", "Terraform", "AWS"), ("Python",), ()),
)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWNER = Actor("owner", "owner")


def done(value: object) -> Future[object]:
    future: Future[object] = Future()
    future.set_result(value)
    return future


class FakeWorkspace:
    """``people`` applications are ranked in the first job from the beginning; 0 for an empty workspace without jobs."""

    def __init__(self, people: int = 40, *, jobs: int = 3) -> None:
        self.owner = OWNER
        self.identity = Identity("w" * 32, "Talent team", Path("talent-team"), 1)
        self.entrance = FakeEntrance()
        self.backups = FakeBackups()
        self.seq = 0
        self.log: list[tuple[int, Touched]] = []
        self.listeners: list[Callable[[Changes], None]] = []
        self.closed = False
        self.job_views: dict[str, JobView] = {}
        self.scores: dict[str, dict[str, Score]] = {}
        self.people: dict[str, tuple[str, str]] = {}
        self.files: dict[str, ImportItemView] = {}
        self.jobs = FakeJobs(self)
        self.intake = FakeIntake(self)
        self.selection = FakeSelection(self)
        self.candidates = FakeCandidates(self)
        for index, (title, required, preferred, must) in enumerate(JOBS[:jobs]):
            wants = Requirements(required, preferred, must, 3.0 + index, None, "bachelor")
            text = f"{title}\n\nWe look for someone with {', '.join(required)}. {', '.join(preferred)} is a plus."
            self.jobs.add(OWNER, JobAd(title, text, wants))
        if jobs:
            first = next(iter(self.job_views))
            for number in range(people):
                self.intake.finish(first, f"applications/{1000 + number}_cv.pdf", number)

    def info(self, actor: Actor) -> WorkspaceInfo:
        total = sum(len(found) for found in self.scores.values())
        return WorkspaceInfo("w" * 32, "Talent team", "/tmp/fake", 1, len(self.job_views), total, total, total)

    def verify(self, actor: Actor) -> list[str]:
        return []

    def close(self) -> None:
        self.closed = True

    def lock(self) -> None:
        self.closed = True

    def subscribe(self, actor: Actor, callback: Callable[[Changes], None]) -> Callable[[], None]:
        self.listeners.append(callback)
        return lambda: self.listeners.remove(callback)

    def changes_since(self, actor: Actor, seq: int) -> Changes:
        return Changes(self.seq, tuple(touched for at, touched in self.log if at > seq))

    def wrote(self, *touched: Touched) -> Changes:
        self.seq += 1
        self.log.extend((self.seq, one) for one in touched)
        changes = Changes(self.seq, touched)
        for listener in list(self.listeners):
            listener(changes)
        return changes

    def as_workspace(self) -> Workspace:
        return cast(Workspace, self)

    def as_session(self) -> Session:
        return Session(self.as_workspace(), OWNER)


class FakeBackups:
    """Nothing is due, unless ``attempts`` says how the next ones went."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.asked: list[str] = []

    def run_due(self) -> Attempt | None:
        self.asked.append(threading.current_thread().name)
        return self.attempts.pop(0) if self.attempts else None


class FakeEntrance:
    """Lets everybody stay, until ``out`` is set."""

    def __init__(self) -> None:
        self.out = False

    def current(self, signed_in: Actor) -> Actor:
        if self.out:
            raise NotPermitted("Your account was changed since you signed in. Sign in again.")
        return signed_in


class FakeJobs:
    def __init__(self, workspace: FakeWorkspace) -> None:
        self.w = workspace

    def add(self, actor: Actor, ad: JobAd, weights: Weights = BALANCED_WEIGHTS) -> JobView:
        key = f"job{len(self.w.job_views):029d}"
        created = START + timedelta(days=len(self.w.job_views))
        self.w.job_views[key] = JobView(key, ad.title, ad.description, ad.requirements, weights, "open", created)
        self.w.scores[key] = {}
        self.w.wrote(Touched("jobs", key, ("title",)))
        return self.w.job_views[key]

    def read_ad(self, text: str, title: str | None = None) -> JobAd:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        found = tuple(skill for skill in SKILLS if skill.casefold() in text.casefold())
        wants = Requirements(
            found, (), (), 5.0 if "years" in text else None, None, "bachelor" if "degree" in text else None
        )
        return JobAd(title or (lines[0] if lines else ""), text, wants)

    def read_file(self, data: bytes, file_name: str) -> JobAd:
        return self.read_ad(data.decode())

    def list(self, actor: Actor, status: str | None = None) -> list[JobSummary]:
        made = []
        for job in self.w.job_views.values():
            counts = Counter(item.status for item in self.w.files.values() if item.job_id == job.id)
            attention = counts["needs_ocr"] + counts["rejected"]
            pending = counts["waiting"] + counts["queued"] + counts["processing"]
            made.append(
                JobSummary(
                    job.id, job.title, job.status, job.created_at, len(self.w.scores[job.id]), attention, pending
                )
            )
        wanted = [job for job in made if status in (None, job.status)]
        return sorted(wanted, key=lambda job: job.created_at, reverse=True)

    def get(self, actor: Actor, job_id: str) -> JobView:
        if job_id not in self.w.job_views:
            raise NotFound("There is no such job.")
        return self.w.job_views[job_id]

    def edit(self, actor: Actor, job_id: str, ad: JobAd) -> Changes:
        job = self.get(actor, job_id)
        self.w.job_views[job_id] = replace(
            job, title=ad.title, description=ad.description, requirements=ad.requirements, revision=job.revision + 1
        )
        return self.w.wrote(Touched("jobs", job_id, ("title", "requirements")))

    def set_weights(self, actor: Actor, job_id: str, weights: Weights) -> Changes:
        self.w.job_views[job_id] = replace(self.get(actor, job_id), weights=weights)
        found = self.w.scores[job_id]
        for key, score in found.items():
            found[key] = replace(score, overall=overall(score.breakdown, weights), weights=weights.as_dict())
        return self.w.wrote(Touched("jobs", job_id, ("weights",)), Touched("applications", "*", ("score",)))

    def close(self, actor: Actor, job_id: str) -> Changes:
        self.w.job_views[job_id] = replace(self.get(actor, job_id), status="closed")
        return self.w.wrote(Touched("jobs", job_id, ("status",)))

    def reopen(self, actor: Actor, job_id: str) -> Changes:
        self.w.job_views[job_id] = replace(self.get(actor, job_id), status="open")
        return self.w.wrote(Touched("jobs", job_id, ("status",)))


class FakeIntake:
    def __init__(self, workspace: FakeWorkspace) -> None:
        self.w = workspace

    def accept(self, actor: Actor, job_id: str, paths: Sequence[Path]) -> Offer:
        found: list[str] = []
        for path in paths:
            members = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
            found.extend(member.name for member in members)
        for name in found:
            key = f"file{len(self.w.files):028d}"
            self.w.files[key] = ImportItemView(key, job_id, name, "waiting", None, None, None)
        self.w.wrote(Touched("import_items", "*", ("status",)))
        return Offer(job_id, len(found), frozenset(found), "0")

    def step(self, timeout: float) -> bool:
        waiting = [item for item in self.w.files.values() if item.status == "waiting"]
        if not waiting:
            return False
        item = waiting[0]
        if item.file.endswith(".bin"):
            message = "This is no document. Give a PDF, DOCX, TXT or HTML file."
            self.w.files[item.id] = replace(item, status="rejected", reason="wrong_type", message=message)
        elif "scan" in item.file:
            message = "The pages are pictures without text. Scan it with text recognition, or ask for a text PDF."
            self.w.files[item.id] = replace(item, status="needs_ocr", message=message)
        else:
            self.finish(item.job_id, item.file, len(self.w.people), item.id)
        self.w.wrote(Touched("import_items", item.id, ("status",)), Touched("applications", item.id, ("score",)))
        return True

    def finish(self, job_id: str, file: str, number: int, key: str | None = None) -> None:
        random = Random(number)
        wants = self.w.job_views[job_id].requirements
        skills = (*wants.required_skills, *wants.preferred_skills)
        matched = tuple(skill for skill in skills if random.random() < 0.55)
        missing = tuple(skill for skill in skills if skill not in matched)
        parts = {name: float(random.randrange(10, 101)) for name in COMPONENTS}
        parts["skills_match"] = round(100 * len(matched) / len(skills), 1) if skills else 0.0
        weights = self.w.job_views[job_id].weights
        imputed = ("experience",) if number % 9 == 4 else ()
        score = Score(
            f"app{number:029d}", overall(parts, weights), parts, weights.as_dict(), imputed,
            (max(0.0, overall(parts, weights) - 9), min(100.0, overall(parts, weights) + 6)),
            "low" if imputed else "high", matched, missing, (), tuple(s for s in wants.must_have if s in missing),
            ("backend", "services", "python"), "Strong match on text and skills.",
        )  # fmt: skip
        name = NAMES[number % len(NAMES)] + ("" if number < len(NAMES) else f" {'ABCDEFGH'[number // len(NAMES) % 8]}.")
        self.w.scores[job_id][score.id] = score
        self.w.people[score.id] = (name, file)
        key = key or f"file{len(self.w.files):028d}"
        self.w.files[key] = ImportItemView(key, job_id, file, "imported", None, None, score.id)

    def progress(self, actor: Actor, job_id: str | None = None) -> ImportProgress:
        wanted = [item.status for item in self.w.files.values() if job_id in (None, item.job_id)]
        return ImportProgress(dict(Counter(wanted)))

    def item_ids(self, actor: Actor, job_id: str | None = None) -> list[str]:
        return [item.id for item in reversed(self.w.files.values()) if job_id in (None, item.job_id)]

    def items_by_id(self, actor: Actor, ids: Sequence[str]) -> list[ImportItemView]:
        return [self.w.files[key] for key in ids if key in self.w.files]

    def cancel(self, actor: Actor, job_id: str | None = None) -> Changes:
        for key, item in self.w.files.items():
            if item.status == "waiting" and job_id in (None, item.job_id):
                self.w.files[key] = replace(item, status="cancelled")
        return self.w.wrote(Touched("import_items", "*", ("status",)))

    def retry(self, actor: Actor, item_ids: Sequence[str]) -> Changes:
        for key in item_ids:
            self.w.files[key] = replace(self.w.files[key], status="waiting", reason=None, message=None)
        return self.w.wrote(Touched("import_items", "*", ("status",)))


class FakeSelection:
    def __init__(self, workspace: FakeWorkspace) -> None:
        self.w = workspace

    def _order(self, job_id: str) -> list[Score]:
        return sorted(self.w.scores[job_id].values(), key=lambda score: (-score.overall, score.id))

    def ids(self, actor: Actor, job_id: str) -> list[str]:
        return [score.id for score in self._order(job_id)]

    def rows(self, actor: Actor, job_id: str, ids: Sequence[str]) -> list[RankRow]:
        place = {score.id: (rank, score) for rank, score in enumerate(self._order(job_id), 1)}
        rows = []
        for key in ids:
            rank, score = place[key]
            name, file = self.w.people[key]
            percentile = 100.0 * (len(place) - rank) / max(1, len(place) - 1)
            rows.append(RankRow(key, key, rank, percentile, file, name, None, score, (), False))
        return rows

    def unranked(self, actor: Actor, job_id: str) -> list[UnrankedRow]:
        return [
            UnrankedRow(item.file, item.status, item.reason, item.message)
            for item in self.w.files.values()
            if item.job_id == job_id and item.status in ("rejected", "needs_ocr")
        ]

    def preview(self, actor: Actor, job_id: str, weights: Weights) -> Future[list[tuple[str, float]]]:
        moved = [(score.id, overall(score.breakdown, weights)) for score in self.w.scores[job_id].values()]
        return cast("Future[list[tuple[str, float]]]", done(sorted(moved, key=lambda pair: (-pair[1], pair[0]))))

    def explain(self, actor: Actor, application_id: str) -> Explanation:
        job_id = next(key for key, found in self.w.scores.items() if application_id in found)
        job = self.w.job_views[job_id]
        return explain(self.w.scores[job_id][application_id], JobAd(job.title, job.description, job.requirements))

    def evidence(self, actor: Actor, application_id: str) -> list[Evidence]:
        text = resume_text(self.w.people[application_id][0])
        matched = next(
            found[application_id] for found in self.w.scores.values() if application_id in found
        ).matched_skills
        return [Evidence(skill, (span_of(text, skill),)) for skill in matched if skill in text]


class FakeCandidates:
    def __init__(self, workspace: FakeWorkspace) -> None:
        self.w = workspace
        self.rendered: list[tuple[int, float]] = []

    def get(self, actor: Actor, candidate_id: str) -> CandidateView:
        name, file = self.w.people[candidate_id]
        text = resume_text(name)
        paged = file.endswith(".pdf")
        mail = f"{name.split()[0].lower()}@example.org"
        resume: Json = {
            "basics": {"name": name, "email": mail, "phone": "+46 70 012 34 56"},
            "work": [{"name": "Northwind Analytics", "position": "Backend engineer", "startDate": "2019-04"}],
            "education": [{"institution": "Lund University", "studyType": "BSc", "area": "Computer Science"}],
            "skills": [{"name": "Skills", "keywords": ["Python", "Django", "PostgreSQL"]}],
        }
        sources = {
            "/basics/name": Source(0.98, (span_of(text, name),)),
            "/basics/email": Source(1.0, (span_of(text, mail),)),
            "/work/0/position": Source(0.9, (span_of(text, "Backend engineer"),)),
            "/skills/0/keywords/0": Source(0.9, (span_of(text, "Python"),)),
        }
        if not paged:
            sources = {
                key: Source(source.confidence, tuple(Span(s.start, s.end) for s in source.spans))
                for key, source in sources.items()
            }
        return CandidateView(
            candidate_id, candidate_id, name, resume, sources, 7.5, "bachelor", 82.0, ("columns_uncertain",), file,
            "application/pdf" if paged else "text/plain", 2 if paged else None, text,
        )  # fmt: skip

    def render(self, actor: Actor, resume_id: str, page: int, scale: float) -> Future[RenderedPage]:
        self.rendered.append((page, scale))
        width, height = round(612 * scale), round(792 * scale)
        white, grey = b"\xff\xff\xff" * width, b"\xff\xff\xff" * (width // 10) + b"\x9a\x9a\x9a" * (width - width // 10)
        rows = [grey if y % max(1, round(18 * scale)) < 2 else white for y in range(height)]
        return cast("Future[RenderedPage]", done(RenderedPage(page, 2, width, height, b"".join(rows), 612.0, 792.0)))

    def file(self, actor: Actor, resume_id: str) -> tuple[str, bytes]:
        return self.w.people[resume_id][1], b"%PDF-1.7"


class FakeLauncher:
    """No files: ``workspace`` is what there is to open, ``passphrase`` what opens it (None: the keyring)."""

    def __init__(
        self,
        folder: Path,
        workspace: FakeWorkspace | None = None,
        *,
        passphrase: str | None = None,
        keyring: bool = True,
        account: tuple[str, str | None, bool] | None = None,
    ) -> None:
        self.account = account
        self.folder = folder
        self.workspace = workspace
        self.passphrase = passphrase
        self.keyring = keyring
        self.opened_in: list[str] = []

    def ways_in(self) -> frozenset[str]:
        if self.workspace is None:
            return frozenset()
        if self.account is not None:
            return frozenset({"account", "passphrase"})
        return frozenset({"keyring" if self.passphrase is None else "passphrase"})

    def keyring_available(self) -> bool:
        return self.keyring

    def open(self, passphrase: str | None = None, recovery_code: str | None = None) -> Session:
        self.opened_in.append(threading.current_thread().name)
        if self.workspace is None:
            raise NotFound("There is no workspace here yet.")
        if passphrase != self.passphrase:
            raise Locked("The passphrase does not open this workspace. Check the keyboard layout and try again.")
        return self.workspace.as_session()

    def sign_in(self, email: str, proof: Proof) -> Session:
        """``account`` is its password, code and whether a new password is due."""
        self.opened_in.append(threading.current_thread().name)
        password, code, due = self.account or ("", None, False)
        if self.workspace is None or proof.password != password or email != "bo@example.org":
            raise SignInFailed
        if code is not None and proof.totp_code is None:
            raise SecondFactorDue
        if code is not None and proof.totp_code != code:
            raise SignInFailed
        if due and proof.new_password is None:
            raise PasswordChangeDue
        self.workspace.closed = False
        return Session(self.workspace.as_workspace(), Actor("u-bo", "recruiter"))

    def create(self, name: str, passphrase: str | None) -> Session:
        self.workspace, self.passphrase = FakeWorkspace(0, jobs=0), passphrase
        return self.workspace.as_session()

    def demo(self) -> Session:
        return FakeWorkspace().as_session()


def overall(parts: Mapping[str, float], weights: Weights) -> float:
    by = weights.as_dict()
    return sum(parts[name] * by[name] for name in COMPONENTS) / sum(by.values())


def resume_text(name: str) -> str:
    mail = f"{name.split()[0].lower()}@example.org"
    return (
        f"{name}\n{mail}  +46 70 012 34 56\n\nExperience\nBackend engineer, Northwind Analytics, 2019-04 to present\n"
        "Built Python and Django services over PostgreSQL.\nREST APIs in Docker, run on Kubernetes.\n\nEducation\n"
        "BSc Computer Science, Lund University, 2018\n\nSkills\nSQL, Airflow, Spark, Kafka, AWS, Terraform, Linux"
    )


def span_of(text: str, part: str) -> Span:
    start = text.index(part)
    line = text.count("\n", 0, start)
    left = 61.2 + 5.0 * (start - text.rfind("\n", 0, start) - 1)
    return Span(start, start + len(part), 1, ((left, 54.0 + 18 * line, left + 5.0 * len(part), 70.0 + 18 * line),))
