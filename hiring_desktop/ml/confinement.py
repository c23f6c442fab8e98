"""What a worker process gives up before it touches a file: environment, output, memory, network, and its orphanhood.

Called once, first thing in a fresh process, while it has one thread. Everything here is stricter where the system can
be stricter: on Linux the kernel enforces the limits, elsewhere a thread inside the worker does.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
import threading
import time
from multiprocessing import connection, parent_process
from pathlib import Path

KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "WINDIR")
"""What remains of the environment: no secret has any business in these."""

SINGLE_THREADED = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""One core a worker: the pool is what uses the others, and sums come out the same on every machine."""

MEMORY_EXIT = 86
"""The exit status of a worker that stopped itself at its memory limit."""

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

# Numbers of the system calls that open a way to the network: (AUDIT_ARCH, socket, io_uring_setup).
_NETWORK_CALLS = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_POLL_SECONDS = 0.05
_STACK_BYTES = 256 * 1024


def confine(memory_bytes: int) -> None:
    """Give up what a worker does not need.

    Args:
        memory_bytes: The most that the process may map (Linux) or hold (elsewhere), in bytes.
    """
    # A Ctrl-C in the terminal reaches the whole group; only the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _scrub_environment()
    _silence()
    _forbid_network()  # before any thread: the filter holds for this thread and those that it starts
    threading.stack_size(_STACK_BYTES)
    _die_with_parent()
    _limit_memory(memory_bytes)
    threading.stack_size(0)


def resident_peak_bytes() -> int:
    """The most memory this process has held so far, in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return _windows_working_set()
    if sys.platform == "linux":
        # getrusage would count what the parent held when it started this process.
        with Path("/proc/self/status").open("rb") as status:
            return next((int(line.split()[1]) * 1024 for line in status if line.startswith(b"VmHWM:")), 0)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _die_with_parent() -> None:
    """End this process within a second of its parent, even when the parent is killed with -9."""
    parent = parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent.pid:  # it died before the line above
            os._exit(1)
    sentinel = parent.sentinel

    def watch() -> None:
        connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _scrub_environment() -> None:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    os.environ.clear()
    os.environ.update(kept)
    os.environ.update(SINGLE_THREADED)


def _silence() -> None:
    """Send output nowhere: it may hold personal data, and the parent's stdout may be read by a program."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    if null > 2:
        os.close(null)


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
            for limit in (resource.RLIMIT_DATA, resource.RLIMIT_AS):
                _, hard = resource.getrlimit(limit)
                wanted = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
                resource.setrlimit(limit, (wanted, wanted))
            return

    def watch() -> None:
        while resident_peak_bytes() < memory_bytes:
            time.sleep(_POLL_SECONDS)
        os._exit(MEMORY_EXIT)

    threading.Thread(target=watch, name="memory-watch", daemon=True).start()


def _forbid_network() -> None:
    """Refuse new sockets: by the kernel on Linux, and by Python's audit hook everywhere."""
    forbidden = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.sendmsg"})

    def refuse(event: str, _: object) -> None:
        if event in forbidden:
            raise PermissionError("a worker has no network")

    sys.addaudithook(refuse)
    if sys.platform == "linux" and platform.machine() in _NETWORK_CALLS:
        _install_socket_filter(*_NETWORK_CALLS[platform.machine()])


def _install_socket_filter(arch: int, *calls: int) -> None:
    """Make the given system calls fail with EACCES, by a seccomp filter that any user may set on itself.

    The program (classic BPF): a foreign architecture or the x32 variant is refused whole, then each call by number.
    """
    refused, allowed = 0x00050000 | 13, 0x7FFF0000  # SECCOMP_RET_ERRNO | EACCES, SECCOMP_RET_ALLOW
    load_arch, load_number = (0x20, 0, 0, 4), (0x20, 0, 0, 0)
    program = [load_arch, (0x15, 1, 0, arch), (0x06, 0, 0, refused), load_number]
    program += [(0x35, 0, 1, 0x40000000), (0x06, 0, 0, refused)]
    for call in calls:
        program += [(0x15, 0, 1, call), (0x06, 0, 0, refused)]
    program.append((0x06, 0, 0, allowed))
    code = b"".join(struct.pack("=HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    # Kernels without seccomp answer with an error; the audit hook then stands alone.
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0)


def _windows_working_set() -> int:
    """The peak working set as Windows counts it."""

    class Counters(ctypes.Structure):
        _fields_ = [("cb", ctypes.c_ulong), ("faults", ctypes.c_ulong), ("peak", ctypes.c_size_t)] + [
            (f"other{i}", ctypes.c_size_t) for i in range(7)
        ]

    counters = Counters(cb=ctypes.sizeof(Counters))
    windll = getattr(ctypes, "windll", None)
    if windll is None:
        return 0
    windll.kernel32.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(windll.kernel32.GetCurrentProcess())
    windll.psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
    return int(counters.peak)
