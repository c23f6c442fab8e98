"""Run every benchmark, print one table, and write it into docs/benchmarks.md. ``make bench`` is this file.

    python tests/bench/run.py            all of them
    python tests/bench/run.py window     those whose name has "window"; the document stays as it is

A benchmark is a file ``bench_*.py`` with a function ``run`` that gives rows ``(figure, value, unit)`` or, where there
is something to compare with in the same run, ``(figure, value, unit, baseline)``: the table then shows the ratio. What
``run`` takes without a default are folders, by these names; where one is not here, the benchmark says so and rests:

    data_dir     labelled resumes, ``../shared/data/resumes/dev``
    skills_dir   O*NET tables, ``../shared/data/skills``
    tools_dir    scorers, ``../shared/tools``

Each runs in a process of its own, so that none warms or fills the memory of the next.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DOCUMENT = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- begin: make bench -->", "<!-- end: make bench -->"
TIME_LIMIT_SECONDS = 1200

SHARED = ROOT.parent / "shared"
FOLDERS = {
    "data_dir": SHARED / "data" / "resumes" / "dev",
    "skills_dir": SHARED / "data" / "skills",
    "tools_dir": SHARED / "tools",
}


@dataclass(frozen=True)
class Result:
    """What became of one benchmark: rows, or a reason why there are none. ``failed`` is a defect, not an absence."""

    name: str
    rows: Sequence[Sequence[Any]] = field(default=())
    reason: str = ""
    failed: bool = False


def main() -> int:
    """Run what was asked for; 1 when a benchmark failed."""
    parser = argparse.ArgumentParser(description="Run the benchmarks.")
    parser.add_argument("words", nargs="*", help="run only those whose name has one of these words")
    parser.add_argument("--inside", metavar="NAME", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        run_inside(arguments.inside)
        return 0
    names = [path.stem.removeprefix("bench_") for path in sorted(HERE.glob("bench_*.py"))]
    wanted = [name for name in names if not arguments.words or any(word in name for word in arguments.words)]
    results = []
    facts = machine()
    print("\n".join(facts), flush=True)
    for name in wanted:
        result = measure(name)
        results.append(result)
        print("\n".join(["", *as_text(result)]), flush=True)
    if not arguments.words:
        write_document(facts, results)
    return 1 if any(result.failed for result in results) else 0


# ------------------------------------------------------------------ running
def measure(name: str) -> Result:
    """Run one benchmark in a process of its own."""
    command = [sys.executable, str(HERE / "run.py"), "--inside", name]
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TIME_LIMIT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Result(name, reason=f"took more than {TIME_LIMIT_SECONDS} s", failed=True)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return Result(name, reason=f"failed: {last}", failed=True)
    return Result(name, **json.loads(done.stdout.splitlines()[-1]))


def run_inside(name: str) -> None:
    """Import the benchmark and print its rows, or why there are none, as one line of JSON."""
    sys.path[:0] = [str(HERE), str(ROOT / "tests")]
    run = importlib.import_module(f"bench_{name}").run
    parameters = inspect.signature(run).parameters.values()
    wanted = {each.name: FOLDERS[each.name] for each in parameters if each.default is inspect.Parameter.empty}
    absent = [str(path.relative_to(ROOT.parent)) for path in wanted.values() if not path.is_dir()]
    if absent:
        print(json.dumps({"reason": f"not measured here: there is no ../{', ../'.join(absent)}"}))
        return
    started = time.monotonic()
    rows = [list(row) for row in run(**wanted)]
    rows.append(["time of this benchmark", time.monotonic() - started, "s"])
    print(json.dumps({"rows": rows}))


# ------------------------------------------------------------------ telling
def machine() -> list[str]:
    """What it was measured on, and whether it had something else to do."""
    cpu = re.search(r"model name\s*: (.*)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    gigabytes = f", {int(memory[1]) / 2**20:.0f} GB" if memory else ""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    system = re.search(r'PRETTY_NAME="(.*)"', _read("/etc/os-release"))
    return [
        f"{cpu[1] if cpu else platform.processor()}, {os.cpu_count()} cores{gigabytes}",
        f"{system[1] if system else platform.platform()}, Python {platform.python_version()}, "
        f"Qt {_version('PySide6-Essentials')}, pypdfium2 {_version('pypdfium2')}",
        f"{datetime.now(UTC):%Y-%m-%d}, commit {_commit()}, load of the machine before {load:.1f}",
    ]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def _version(name: str) -> str:
    return metadata.version(name)


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def cells(result: Result) -> Iterator[tuple[str, str, str]]:
    """Figure, value with its unit, and ratio to the baseline, as text."""
    for figure, value, unit, *baseline in result.rows:
        ratio = "".join(f"{value / other:.2f} x {number(other)}" if other else "baseline 0" for other in baseline)
        yield str(figure), f"{number(value)} {unit}", ratio


def number(value: float) -> str:
    """Three significant figures, never in powers of ten."""
    if value == int(value) and abs(value) < 10**9:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def as_text(result: Result) -> list[str]:
    """One benchmark for the terminal."""
    if result.reason:
        return [f"{result.name}: {result.reason}"]
    return [f"{result.name}:", *(f"  {figure:<66} {value:>24}  {ratio}" for figure, value, ratio in cells(result))]


def as_markdown(result: Result) -> list[str]:
    """One benchmark for the document."""
    lines = [f"### {result.name.replace('_', ' ')}", ""]
    if result.reason:
        return [*lines, result.reason[0].upper() + result.reason[1:] + ".", ""]
    lines += ["| figure | value | against the baseline |", "| --- | ---: | ---: |"]
    return [*lines, *(f"| {figure} | {value} | {ratio} |" for figure, value, ratio in cells(result)), ""]


def write_document(facts: Sequence[str], results: Sequence[Result]) -> None:
    """Put the tables between the two marks of the document."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = [
        "",
        *(f"- {fact}" for fact in facts),
        "",
        *(line for result in results for line in as_markdown(result)),
    ]
    DOCUMENT.write_text(before + BEGIN + "\n" + "\n".join(lines) + END + after, encoding="utf-8")
    print(f"\nWritten to {DOCUMENT.relative_to(ROOT)}")


if __name__ == "__main__":
    raise SystemExit(main())
