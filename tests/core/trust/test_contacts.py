"""Contact data of candidates: sealed as a field, opened for whoever may see it, found by blind index."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3
from fake_ports import FixedClock
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import Damaged, NotPermitted
from hiring_desktop.core.hiring.search_query import QueryError, parse_query
from hiring_desktop.core.model import Actor, JobAd, Json
from hiring_desktop.core.ports import Every, Exactly, Match, Some, Without
from hiring_desktop.core.storage.schema import COLLECTIONS
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.contacts import Contacts
from hiring_desktop.core.trust.fields import SealedFields
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.workspace import OWNER, Workspace

AD = JobAd("Engineer", "Python and SQL")
EMAIL, PHONE = "Ada.Quill@example.org", "+44 20 7946 0018"
TEXT = f"Ada Quill | Python | 6 | {EMAIL} | {PHONE}"
KEYS = WorkspaceKeys("0" * 32, "Test", b"m" * 32)


@pytest.fixture
def staffed(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Ada, who can be reached, and Bo, who left nothing."""
    bring(workspace, tmp_path / "offered", ada=TEXT, bo="Bo Marsh | Java | 2", cy="Cy Fern | SQL | 1 |  | no number")
    return workspace


def bring(workspace: Workspace, folder: Path, **texts: str) -> None:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    workspace.intake.accept(OWNER, workspace.jobs.add(OWNER, AD).id, [folder])
    while workspace.intake.step(0.01):
        pass


def named(workspace: Workspace, name: str) -> Json:
    found = workspace._store["candidates"].find_one({"name": name})
    assert found is not None
    return found


def request(workspace: Workspace, kind: str) -> str:
    opened = workspace.privacy.requests.open(OWNER, named(workspace, "Ada Quill")["_id"], kind)  # type: ignore[arg-type]
    workspace.privacy.requests.identify(OWNER, opened.id, "account")
    return opened.id


def stored_fields(store: SqliteStore) -> str:
    """All that is stored, apart from the texts of resumes."""
    return repr({name: store[name].find({}) for name in COLLECTIONS if name != "resume_texts"})


def basics(workspace: Workspace, name: str = "Ada Quill") -> Json:
    found: Json = workspace.candidates.get(OWNER, named(workspace, name)["_id"]).resume["basics"]
    return found


# ------------------------------------------------------------------ what is stored, and what is handed out
def test_what_is_stored_does_not_show_it_and_what_is_handed_out_does(staffed: Workspace) -> None:
    stored = stored_fields(staffed._store)  # type: ignore[arg-type]
    assert EMAIL.lower() not in stored.lower()
    assert "7946 0018" not in stored
    assert basics(staffed) == {"name": "Ada Quill", "email": EMAIL, "phone": PHONE}
    assert basics(staffed, "Bo Marsh") == {"name": "Bo Marsh"}
    assert basics(staffed, "Cy Fern") == {"name": "Cy Fern", "email": "", "phone": "no number"}
    bo, cy = named(staffed, "Bo Marsh"), named(staffed, "Cy Fern")
    assert [bo[field] for field in ("email", "phone", "email_index", "phone_index")] == [None] * 4
    assert (cy["email"], cy["email_index"], cy["phone_index"]) == (None, None, None)
    assert staffed.verify(OWNER) == []


def test_an_auditor_never_gets_to_it(staffed: Workspace) -> None:
    auditor = Actor("a" * 32, "auditor")
    key = named(staffed, "Ada Quill")["_id"]
    for use in (
        lambda: staffed.candidates.get(auditor, key),
        lambda: staffed.search.find(auditor, f"email:{EMAIL}"),
        lambda: staffed.privacy.requests.list(auditor),
    ):
        with pytest.raises(NotPermitted):
            use()


def test_copies_for_the_person_have_it_in_the_clear(staffed: Workspace) -> None:
    made = staffed.privacy.requests.fulfil_access(OWNER, request(staffed, "access"))
    data = json.loads(made.json)
    assert (data["candidate"]["email"], data["candidate"]["phone"]) == (EMAIL, PHONE)
    assert data["resumes"][0]["resume"]["basics"]["email"] == EMAIL
    assert EMAIL in made.text
    assert "gAAAA" not in made.json
    assert "_index" not in made.json
    archive = staffed.privacy.requests.fulfil_portability(OWNER, request(staffed, "portability"))
    assert b"gAAAA" not in archive


