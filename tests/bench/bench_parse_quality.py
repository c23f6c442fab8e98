"""How well resumes are read, by the scorer that other parsers are measured with: F1 a field, and their plain mean.

The baseline is a naive parser (bare text, regular expressions, O*NET), whose figure comes with the labelled set.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

NAIVE_MACRO_F1 = 0.378


def run(data_dir: Path, tools_dir: Path) -> Iterator[tuple[str, float, str] | tuple[str, float, str, float]]:
    """F1 of each field, the macro figure against the naive parser's, and documents a second."""
    parse = f"{shlex.quote(sys.executable)} -m hiring_desktop --quiet parse --format jsonl {{files}}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        command = [sys.executable, str(tools_dir / "eval_parse.py"), "--data", str(data_dir), "--json", str(file)]
        # The scorer's tables are for a person; our standard output is for the rows.
        subprocess.run([*command, "--command", parse], check=True, stdout=sys.stderr)
        figures = json.loads(file.read_text(encoding="utf-8"))
    yield "macro F1 (baseline: a naive parser)", figures["macro_f1"], "of 1", NAIVE_MACRO_F1
    for name, scores in figures["fields"].items():
        yield f"F1 of {name}", scores["f1"], "of 1"
    for name, title in (("experience", "total years within tolerance"), ("highest_degree", "highest degree"),
                        ("status", "status as expected")):  # fmt: skip
        right, asked = figures[name]
        yield title, right / asked, f"of 1, {asked} documents"
    yield "documents read, start of the program included", figures["status"][1] / figures["seconds"], "a second"
