"""Make a fresh checkout ready: ``prepare.py runtime`` to run the application, ``dev`` to test it, ``lock`` to re-lock.

Everything goes into ``.venv`` in the root. The packages are those of ``requirements/{runtime,dev}.txt``, pinned with
hashes; where they come from is up to the machine's own pip configuration, no address stands here. What is ready stays
untouched, so that the second time takes a fraction of a second: a stamp in ``.venv`` holds the digest of the lock.

Runs on the bare system interpreter: standard library only, and syntax that Python 3.9 can read, so that an old one gets
a sentence and not a traceback.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCKS = {"runtime": ROOT / "requirements" / "runtime.txt", "dev": ROOT / "requirements" / "dev.txt"}
LOCK_INPUTS = {
    "runtime": ["pyproject.toml", "requirements/runtime.in"],
    "dev": [
        "pyproject.toml",
        "requirements/runtime.in",
        "requirements/dev.in",
        "--constraint=requirements/runtime.txt",
    ],
}

PYTHONS = ("python3.11", "python3.12", "python3.13", "python3")

# Qt's wheels bring Qt, but not the system libraries it is linked against: shared library -> Debian package.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_PACKAGE = "fonts-dejavu-core"


def main() -> int:
    """Parse the one argument and do it; the exit code says whether the checkout is ready."""
    parser = argparse.ArgumentParser(description="Make this checkout ready.")
    parser.add_argument("what", choices=["runtime", "dev", "lock"])
    what = parser.parse_args().what
    if what == "lock":
        install_packages("dev")
        lock()
        return 0
    if sys.platform.startswith("linux"):
        provide_system_libraries(window=has_display() or what == "dev")
    create_environment()
    install_packages(what)
    install_project()
    return 0


def say(message: str) -> None:
    """Tell the person at the terminal; standard output stays free for what was asked for."""
    print(message, file=sys.stderr, flush=True)


def stop(message: str) -> NoReturn:
    """Give up with a sentence that says what to do."""
    say("\n" + message)
    raise SystemExit(1)


def has_display() -> bool:
    """Whether a window could be shown here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# ------------------------------------------------------------------ system packages
def is_root() -> bool:
    """Whether system packages can be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages without a question; False where that is not possible here."""
    if not is_root() or shutil.which("apt-get") is None:
        return False
    say("Installing system packages: " + " ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    # Package lists may be missing or too old for what the mirror still has: the update comes first, and is no news.
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            check=False,
        )  # fmt: skip
        if done.returncode != 0:
            say(done.stdout.decode(errors="replace"))
            return False
    return True


def missing_system_packages() -> list[str]:
    """The Debian packages whose libraries Qt would not find, sorted."""
    wanted = dict(QT_LIBRARIES)
    if has_display():
        wanted.update(X11_LIBRARIES)
    missing = {package for library, package in wanted.items() if not loads(library)}
    if not any(True for folder in FONT_FOLDERS for _ in Path(folder).expanduser().rglob("*.[to]tf")):
        missing.add(FONT_PACKAGE)
    return sorted(missing)