def test_a_correction_is_sealed_and_found_from_then_on(staffed: Workspace) -> None:
    corrections = {"/basics/email": "ada@example.net", "/basics/phone": ""}
    staffed.privacy.requests.fulfil_rectification(OWNER, request(staffed, "rectification"), corrections)
    assert basics(staffed) == {"name": "Ada Quill", "email": "ada@example.net"}
    assert "ada@example.net" not in stored_fields(staffed._store)  # type: ignore[arg-type]
    assert staffed.search.find(OWNER, "email:ADA@example.net").total == 1
    assert staffed.search.find(OWNER, f"email:{EMAIL} OR phone:{PHONE.replace(' ', '')}").total == 0


def test_the_erased_are_gone_with_their_indexes_and_the_searches_for_them(staffed: Workspace) -> None:
    staffed.search.save(OWNER, "somebody", f"email:{EMAIL}")
    staffed.search.save(OWNER, "somebody else", "email:bo@example.org")
    index = named(staffed, "Ada Quill")["email_index"]
    assert index in stored_fields(staffed._store)  # type: ignore[arg-type]
    staffed.privacy.requests.fulfil_erasure(OWNER, request(staffed, "erasure"))
    assert index not in stored_fields(staffed._store)  # type: ignore[arg-type]
    assert [saved.name for saved in staffed.search.saved(OWNER)] == ["somebody else"]
    assert staffed.search.find(OWNER, f"email:{EMAIL}").total == 0
    assert staffed.verify(OWNER) == []


def test_a_changed_token_is_damage_and_not_handed_out(staffed: Workspace) -> None:
    ada = named(staffed, "Ada Quill")
    changed = {"$set": {"resume.basics.email": ada["email"][:-4] + "AAA="}}
    staffed._store["resumes"].update_one({"_id": ada["resume_id"]}, changed)
    with pytest.raises(Damaged):
        basics(staffed)


# ------------------------------------------------------------------ searching
@pytest.mark.parametrize(
    ("query", "count"),
    [
        (f"email:{EMAIL}", 1),
        (f"EMAIL:{EMAIL.upper()} python", 1),
        (f'email:"{EMAIL}" java', 0),
        ('phone:"+44 (0)20 7946-0018"', 1),
        ("phone:00442079460018", 1),
        ("phone:02079460018", 0),
        ("email:quill@example.org", 0),
        (f"NOT email:{EMAIL}", 2),
        (f"email:{EMAIL} OR name:bo", 2),
    ],
)
def test_search_finds_it_as_a_whole(staffed: Workspace, query: str, count: int) -> None:
    assert staffed.search.find(OWNER, query).total == count


def test_hits_show_where_the_document_says_it(staffed: Workspace) -> None:
    [row] = staffed.search.find(OWNER, f"email:{EMAIL.lower()}").rows
    assert row.snippet is not None
    assert [row.snippet.text[start:end] for start, end in row.snippet.hits] == [EMAIL]


