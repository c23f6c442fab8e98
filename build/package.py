"""Build ``dist/hiring-desktop``, a folder that runs without Python, and see that it does. Run by ``make package``.

The frozen program is started from another folder and with an empty environment: what it still finds, it brought along.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "work"
PROGRAM = ROOT / "dist" / "hiring-desktop" / ("hiring-desktop.exe" if os.name == "nt" else "hiring-desktop")


def main() -> None:
    """Freeze, say how large it became, and run it."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    folders = [f"--workpath={WORK}", f"--distpath={ROOT / 'dist'}"]
    subprocess.run([*command, *folders, str(ROOT / "hiring.spec")], cwd=ROOT, check=True)
    files = [path for path in PROGRAM.parent.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    print(f"{PROGRAM.parent}: {len(files)} files, {size / 2**20:.0f} MB", flush=True)
    smoke()


def smoke() -> None:
    """The demo without a display, as on a machine that has never seen this project."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "QT_QPA_PLATFORM": "offscreen", "PATH": os.defpath, "LANG": "C.UTF-8"}
        if os.name == "nt":
            environment = {**os.environ, **environment}
        demo = [str(PROGRAM), "demo", "--headless"]
        done = subprocess.run(demo, cwd=home, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"The packaged program failed:\n{done.stdout}\n{done.stderr}")
    print(done.stdout)
    print("The packaged program runs.")


def clean() -> None:
    """Remove what a former run left."""
    for folder in (WORK, ROOT / "dist"):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    clean()
    main()
