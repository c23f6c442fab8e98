"""Pictures of every page with the sample data, for a person to look at (``artifacts/screenshots``), and their audit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

SCRIPT = Path(__file__).with_name("screens.py")


@pytest.mark.parametrize("scale", [1, 2])
def test_every_page_is_painted_and_nothing_is_clipped(screenshots: Path, scale: int) -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": str(scale)}
    for picture in screenshots.glob("*@2x.png" if scale == 2 else "*[!x].png"):
        picture.unlink()
    told = subprocess.run(
        [sys.executable, str(SCRIPT), str(screenshots)], env=environment, capture_output=True, text=True, check=True
    )
    assert {page: wrong for page, wrong in json.loads(told.stdout).items() if wrong} == {}
    end = "@2x.png" if scale == 2 else ".png"
    pictures = sorted(p for p in screenshots.iterdir() if p.name.endswith(end) and ("@" in p.name) == (scale == 2))
    assert len(pictures) == 2 * len(json.loads(told.stdout))
    for path in pictures:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1280 * scale, 800 * scale), path.name
        colours = {image.pixel(x, y) for x in range(0, image.width(), 8) for y in range(0, image.height(), 8)}
        assert len(colours) > 8, f"{path.name} is blank"