@pytest.mark.parametrize(
    "query", ["email:", "email:@", "email:ada*", 'phone:"12345"*', "phone:ada", "phone:12", "x email:"]
)
def test_what_is_no_whole_value_is_an_error_that_says_where(query: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse_query(query)
    assert 0 <= raised.value.position <= len(query)


def test_a_search_goes_to_the_store_with_blind_indexes_alone(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "store.db", None)
    contacts = Contacts(store, SealedFields(store, KEYS, FixedClock()), KEYS)
    tree = Every((Match("python"), Some((Exactly("email", EMAIL), Without(Exactly("phone", PHONE))))))
    blinded = contacts.blinded(tree)
    assert "quill" not in repr(blinded).lower()
    assert "7946 0018" not in repr(blinded)
    assert contacts.blinded(Exactly("email", EMAIL.upper())) == contacts.blinded(Exactly("email", EMAIL))
    store.close()


# ------------------------------------------------------------------ rotation
def test_rotation_reaches_all_of_it_and_leaves_nothing_unreadable(staffed: Workspace) -> None:
    before = named(staffed, "Ada Quill")
    # Ada's two in two places, Cy's empty address in the resume, and what is no number in both.
    assert staffed.rotate_fields(OWNER) == 7
    after = named(staffed, "Ada Quill")
    assert after["email"] != before["email"]
    assert after["email_index"] == before["email_index"]
    staffed._store["field_keys"].delete_many({"generation": {"$lt": 2}})
    assert basics(staffed) == {"name": "Ada Quill", "email": EMAIL, "phone": PHONE}
    assert staffed.search.find(OWNER, f"email:{EMAIL}").total == 1
    assert staffed.verify(OWNER) == []


# ------------------------------------------------------------------ workspaces from before
def to_version_7(path: Path, key: bytes) -> None:
    """Make a store look as the version before left it: contact data in the clear, nothing of it with candidates."""
    store = SqliteStore.open(path, key)
    contacts = Contacts(store, SealedFields(store, KEYS, FixedClock()), KEYS)
    for resume in store["resumes"].find({}):
        store["resumes"].update_one({"_id": resume["_id"]}, {"$set": {"resume": contacts.opened(resume["resume"])}})
    fields = ("email", "phone", "email_index", "phone_index")
    store["candidates"].update_many({}, {"$unset": dict.fromkeys(fields, "")})
    store.close()
    connection = sqlcipher3.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA user_version = 7")
    connection.close()


def test_a_workspace_of_the_version_before_is_sealed_when_it_is_opened(
    staffed: Workspace, opened: Callable[[], Workspace]
) -> None:
    path = staffed.identity.folder / "store.db"
    staffed.close()
    to_version_7(path, b"s" * 32)
    for _ in range(2):
        workspace = opened()
        stored = stored_fields(workspace._store)  # type: ignore[arg-type]
        assert EMAIL.lower() not in stored.lower()
        assert basics(workspace) == {"name": "Ada Quill", "email": EMAIL, "phone": PHONE}
        assert workspace.search.find(OWNER, f"email:{EMAIL}").total == 1
        assert workspace.verify(OWNER) == []
        workspace.close()


def test_sealing_what_was_left_goes_on_where_it_was_broken_off(
    staffed: Workspace, opened: Callable[[], Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = staffed.identity.folder / "store.db"
    staffed.close()
    to_version_7(path, b"s" * 32)
    monkeypatch.setattr("hiring_desktop.core.trust.contacts._BATCH", 1)
    store = SqliteStore.open(path, b"s" * 32)
    sealed: list[str] = []

    class Dying(SealedFields):
        def seal(self, value: str) -> str:
            if value == EMAIL and sealed:
                raise OSError("the power went")
            sealed.append(value)
            return super().seal(value)

    sealed.append("once")
    with pytest.raises(OSError, match="power"):
        Contacts(store, Dying(store, KEYS, FixedClock()), KEYS).seal_left_over()
    store.close()
    workspace = opened()
    assert basics(workspace) == {"name": "Ada Quill", "email": EMAIL, "phone": PHONE}
    assert basics(workspace, "Cy Fern")["phone"] == "no number"
    assert EMAIL not in stored_fields(workspace._store)  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(["email", "phone", "name", "url"]), st.text() | st.none() | st.integers()))
def test_a_resume_comes_back_as_it_was(head: Json) -> None:
    class Reversed(SealedFields):
        def __init__(self) -> None:
            pass

        def seal(self, value: str) -> str:
            return f"sealed {value}"

        def unseal(self, token: str) -> str:
            return token.removeprefix("sealed ")

    contacts = Contacts(None, Reversed(), KEYS)  # type: ignore[arg-type]
    resumes: list[Json] = [{"basics": head, "work": []}, {"basics": None}, {"skills": []}]
    for resume in resumes:
        stored = contacts.sealed(resume)
        assert contacts.opened(stored) == resume
        kept = stored.get("basics") or {}
        assert all(
            str(kept[kind]).startswith("sealed") for kind in ("email", "phone") if isinstance(kept.get(kind), str)
        )
    fields = contacts.of_candidate({"basics": head})
    for kind in ("email", "phone"):
        said = head.get(kind)
        assert (fields[kind] is not None) is (isinstance(said, str) and said.strip() != "")
