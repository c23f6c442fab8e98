"""Every item model under Qt's own tester, and the rules of the paged one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fake_workspace import FakeWorkspace
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester

from hiring_desktop.ui.app import Application
from hiring_desktop.ui.models.import_table import ITEM_ROLE, ImportTable, UnrankedTable
from hiring_desktop.ui.models.job_table import JobTable
from hiring_desktop.ui.models.paged import PAGE, PAGES_KEPT, Answer
from hiring_desktop.ui.models.rank_table import COMPONENT_OF, ROW_ROLE, Column, RankTable


class Fetches:
    """Rows of the fake workspace, handed out when the test says so."""

    def __init__(self, workspace: FakeWorkspace, job_id: str) -> None:
        self.workspace, self.job_id = workspace, job_id
        self.waiting: list[tuple[list[str], Answer]] = []

    def __call__(self, ids: Sequence[str], answer: Answer) -> None:
        self.waiting.append((list(ids), answer))

    def arrive(self) -> None:
        waiting, self.waiting = self.waiting, []
        for ids, answer in waiting:
            rows = self.workspace.selection.rows(self.workspace.owner, self.job_id, ids)
            answer([(row.application_id, row) for row in rows])


@pytest.fixture
def workspace() -> FakeWorkspace:
    return FakeWorkspace(250)


@pytest.fixture
def fetches(workspace: FakeWorkspace) -> Fetches:
    return Fetches(workspace, next(iter(workspace.job_views)))


def shown_ids(fetches: Fetches) -> list[str]:
    return fetches.workspace.selection.ids(fetches.workspace.owner, fetches.job_id)


def test_the_ranked_list_keeps_the_contract_of_item_models(
    qapp: Application, qtmodeltester: ModelTester, fetches: Fetches
) -> None:  # fmt: skip
    model = RankTable(fetches)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    ids = shown_ids(fetches)
    model.show_order(ids)
    assert model.row(0) is None
    fetches.arrive()
    model.show_order(list(reversed(ids)), {key: float(place) for place, key in enumerate(ids)})
    model.show_order(ids[:50])
    model.show_order([])


def test_the_other_models_keep_it_too(qapp: Application, qtmodeltester: ModelTester, workspace: FakeWorkspace) -> None:
    owner, job_id = workspace.owner, next(iter(workspace.job_views))
    jobs, unranked = JobTable(), UnrankedTable()
    imports = ImportTable(lambda ids, answer: answer([(i.id, i) for i in workspace.intake.items_by_id(owner, ids)]))
    for model in (jobs, unranked, imports):
        qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    jobs.set_jobs(workspace.jobs.list(owner))
    imports.set_ids(workspace.intake.item_ids(owner, job_id))
    unranked.set_rows(workspace.selection.unranked(owner, job_id))
    assert imports.index(0, 0).data(ITEM_ROLE).status == "imported"
    assert imports.index(0, 0).data() == "Imported"


def test_rows_come_by_the_page_and_only_when_they_are_looked_at(qapp: Application, fetches: Fetches) -> None:
    model = RankTable(fetches)
    model.show_order(shown_ids(fetches))
    assert fetches.waiting == []
    model.index(120, Column.NAME).data()
    model.index(121, Column.NAME).data()
    assert [ids for ids, _ in fetches.waiting] == [shown_ids(fetches)[PAGE : 2 * PAGE]]
    fetches.arrive()
    assert model.index(120, Column.NAME).data(ROW_ROLE).application_id == shown_ids(fetches)[120]
    assert fetches.waiting == []


def test_so_many_pages_are_kept_and_no_more(qapp: Application) -> None:
    ids = [f"{number:06d}" for number in range(PAGE * (PAGES_KEPT + 5))]
    asked: list[str] = []

    def fetch(keys: Sequence[str], answer: Answer) -> None:
        asked.extend(keys)
        answer([(key, object()) for key in keys])

    model = ImportTable(fetch)
    model.set_ids(ids)
    for first in range(0, len(ids), PAGE):
        model.row(first)
    assert asked == ids
    model.row(0)
    assert asked[len(ids) :] == ids[:PAGE], "the oldest page was forgotten and is fetched again"


def test_a_new_order_needs_no_row_again_and_keeps_what_is_selected(qapp: Application, fetches: Fetches) -> None:
    model = RankTable(fetches)
    ids = shown_ids(fetches)[:80]
    model.show_order(ids)
    model.row(0)
    fetches.arrive()
    chosen = model.index(7, 0)
    selection = QItemSelectionModel(model)
    selection.setCurrentIndex(chosen, QItemSelectionModel.SelectionFlag.Select)
    kept = QPersistentModelIndex(chosen)
    model.show_order(list(reversed(ids)), dict.fromkeys(ids, 1.0))
    assert model.id_at(kept.row()) == ids[7]
    assert model.id_at(selection.currentIndex().row()) == ids[7]
    assert fetches.waiting == []
    assert model.row(0) is not None


def test_a_list_that_grows_keeps_what_is_selected(qapp: Application, fetches: Fetches) -> None:
    ids = shown_ids(fetches)
    model = RankTable(fetches)
    model.show_order(ids[10:20])
    kept = QPersistentModelIndex(model.index(3, 0))
    model.show_order(ids[:30])
    assert model.id_at(kept.row()) == ids[13]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=6))
def test_any_sequence_of_lists_ends_with_the_last(qapp: Application, lists: list[list[str]]) -> None:
    model = ImportTable(lambda ids, answer: None)
    for ids in lists:
        model.set_ids(ids)
        assert model.ids() == ids
        assert [model.row_of(key) for key in ids] == list(range(len(ids)))
        assert model.rowCount() == len(ids)


def test_refresh_shows_the_old_row_until_the_new_one_comes(qapp: Application, fetches: Fetches) -> None:
    model = RankTable(fetches)
    model.show_order(shown_ids(fetches)[:5])
    model.row(0)
    fetches.arrive()
    model.refresh()
    assert model.row(0) is not None
    assert len(fetches.waiting) == 1


def test_a_preview_shows_its_scores_and_how_far_each_moved(qapp: Application, fetches: Fetches) -> None:
    model = RankTable(fetches)
    ids = shown_ids(fetches)[:3]
    model.show_order(ids)
    model.row(0)
    fetches.arrive()
    model.show_order([ids[2], ids[0], ids[1]], {ids[2]: 90.0, ids[0]: 80.0, ids[1]: 70.0})
    row = model.row(0)
    assert row is not None
    assert (model.previewing, model.moved(0, row), model.index(0, Column.SCORE).data()) == (True, 2, "90.0")
    model.show_order(ids)
    assert not model.previewing


def test_every_cell_says_in_words_what_it_shows(qapp: Application, fetches: Fetches) -> None:
    model = RankTable(fetches)
    model.set_must_haves(("Python",))
    model.show_order(shown_ids(fetches)[:1])
    model.row(0)
    fetches.arrive()
    for column in Column:
        assert model.headerData(column, Qt.Orientation.Horizontal)
        assert model.index(0, column).data()
    for component in COMPONENT_OF:
        assert "of 100" in model.index(0, component).data(Qt.ItemDataRole.ToolTipRole)
