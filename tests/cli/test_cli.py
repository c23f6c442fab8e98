"""The command line as other programs use it: real processes, real files, exact shapes and exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PASSPHRASE = "correct horse battery staple"
ADA = """Ada Quill
ada.quill@example.org  +44 7700 900123

Summary
Data engineer who likes tidy pipelines.

Experience
Data Engineer, Northwind Analytics
01/2018 - 12/2023
- Built pipelines in Python and SQL on PostgreSQL

Education
BSc Computer Science, University of Leeds, 2013 - 2016

Skills
Python, SQL, PostgreSQL, Apache Airflow, Docker
"""
BO = """Bo Marsh
bo.marsh@example.net

Experience
Baker, Corner Bakery
03/2019 - 02/2021
- Baked bread and rolls

Skills
Baking, Food Safety
"""
AD = """# Data Engineer

We are looking for a data engineer with at least 3 years of experience and a bachelor's degree.

Requirements
- Python
- SQL
- PostgreSQL

Nice to have
- Apache Airflow
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(
        *arguments: object, code: int = 0, passphrase: str | None = PASSPHRASE
    ) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if k != "HIRING_PASSPHRASE"}
        if passphrase is not None:
            environment["HIRING_PASSPHRASE"] = passphrase
        command = [sys.executable, "-m", "hiring_desktop", "--workspace", str(tmp_path / "ws"), *map(str, arguments)]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300
        )
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done

    return call


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "ada.txt").write_text(ADA)
    (folder / "bo.txt").write_text(BO)
    (tmp_path / "ad.md").write_text(AD)
    return folder


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_parse_prints_a_line_per_file_in_the_order_given(run: Run, files: Path) -> None:
    (files / "broken.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    with zipfile.ZipFile(files / "more.zip", "w") as archive:
        archive.writestr("cv.txt", BO)
    done = run("parse", files / "bo.txt", files, code=1)
    rows = lines(done)
    assert [Path(row["file"]).as_posix().removeprefix(files.as_posix()) for row in rows] == [
        "/bo.txt", "/ada.txt", "/bo.txt", "/broken.pdf", "/more.zip/cv.txt",
    ]  # fmt: skip
    assert [row["status"] for row in rows] == ["parsed", "parsed", "parsed", "rejected", "parsed"]
    assert rows[3]["reason"] == "corrupt"
    assert rows[3]["message"]
    ada = rows[1]
    assert set(ada) == {
        "file", "status", "reason", "message", "resume", "sources", "total_experience_years", "highest_degree", "cci",
        "warnings",
    }  # fmt: skip
    assert ada["resume"]["basics"]["name"] == "Ada Quill"
    assert ada["resume"]["basics"]["email"] == "ada.quill@example.org"
    assert ada["total_experience_years"] == pytest.approx(6.0)
    assert ada["highest_degree"] == "bachelor"
    for source in ada["sources"].values():
        assert 0 <= source["confidence"] <= 1
        assert all(span["start"] < span["end"] for span in source["spans"])


def test_rank_gives_the_shape_that_others_read(run: Run, files: Path, tmp_path: Path) -> None:
    (files / "void.txt").write_bytes(b"")
    done = run("rank", "--job", tmp_path / "ad.md", files, "--format", "jsonl", "--as-of", "2026-03", code=1)
    *ranked, refused = lines(done)
    assert [row["candidate_name"] for row in ranked] == ["Ada Quill", "Bo Marsh"]
    assert (refused["status"], refused["reason"]) == ("rejected", "empty")
    best = ranked[0]
    assert best["rank"] == 1
    assert best["percentile"] == 100.0
    assert {"Python", "SQL", "PostgreSQL"} <= set(best["matched_skills"])
    weights, parts = best["weights"], best["score_breakdown"]
    assert best["overall_score"] == pytest.approx(
        sum(weights[name] * parts[name] for name in parts) / sum(weights.values()), abs=1e-9
    )
    low, high = best["score_interval"]
    assert low <= best["overall_score"] <= high


def test_rank_does_not_depend_on_the_order_of_its_input(run: Run, files: Path, tmp_path: Path) -> None:
    both = ("--format", "jsonl", "--as-of", "2026-03")
    one = lines(run("rank", "--job", tmp_path / "ad.md", files / "ada.txt", files / "bo.txt", *both))
    two = lines(run("rank", "--job", tmp_path / "ad.md", files / "bo.txt", files / "ada.txt", *both))
    assert one == two


def test_rank_writes_csv_and_html_that_carry_no_formula_and_no_markup(run: Run, files: Path, tmp_path: Path) -> None:
    (files / "=cmd.txt").write_text(ADA.replace("Ada Quill", "Eve <b>Quill</b>"))
    run("rank", "--job", tmp_path / "ad.md", files, "--format", "csv", "-o", tmp_path / "out.csv")
    run("rank", "--job", tmp_path / "ad.md", files, "--format", "html", "-o", tmp_path / "out.html")
    cells = [c for line in (tmp_path / "out.csv").read_text().splitlines() for c in line.replace('"', "").split(",")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert "<b>" not in (tmp_path / "out.html").read_text()


def test_a_workspace_from_nothing_to_a_ranked_list(run: Run, files: Path, tmp_path: Path) -> None:
    run("workspace", "init", "--name", "Office")
    job = run("jobs", "add", tmp_path / "ad.md").stdout.strip()
    assert len(job) == 32
    rows = lines(run("import", "--job", job, files, "--format", "jsonl"))
    assert [(row["file"], row["status"]) for row in rows] == [("cvs/ada.txt", "imported"), ("cvs/bo.txt", "imported")]
    assert all(len(row["application_id"]) == 32 for row in rows)
    again = lines(run("import", "--job", job, files, "--format", "jsonl"))
    assert [row["status"] for row in again] == ["duplicate", "duplicate"]
    ranking = lines(run("ranking", job, "--format", "jsonl"))
    assert [(row["rank"], row["candidate_name"], row["file"]) for row in ranking] == [
        (1, "Ada Quill", "cvs/ada.txt"), (2, "Bo Marsh", "cvs/bo.txt"),
    ]  # fmt: skip
    [info] = lines(run("workspace", "info"))
    assert (info["name"], info["jobs"], info["candidates"], info["applications"]) == ("Office", 1, 2, 2)
    run("workspace", "verify")
    [shown] = lines(run("jobs", "show", job))
    assert shown["title"] == "Data Engineer"
    assert {"Python", "SQL", "PostgreSQL"} <= set(shown["requirements"]["required_skills"])
    run("jobs", "close", job)
    assert [row["status"] for row in lines(run("jobs", "list", "--format", "jsonl"))] == ["closed"]


def test_the_workspace_ranks_as_the_stateless_command_does(run: Run, files: Path, tmp_path: Path) -> None:
    run("workspace", "init")
    job = run("jobs", "add", tmp_path / "ad.md").stdout.strip()
    run("import", "--job", job, files)
    stored = lines(run("ranking", job, "--format", "jsonl"))
    stateless = lines(run("rank", "--job", tmp_path / "ad.md", files, "--format", "jsonl"))
    assert [row["candidate_name"] for row in stored] == [row["candidate_name"] for row in stateless]


@pytest.mark.parametrize("passphrase", ["not the right one", None])
def test_a_locked_workspace_says_so_with_code_3(run: Run, passphrase: str | None) -> None:
    run("workspace", "init")
    done = run("workspace", "info", code=3, passphrase=passphrase)
    assert "passphrase" in done.stderr.lower()
    assert done.stdout == ""


def test_rekey_changes_the_passphrase_and_keeps_the_data(run: Run, tmp_path: Path, files: Path) -> None:
    run("workspace", "init")
    job = run("jobs", "add", tmp_path / "ad.md").stdout
    (tmp_path / "new.txt").write_text("an entirely different phrase\n")
    run("workspace", "rekey", "--new-passphrase-file", tmp_path / "new.txt")
    run("workspace", "info", code=3)
    [row] = lines(run("jobs", "list", "--format", "jsonl", passphrase="an entirely different phrase"))
    assert row["id"] == job.strip()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("jobs", "list"), "no workspace"),
        (("rank", "--job", "absent.md", "x"), "absent.md"),
        (("parse",), "missing argument"),
        (("nonsense",), "nonsense"),
        (("rank", "--job", "ad.md", "--preset", "best", "x"), "preset"),
        (("rank", "--job", "ad.md", "--weights", "charm=4", "x"), "charm"),
        (("rank", "--job", "ad.md", "--as-of", "March", "x"), "yyyy-mm"),
    ],
)
def test_a_wrong_call_says_what_to_do(run: Run, arguments: tuple[str, ...], says: str) -> None:
    expected = 1 if "absent.md" in arguments else 2
    done = run(*arguments, code=expected)
    assert says in done.stderr.lower()
    assert done.stdout == ""


