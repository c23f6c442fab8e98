"""``hiring-desktop fairness``: the exact shape that other programs read, every format, every exit code."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hiring_desktop.cli.app import run

OUTCOMES = Path(__file__).resolve().parents[1] / "data" / "fairness" / "outcomes.csv"
EXAMPLE = [("Male", "1")] * 50 + [("Male", "0")] * 42 + [("Female", "1")] * 34 + [("Female", "0")] * 42
FULL = ("--selected", "hired", "--score", "score", "--truth", "suited", "--group", "sex", "--group", "race")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The table of the example in the documentation: 50 of 92 men and 34 of 76 women selected."""
    path = tmp_path / "outcomes.csv"
    path.write_text("sex,hired\n" + "".join(f"{sex},{hired}\n" for sex, hired in EXAMPLE), encoding="utf-8")
    return path


def audit(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert run(["fairness", *map(str, arguments), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found: dict[str, Any] = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    return found


def test_json_has_exactly_the_documented_shape(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = audit(capsys, table, "--selected", "hired", "--group", "sex")
    assert list(found) == ["rows", "unknown", "dimensions", "ranking"]
    assert (found["rows"], found["unknown"], found["ranking"]) == (168, {"sex": 0}, None)
    [dimension] = found["dimensions"]
    assert list(dimension) == [
        "name", "metric", "reference", "groups", "demographic_parity_difference", "demographic_parity_ratio",
        "disparate_impact", "equal_opportunity_difference", "verdict", "bias_detected", "recommendations",
    ]  # fmt: skip
    assert (dimension["name"], dimension["metric"], dimension["reference"]) == ("sex", "selection", "Male")
    for group in dimension["groups"]:
        assert list(group) == [
            "group", "n", "selected", "rate", "impact_ratio", "impact_ratio_ci", "fisher_p", "fisher_p_adjusted", "z",
            "verdict", "below_four_fifths", "one_more_changes_direction", "excluded",
        ]  # fmt: skip


def test_the_documented_example(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [dimension] = audit(capsys, table, "--selected", "hired", "--group", "sex")["dimensions"]
    female, male = dimension["groups"]
    assert (male["n"], male["selected"], round(male["rate"], 4)) == (92, 50, 0.5435)
    assert (male["impact_ratio"], male["fisher_p"], male["fisher_p_adjusted"], male["z"]) == (1.0, None, None, None)
    assert (female["n"], female["selected"]) == (76, 34)
    assert round(dimension["demographic_parity_difference"], 3) == 0.096
    assert round(dimension["demographic_parity_ratio"], 3) == round(dimension["disparate_impact"], 3) == 0.823
    assert dimension["demographic_parity_difference"] == pytest.approx(50 / 92 - 34 / 76, abs=1e-15)
    assert dimension["equal_opportunity_difference"] is None
    assert female["impact_ratio_ci"][0] < female["impact_ratio"] < female["impact_ratio_ci"][1]
    assert (female["below_four_fifths"], female["one_more_changes_direction"]) == (False, True)
    assert (dimension["verdict"], dimension["bias_detected"]) == ("insufficient_data", False)


def test_scores_truth_unknowns_and_crossings(capsys: pytest.CaptureFixture[str]) -> None:
    found = audit(capsys, OUTCOMES, *FULL)
    assert (found["rows"], found["unknown"]) == (420, {"sex": 8, "race": 7})
    assert [dimension["name"] for dimension in found["dimensions"]] == ["sex", "race", "sex x race"]
    assert all(dimension["equal_opportunity_difference"] is not None for dimension in found["dimensions"])
    native = next(group for group in found["dimensions"][1]["groups"] if group["group"] == "Native")
    assert native["excluded"].startswith("under 2%")
    assert (native["impact_ratio"], native["fisher_p"], native["below_four_fifths"]) == (None, None, None)
    ranking = found["ranking"]["sex"]
    assert list(ranking) == ["ndkl", "skew_at", "exposure"]
    assert ranking["ndkl"] > 0
    assert set(ranking["skew_at"]["10"]) == set(ranking["exposure"]) == {"Female", "Male"}


def test_a_rank_column_fills_the_ranking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ranked.csv"
    lines = [f"{sex},{hired},{place}" for place, (sex, hired) in enumerate(zip("MMFMFFMF", "11100000", strict=True), 1)]
    path.write_text("\n".join(["sex,hired,place", *reversed(lines)]), encoding="utf-8")
    found = audit(capsys, path, "--selected", "hired", "--group", "sex", "--rank", "place")["ranking"]["sex"]
    assert found["skew_at"]["4"] == {"F": pytest.approx(math.log(0.5)), "M": pytest.approx(math.log(1.5))}


def test_scores_alone_are_audited_as_scoring_rates(capsys: pytest.CaptureFixture[str]) -> None:
    found = audit(capsys, OUTCOMES, "--score", "score", "--group", "sex")
    assert found["dimensions"][0]["metric"] == "scoring"
    assert found["ranking"] is not None


def test_a_spreadsheet_of_another_country_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ergebnis.csv"
    path.write_bytes(b"\xef\xbb\xbfGeschlecht;Punkte\r\n" + "männlich;1,5\r\nweiblich;2,5\r\n;9,5\r\n".encode())
    found = audit(capsys, path, "--score", "Punkte", "--group", "Geschlecht")
    assert found["unknown"] == {"Geschlecht": 1}
    assert [group["selected"] for group in found["dimensions"][0]["groups"]] == [0, 0]


def test_the_table_for_people(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    assert run(["fairness", str(OUTCOMES), *FULL]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "not an independent audit" in out
    assert "sex: Adverse impact indicated" in out
    assert [line.split() for line in out.splitlines() if line.strip().startswith("Female   186")] == [
        ["Female", "186", "53", "28.5%", "0.708", ".013", ".013", "Adverse", "impact", "indicated"]
    ]
    assert "8 of unknown group, not compared." in out
    assert "Ranking by sex: NDKL 0.0" in out


def test_control_characters_of_a_label_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("sex,hired\n\x1b[31mred,1\nF,0\n", encoding="utf-8")
    assert run(["fairness", str(path), "--selected", "hired", "--group", "sex"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_csv_html_and_pdf_go_to_standard_output(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for form, start in (("csv", b"dimension,metric,group,n,"), ("html", b"<!doctype html>"), ("pdf", b"%PDF-")):
        assert run(["fairness", str(OUTCOMES), *FULL, "--format", form]) == 0
        out, err = capsysbinary.readouterr()
        assert out.startswith(start)
        assert err == b""


@pytest.mark.parametrize("form", ["table", "json", "csv", "html", "pdf"])
def test_every_format_goes_to_a_file(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / f"report.{form}"
    assert run(["fairness", str(OUTCOMES), *FULL, "--format", form, "-o", str(target)]) == 0
    assert capsys.readouterr().out == ""
    data = target.read_bytes()
    assert len(data) > 1000
    if form == "json":
        assert json.loads(data)["rows"] == 420
    elif form == "csv":
        assert len(list(csv.reader(io.StringIO(data.decode())))) > 10
    elif form == "html":
        assert "groups in sex, race; decisions in hired; scores in score; ground truth in suited" in data.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--selected", "hired"], "Missing option '--group'"),
        (["--group", "sex"], "Name the column that says who was selected"),
        (["--group", "gender", "--selected", "hired"], "no column 'gender'"),
        (["--group", "sex", "--selected", "chosen"], "no column 'chosen'"),
        (["--group", "sex", "--score", "race"], "Row 1: the cell under 'race' is not a number"),
        (["--group", "sex", "--selected", "race"], "Row 1: the cell under 'race'"),
        (["--group", "candidate", "--selected", "hired"], "420 different values"),
        (["--group", "sex", "--group", "sex", "--selected", "hired"], "named twice"),
        (["--group", "sex", "--selected", "hired", "--format", "docx"], "docx"),
        (["--group", "sex", "--selected", "hired", "-o", "/nowhere/at/all.txt"], "cannot be written"),
    ],
)
def test_wrong_use_says_what_is_wrong(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fairness", str(OUTCOMES), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in " ".join(err.split())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"sex,hired\n", "no rows"),
        (b"\xff\xfes\x00", "UTF-16"),
        (b"sex,hired\nm\xe4nnlich,1\n", "UTF-8"),
        (b'sex,hired\n"F,1\n', "quote is not closed"),
        (b"sex,hired\nF,1,2\n", "Row 1 has 3 cells"),
        (b"sex,hired\nF,\n", "Row 1: the cell under 'hired'"),
        (None, "cannot be read"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(
    tmp_path: Path, data: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "table.csv"
    if data is not None:
        path.write_bytes(data)
    assert run(["fairness", str(path), "--selected", "hired", "--group", "sex"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in " ".join(err.split())


def test_as_a_program_of_its_own(table: Path) -> None:
    """In a real process: the module, its exit code, and no heavy library loaded for anything but a PDF."""
    script = (
        "import sys; from hiring_desktop.cli.app import run; "
        f"code = run(['fairness', {str(table)!r}, '--selected', 'hired', '--group', 'sex', '--format', 'json']); "
        "print(sorted({'numpy', 'scipy', 'sklearn', 'reportlab', 'PySide6'} & set(sys.modules)), file=sys.stderr); "
        "sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert json.loads(done.stdout)["rows"] == 168
