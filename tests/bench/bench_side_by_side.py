"""Other open resume parsers on the same files, by the same scorer: F1 a field, ours over theirs.

Two that can be installed and run without a network, an account or a model to fetch; many more cannot. PDFs alone, since
that is what both read, and only those that hold text. Each lives in an environment of its own: what it needs is none of
ours. That environment is made the first time, from the package registry.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parents[1] / "artifacts" / "other-parsers"
OTHERS = {"leverparser": "0.1.0", "openresume-parser": "0.1.6"}


def run(data_dir: Path, tools_dir: Path) -> Iterator[tuple[str, float, str, float]]:
    """Macro F1, F1 of each field, and the time a run takes, with those of each other parser as the baseline."""
    with tempfile.TemporaryDirectory() as folder:
        data = _texts_in_pdf(data_dir, Path(folder))
        parse = [sys.executable, "-m", "hiring_desktop", "--quiet", "parse", "--format", "jsonl"]
        ours = _figures(data, tools_dir, parse)
        for name, release in OTHERS.items():
            script = HERE / "other_parsers.py"
            theirs = _figures(data, tools_dir, [str(_installed(name, release)), str(script), name])
            yield f"{name} {release}: macro F1 (baseline: it)", ours["macro_f1"], "of 1", theirs["macro_f1"]
            for field, scores in ours["fields"].items():
                other = theirs["fields"].get(field, {"f1": 0.0})  # a field that it never gives
                yield f"{name}: F1 of {field} (baseline: it)", scores["f1"], "of 1", other["f1"]
            rates = [figures["status"][1] / figures["seconds"] for figures in (ours, theirs)]
            yield f"{name}: documents, start included (baseline: it)", rates[0], "a second", rates[1]


def _texts_in_pdf(data_dir: Path, folder: Path) -> Path:
    """A labelled set of the PDFs that have a text layer."""
    (folder / "docs").symlink_to((data_dir / "docs").resolve())
    lines = (data_dir / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    kept = [json.dumps(row) for row in rows if row["format"] == "pdf" and row["status"] == "parsed"]
    (folder / "truth.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder


def _figures(data: Path, tools_dir: Path, command: list[str]) -> dict[str, Any]:
    figures = data / "figures.json"
    scorer = [sys.executable, str(tools_dir / "eval_parse.py"), "--data", str(data), "--json", str(figures)]
    subprocess.run(
        [*scorer, "--batch", "200", "--command", f"{shlex.join(command)} {{files}}"], check=True, stdout=sys.stderr
    )
    found: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    return found


def _installed(name: str, release: str) -> Path:
    """The interpreter of an environment in which the parser is installed."""
    folder = ENVIRONMENTS / f"{name}-{release}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (folder / "installed").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", f"{name}=={release}"], check=True)
        (folder / "installed").touch()
    return python