def test_a_weak_passphrase_and_a_full_folder_are_refused(run: Run, tmp_path: Path) -> None:
    assert "12" in run("workspace", "init", code=2, passphrase="short").stderr
    assert not (tmp_path / "ws" / "store.db").exists()
    (tmp_path / "ws").mkdir(exist_ok=True)
    (tmp_path / "ws" / "letter.txt").write_text("mine")
    run("workspace", "init", code=1)
    assert (tmp_path / "ws" / "letter.txt").read_text() == "mine"


def test_a_missing_input_is_a_row_not_a_crash(run: Run, tmp_path: Path) -> None:
    [row] = lines(run("parse", tmp_path / "absent.pdf", code=1))
    assert (row["status"], row["reason"]) == ("rejected", "unreadable")


def test_version_and_help_need_nothing(run: Run) -> None:
    assert run("--version").stdout.startswith("hiring-desktop ")
    assert "import" in run("--help").stdout
    assert "Example:" in run("rank", "--help").stdout


def test_a_workspace_whose_making_was_cut_off_opens_empty(run: Run, tmp_path: Path) -> None:
    run("workspace", "init")
    for path in (tmp_path / "ws").iterdir():
        if path.name.startswith("store"):
            path.unlink()
    shutil.rmtree(tmp_path / "ws" / "attachments", ignore_errors=True)
    [info] = lines(run("workspace", "info"))
    assert info["candidates"] == 0


