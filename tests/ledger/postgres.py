"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, durable as in earnest."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

MISSING = """\
The tests of the ledger need the programs of a PostgreSQL server (initdb, postgres), which were not found.
On Debian or Ubuntu: sudo apt-get install postgresql
Elsewhere: install PostgreSQL and put the folder of initdb and postgres on PATH."""


def programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps it off PATH, one for each version."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    return found[-1].parent if found else None


def unprivileged() -> pwd.struct_passwd:
    """Who runs the server: it refuses to run as root."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    names = {one.pw_name: one for one in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


class Server:
    """One server; `start` and `kill` may alternate."""

    def __init__(self) -> None:
        found = programs()
        if found is None:
            raise FileNotFoundError(MISSING)
        self.programs = found
        self.user = unprivileged()
        # The path of a socket has room for about a hundred bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="huimin-pg-", dir="/tmp"))
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.data = self.folder / "data"
        self.process: subprocess.Popen[bytes] | None = None
        self.run(
            "initdb", "--no-sync", "--auth=trust", "--username=huimin", "--encoding=UTF8", "--locale=C", "-D", self.data
        )

    def command(self, program: str, *arguments: object) -> list[str]:
        return [str(self.programs / program), *map(str, arguments)]

    def run(self, program: str, *arguments: object) -> None:
        user = None if os.getuid() != 0 else self.user.pw_uid
        done = subprocess.run(
            self.command(program, *arguments),
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
            user=user,
            group=None if user is None else self.user.pw_gid,
            extra_groups=None if user is None else [],
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Run the server; returns when it answers."""
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            "max_connections=60",
            "shared_buffers=8MB",
        ]
        options = " ".join(f"-c {one}" for one in settings)
        self.run("pg_ctl", "start", "--wait", "-D", self.data, "-o", options, "-l", self.folder / "log")

    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """Kill every process of the server at once, without a word."""
        first = self.pid()
        # Stopped, it makes no more children.
        os.kill(first, signal.SIGSTOP)
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        everyone = [*map(int, children), first]
        for one in everyone:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        while any(map(self.alive, everyone)):
            os.sched_yield()
        # Where nobody collects the dead, the next server would take them for the living.
        (self.data / "postmaster.pid").unlink()
        for lock in self.folder.glob(".s.PGSQL.*"):
            lock.unlink()

    @staticmethod
    def alive(pid: int) -> bool:
        """Whether a process still runs; a dead one that nobody has collected does not."""
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
        except (FileNotFoundError, ProcessLookupError):
            return False

    def stop(self) -> None:
        """End the server and leave nothing behind."""
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "--wait", "--mode=immediate", "-D", self.data)
        shutil.rmtree(self.folder)

    def url(self, schema: str) -> str:
        """A ledger's location in this server: a schema of its own."""
        return f"postgresql://huimin@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"