def loads(library: str) -> bool:
    """Whether the dynamic linker finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def provide_system_libraries(*, window: bool) -> None:
    """Install what Qt needs from the system, or say what it is.

    Args:
        window: Qt is about to be used. Without, the ranked list is printed, which does without Qt: a note is enough.
    """
    missing = missing_system_packages()
    if not missing or apt_install(missing):
        return
    message = (
        "Qt needs system libraries that are not here. On Debian or Ubuntu:\n\n    sudo apt-get install "
        + " ".join(missing)
        + "\n\nElsewhere install the packages with the same libraries, then run the same command again."
    )
    if window:
        stop(message)
    say(message)


# ------------------------------------------------------------------ the virtual environment
def find_python() -> str:
    """An interpreter for the environment: 3.11, for which the lock is made, else a newer one."""
    for name in PYTHONS:
        path = shutil.which(name)
        if path is None:
            continue
        probe = "import sys; print(sys.version_info >= (3, 11))"
        done = subprocess.run([path, "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        # A shim of a version switcher exists for every version and fails for those that are not switched on.
        if done.returncode == 0 and done.stdout.strip() == b"True":
            return path
    stop("Python 3.11 or newer is needed. On Debian 12: sudo apt-get install python3 python3-venv")


def can_make_environments(python: str) -> bool:
    """Debian packs ``venv`` apart from the interpreter."""
    probe = "import ensurepip, venv"
    return subprocess.run([python, "-c", probe], stderr=subprocess.DEVNULL, check=False).returncode == 0


def create_environment() -> None:
    """Make ``.venv`` where there is none; one that works is left alone, whoever made it."""
    if is_usable(VENV):
        return
    python = find_python()
    if not can_make_environments(python) and not apt_install(["python3-venv"]):
        stop("Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv")
    if VENV.exists():
        say(f"{VENV} was moved here or has lost its interpreter: it is made anew.")
        shutil.rmtree(VENV)
    say("Making the virtual environment .venv ...")
    run([python, "-m", "venv", str(VENV)])


def is_usable(environment: Path) -> bool:
    """Whether an environment runs, and from here: the scripts of one that was moved still point to its old place."""
    probe = "import sys; print(sys.prefix, sys.version_info >= (3, 11))"
    try:
        done = subprocess.run([str(BIN / "python"), "-c", probe], capture_output=True, text=True, check=False)
        activate = (BIN / "activate").read_text(encoding="utf-8")
    except OSError:
        return False
    return done.stdout.strip() == f"{environment} True" and str(environment) in activate


def run(command: list[str], *, environment: dict[str, str] | None = None) -> None:
    """Run a step; its failure is ours. Its output is a message, not what was asked for."""
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        stop(f"This step failed (exit code {done.returncode}): {' '.join(command)}")


def pip(*arguments: str) -> None:
    """Run the environment's pip: no questions, nothing but errors printed."""
    quiet = ["--disable-pip-version-check", "--no-input", "-q", "-q"]
    run([str(BIN / "python"), "-m", "pip", *quiet, *arguments])


def digest(*parts: bytes) -> str:
    """A stamp's content."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install_packages(what: str) -> None:
    """Install the locked packages, unless the stamp says that they are there. ``dev`` contains ``runtime``."""
    stamps = {name: VENV / f".installed-{name}" for name in LOCKS}
    digests = {name: digest(lock.read_bytes()) for name, lock in LOCKS.items()}
    for name in ("dev", what):
        if stamps[name].is_file() and stamps[name].read_text(encoding="utf-8") == digests[name]:
            return
    say(f"Installing the packages of {LOCKS[what].relative_to(ROOT)}; the first time takes a minute or two ...")
    pip("install", "--require-hashes", "--requirement", str(LOCKS[what]))
    for name in stamps:
        stamps[name].unlink(missing_ok=True)
    stamps[what].write_text(digests[what], encoding="utf-8")


def install_project() -> None:
    """Install the project itself as editable, unless its metadata has been installed as it is now."""
    metadata = (ROOT / "pyproject.toml").read_bytes().split(b"\n[tool.ruff]")[0]
    stamp = VENV / ".installed-project"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest(metadata):
        return
    # The lock has the build backend, so nothing is fetched past the hashes. "compat" is a plain path file: the default
    # is an import hook that costs every start some milliseconds and does not see a package that is new.
    how = ["--no-deps", "--no-build-isolation", "--no-index", "--config-settings=editable_mode=compat"]
    pip("install", *how, "--editable", str(ROOT))
    stamp.write_text(digest(metadata), encoding="utf-8")


# ------------------------------------------------------------------ the lock
def lock() -> None:
    """Write both locks anew from their inputs, without an address of where packages come from."""
    environment = {**os.environ, "CUSTOM_COMPILE_COMMAND": "make lock"}
    for name, inputs in LOCK_INPUTS.items():
        run(
            [
                str(BIN / "python"), "-m", "piptools", "compile", "--quiet", "--allow-unsafe", "--generate-hashes",
                "--strip-extras", "--annotation-style=line", "--no-emit-index-url", "--no-emit-find-links",
                "--no-emit-trusted-host", "--no-emit-options",
                f"--output-file={LOCKS[name].relative_to(ROOT)}", *inputs,
            ],
            environment=environment,
        )  # fmt: skip
        # The lock is made on 3.11, where PySide6 is held back; newer Pythons run that version as well, and would
        # find no Qt in the lock if the marker stayed.
        text = LOCKS[name].read_text(encoding="utf-8")
        held_back = re.compile(r'^(pyside6-essentials==\S+) ; python_version < "3\.12"', re.MULTILINE)
        LOCKS[name].write_text(held_back.sub(r"\1", text), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