def test_a_store_that_is_gone_is_damage_not_an_empty_workspace(run: Run, tmp_path: Path, files: Path) -> None:
    run("workspace", "init")
    job = run("jobs", "add", tmp_path / "ad.md").stdout.strip()
    run("import", "--job", job, files)
    (tmp_path / "ws" / "store.db").unlink()
    assert "store" in run("workspace", "info", code=2).stderr


def test_what_a_new_user_gets_wrong(run: Run, files: Path, tmp_path: Path) -> None:
    (tmp_path / "hollow").mkdir()
    assert "no files" in run("parse", tmp_path / "hollow", code=2).stderr
    assert "no files" in run("rank", "--job", tmp_path / "ad.md", tmp_path / "hollow", code=2).stderr
    absent = tmp_path / "absent" / "out.csv"
    assert "--output" in run("rank", "--job", tmp_path / "ad.md", files, "-o", absent, code=2).stderr
    (tmp_path / "empty.json").write_text('{"@type": "JobPosting"}')
    run("workspace", "init")
    assert "title" in run("jobs", "add", tmp_path / "empty.json", code=1).stderr
    job = run("jobs", "add", tmp_path / "ad.md").stdout.strip()
    run("jobs", "close", job)
    assert "Reopen" in run("import", "--job", job, files, code=1).stderr
    run("jobs", "reopen", job)
    run("import", "--job", job, files)
    (tmp_path / "latin.txt").write_bytes(b"p\xe4ssphrase of some length")
    assert "UTF-8" in run("--passphrase-file", tmp_path / "latin.txt", "workspace", "info", code=2).stderr


def test_no_worker_inherits_the_passphrase(run: Run, files: Path, tmp_path: Path) -> None:
    run("workspace", "init")
    code = (
        "import os, sys; from hiring_desktop.cli.session import take_passphrase;"
        "assert take_passphrase() == os.environ.get('EXPECTED'); assert 'HIRING_PASSPHRASE' not in os.environ"
    )
    environment = {**os.environ, "HIRING_PASSPHRASE": PASSPHRASE, "EXPECTED": PASSPHRASE}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_a_zip_of_stored_files_is_read_member_by_member(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "stored.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("ada.txt", ADA)
        archive.writestr("bo.txt", BO)
        archive.writestr("rare.txt", ADA * 20, zipfile.ZIP_LZMA)
        archive.writestr("filler.bin", bytes(17 << 20))
    rows = lines(run("parse", tmp_path / "stored.zip", code=1))
    assert {Path(row["file"]).name: (row["status"], row["reason"]) for row in rows} == {
        "ada.txt": ("parsed", None),
        "bo.txt": ("parsed", None),
        "rare.txt": ("rejected", "unsupported"),
        "filler.bin": ("rejected", "too_large"),
    }
