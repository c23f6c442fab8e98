"""The inside of the window once a workspace is open: side bar and pages, and the ways between them.

Pages do not know one another. Each tells by signals what a person wants; this is where that leads somewhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from hiring_desktop.core.hiring.views import JobSummary
from hiring_desktop.core.model import Changes, ImportProgress
from hiring_desktop.ui.context import Context
from hiring_desktop.ui.pages.audit import AuditPage
from hiring_desktop.ui.pages.candidate import CandidatePage
from hiring_desktop.ui.pages.imports import ImportsPage
from hiring_desktop.ui.pages.jobs import JobsPage
from hiring_desktop.ui.pages.ranking import RankingPage
from hiring_desktop.ui.presenters.imports import summarise
from hiring_desktop.ui.presenters.places import place_words, places_of
from hiring_desktop.ui.widgets.job_chooser import JobChooser
from hiring_desktop.ui.widgets.navigation import Navigation
from hiring_desktop.ui.words import translate

FILTER = "(*.pdf *.docx *.odt *.rtf *.txt *.html *.htm *.md *.zip)"


@dataclass(frozen=True, slots=True)
class _Loaded:
    jobs: list[JobSummary]
    progress: ImportProgress


class Workbench(QWidget):
    """Opens on the ranking that has the most to show; without jobs on the jobs page.

    It is empty until ``build`` has run through.
    """

    help_asked = Signal()
    theme_asked = Signal()

    def __init__(self, context: Context, name: str, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._jobs: list[JobSummary] = []
        self._started = False
        self._when_ready: list[Callable[[], None]] = []
        self._files_for_new_job: tuple[Path, ...] = ()
        self._name, self._window = name, window
        self.stack = QStackedWidget(self)
        self.places = places_of(context.actor)
        self.pages: dict[str, QWidget] = {}
        self._late: dict[str, Callable[[], QWidget]] = {"audit": lambda: AuditPage(context, self)}

    def build(self) -> Iterator[None]:
        """Make the pages, one between two yields: all at once would hold up the event loop for a tenth of a second."""
        self.navigation = Navigation(self._context.theme, self._name, self.places, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addWidget(self.stack, 1)
        yield
        self.jobs = JobsPage(self._context, self)
        self.stack.addWidget(self.jobs)
        yield
        self.ranking = RankingPage(self._context, self)
        self.stack.addWidget(self.ranking)
        yield
        self.imports = ImportsPage(self._context, self)
        self.stack.addWidget(self.imports)
        yield
        self.candidate = CandidatePage(self._context, self)
        self.stack.addWidget(self.candidate)
        self.pages |= {"jobs": self.jobs, "ranking": self.ranking, "imports": self.imports}
        yield
        self.chooser = JobChooser(self._window, self._context.theme)
        self._connect()
        self._context.feed.changed.connect(self._changed)
        self._reload()

    def _connect(self) -> None:
        nav = self.navigation
        nav.place_asked.connect(self.go)
        nav.job_asked.connect(self.show_ranking)
        nav.theme_asked.connect(self.theme_asked)
        nav.help_asked.connect(self.help_asked)
        self.jobs.opened.connect(self.show_ranking)
        self.jobs.created.connect(self._job_created)
        self.ranking.opened.connect(self.show_candidate)
        self.ranking.import_asked.connect(self.ask_files)
        self.ranking.edit_asked.connect(self.edit_job)
        self.ranking.new_job_asked.connect(self.new_job)
        self.imports.opened.connect(self.show_ranking)
        self.imports.import_asked.connect(self.ask_files)
        self.candidate.back_asked.connect(lambda: self.go("ranking"))
        self.candidate.step_asked.connect(self._step)
        self.chooser.chosen.connect(self.accept_files)
        self.chooser.new_job_asked.connect(self._new_job_for)

    # ------------------------------------------------------------------ where we are
    def place(self) -> str:
        """The id of the page that is shown; a candidate belongs to the ranking."""
        page = self.stack.currentWidget()
        return next((place for place, known in self.pages.items() if known is page), "ranking")

    def go(self, place: str) -> None:
        """Go to a page of the rail; one that is seldom wanted is made when it first is."""
        if place not in self.places:
            text = self.tr("Your role does not have this page. Ask an administrator of the workspace.")
            self._context.notify.info(place_words(place), text)
            return
        if place not in self.pages:
            self.pages[place] = self._late[place]()
            self.stack.addWidget(self.pages[place])
        if place == "ranking" and self.ranking.job_id is None and self._jobs:
            self.ranking.open_job(self._jobs[0].id)
        self.stack.setCurrentWidget(self.pages[place])
        self.navigation.show_place(place)
        self._show_jobs()

    def go_round(self, step: int) -> None:
        """The next or previous page of the rail."""
        self.go(self.places[(self.places.index(self.place()) + step) % len(self.places)])

    def back(self) -> bool:
        """One level up; False if there is none."""
        if self.chooser.isVisible():
            self.chooser.close_overlay()
        elif self.stack.currentWidget() is self.candidate:
            self.go("ranking")
        elif self.ranking.find_field.hasFocus():
            self.ranking.find_field.clear()
            self.ranking.table.setFocus()
        else:
            return False
        return True

    def show_ranking(self, job_id: str) -> None:
        """The ranked list of a job."""
        self.ranking.open_job(job_id)
        self.go("ranking")

    def show_candidate(self, application_id: str) -> None:
        """The explanation of an application of the ranking."""
        job_id = self.ranking.job_id
        if job_id is not None:
            self.candidate.open_application(job_id, application_id, self.ranking.place_of(application_id))
            self.stack.setCurrentWidget(self.candidate)
            self.candidate.take_focus()

    def _step(self, rows: int) -> None:
        application_id = self.ranking.move_by(rows)
        if application_id is not None:
            self.show_candidate(application_id)

    def begin_find(self) -> None:
        """Find in the ranked list, from wherever we are."""
        if self.ranking.job_id is not None:
            self.go("ranking")
            self.ranking.begin_find()

    def zoom(self, steps: int) -> None:
        """Zoom the document if one is open; 0 fits it."""
        if self.stack.currentWidget() is self.candidate:
            if steps:
                self.candidate.zoom_by(steps)
            else:
                self.candidate.zoom_fit()

    # ------------------------------------------------------------------ jobs
    def new_job(self) -> None:
        """An empty editor."""
        self.go("jobs")
        self.jobs.new_job()

    def edit_job(self, job_id: str) -> None:
        """The editor of a job."""
        self.go("jobs")
        self.jobs.select(job_id)

    def _job_created(self, job_id: str) -> None:
        files, self._files_for_new_job = self._files_for_new_job, ()
        self.show_ranking(job_id)
        if files:
            self.accept_files(job_id, files)
        else:
            text = self.tr("Now drop resumes anywhere in this window to rank them.")
            self._context.notify.info(self.tr("Job created"), text)

    # ------------------------------------------------------------------ files
    def job_for_files(self) -> tuple[str, str] | None:
        """Id and title of the open job that dropped files go to without a question: the one that is looked at."""
        place = self.place()
        job_id = self.ranking.job_id if place == "ranking" else None
        if place == "jobs":
            job_id = self.jobs.selected_job()
        elif place == "imports":
            job_id = self.imports.job_id()
        if job_id is None:
            return None
        job = next((job for job in self._jobs if job.id == job_id), None)
        if job is None:  # just created, and not in the list yet
            return job_id, self.ranking.title.full_text()
        return (job.id, job.title) if job.status == "open" else None

    def offer_files(self, paths: Sequence[Path]) -> None:
        """Files were dropped or chosen: take them for the job that is looked at, else ask. Returns at once."""
        if not paths:
            return
        job = self.job_for_files()
        if job is not None:
            self.accept_files(job[0], paths)
        elif any(job.status == "open" for job in self._jobs):
            self.chooser.ask(paths, self._jobs)
        else:
            self._new_job_for(paths)

    def _new_job_for(self, paths: Sequence[Path]) -> None:
        self._files_for_new_job = tuple(paths)
        self.new_job()
        title = translate("Workbench", "%n file(s) or folder(s) wait for their job", len(paths))
        self._context.notify.info(title, self.tr("Paste the job ad and create the job; they are read then."))

    def accept_files(self, job_id: str, paths: Sequence[Path]) -> None:
        """Put files into the durable queue of a job."""
        workspace, actor, files = self._context.workspace, self._context.actor, list(paths)
        self._context.tasks.run(
            lambda: workspace.intake.accept(actor, job_id, files).count,
            lambda count: self._accepted(job_id, count),
            owner=self,
        )

    def _accepted(self, job_id: str, count: int) -> None:
        job = next((job for job in self._jobs if job.id == job_id), None)
        title = translate("Workbench", "%n file(s) added", count)
        text = self.tr("They go to “{0}”.").format(job.title) if job else ""
        if self.place() == "imports":
            self._context.notify.info(title, text)
        else:
            self._context.notify.info(title, text, action_text=self.tr("Show files"), action=lambda: self.go("imports"))
        self._reload()

    def ask_files(self, *, folder: bool = False) -> None:
        """The system's dialog for files, or for a folder."""
        dialog = QFileDialog(self, self.tr("Import resumes"))
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            dialog.setNameFilters([self.tr("Resumes {0}").format(FILTER), self.tr("All files (*)")])
        dialog.filesSelected.connect(lambda names: self.offer_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ------------------------------------------------------------------ changes
    def _changed(self, changes: Changes) -> None:
        if changes.touches("jobs", "applications", "import_items"):
            self._reload()

    def _reload(self) -> None:
        workspace, actor = self._context.workspace, self._context.actor
        self._context.tasks.run(
            lambda: _Loaded(workspace.jobs.list(actor), workspace.intake.progress(actor)),
            self._loaded,
            owner=self,
            key=(self, "load"),
        )

    def _loaded(self, loaded: _Loaded) -> None:
        self._jobs = loaded.jobs
        self.navigation.show_progress(summarise(loaded.progress))
        self._show_jobs()
        if not self._started:
            self._started = True
            first = _worth_showing(loaded.jobs)
            if first is None:
                self.go("jobs")
            else:
                self.show_ranking(first.id)

        ready, self._when_ready = self._when_ready, []
        for act in ready:
            act()

    def when_ready(self, act: Callable[[], None]) -> None:
        """Call ``act`` once the jobs are known."""
        if self._started:
            act()
        else:
            self._when_ready.append(act)

    def _show_jobs(self) -> None:
        current = self.ranking.job_id if self.place() == "ranking" else None
        self.navigation.show_jobs(self._jobs, current)


def _worth_showing(jobs: Sequence[JobSummary]) -> JobSummary | None:
    """The newest open job with candidates, else the one whose files are read next (the oldest), else the newest."""
    opened = [job for job in jobs if job.status == "open"]
    ranked = [job for job in opened if job.ranked]
    pending = [job for job in opened if job.pending]
    return next(iter((*ranked, *reversed(pending), *opened)), None)
