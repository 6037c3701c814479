"""The HTTP API under a held rate: `benchmarks/api.py` starts a server, asks it at a steady pace, and prints a table.

The pace is held by an open loop: request n is due n / rate seconds after the first, whatever became of the others, and
its time runs from when it was due. Who waits for an answer before asking again (as wrk does) asks less of a slow
server, and never sees what those would have waited who come regardless. wrk says how much the server takes at most;
where it is not installed, that line is left out. The server's own processor time says what a request costs, whatever
else the machine is doing.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from workloads import SHIPPED, full_application, policy, variations

from huimin_rules import check

ROOT = Path(__file__).parents[1]
CONNECTIONS = 64
VARIANTS = 200


@dataclass(frozen=True)
class Load:
    """What is asked: a name for people, and requests as they go over the wire."""

    name: str
    requests: tuple[bytes, ...]


@dataclass(frozen=True)
class Measured:
    """The seconds that each request took from when it was due, and how many got anything but 200, and what the server's
    processor time was for each."""

    seconds: tuple[float, ...]
    errors: int
    span: float
    cost: float

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        return quantiles(self.seconds, n=100, method="inclusive")[percent - 1] * 1000

    def row(self, name: str) -> str:
        """A line of the table."""
        times = (*map(self.percentile, (50, 90, 99)), max(self.seconds) * 1000)
        told = "".join(f"{one:9.1f}" for one in times)
        return f"{name:<34}{len(self.seconds) / self.span:9.1f}{told}{self.errors:8}{self.cost * 1000:9.2f}"


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    process: int

    def spent(self) -> float:
        """Its processor time so far, in seconds; 0 where the system does not tell (it is Linux that does)."""
        told = Path(f"/proc/{self.process}/stat")
        if not told.is_file():
            return 0
        fields = told.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def post(path: str, body: bytes, media_type: str = "application/json") -> bytes:
    """A request as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def plain(value: Any) -> Any:
    """What JSON has no form for, as an application file writes it."""
    return float(value) if isinstance(value, Decimal) else str(value)


def body(facts: Any) -> bytes:
    """A body for `/v1/check`."""
    sent = {"policy": SHIPPED, "facts": facts}
    return json.dumps(sent, ensure_ascii=False, default=plain).encode()


def example(name: str) -> Any:
    """The facts of an example."""
    from huimin_rules.loading.application_file import read_application_file

    return read_application_file(ROOT / "examples" / name).data


async def answer(reader: asyncio.StreamReader) -> int:
    """Read one response; its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    length = next(int(one.partition(":")[2]) for one in lines if one.lower().startswith("content-length:"))
    await reader.readexactly(length)
    return int(lines[0].split()[1])


async def held(server: Server, load: Load, rate: float, count: int) -> Measured:
    """Ask `count` times at a steady pace."""
    due: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    seconds: list[float] = []
    errors = 0

    async def connection() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        while (next_one := await due.get()) is not None:
            moment, request = next_one
            writer.write(request)
            errors += await answer(reader) != 200
            seconds.append(perf_counter() - moment)
        writer.close()
        await writer.wait_closed()

    workers = [asyncio.create_task(connection()) for _ in range(CONNECTIONS)]
    begun, spent = perf_counter(), server.spent()
    for number, request in enumerate(islice(cycle(load.requests), count)):
        moment = begun + number / rate
        if (pause := moment - perf_counter()) > 0:
            await asyncio.sleep(pause)
        due.put_nowait((moment, request))
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    return Measured(tuple(seconds), errors, perf_counter() - begun, (server.spent() - spent) / count)


@contextmanager
def served() -> Iterator[Server]:
    """A server in a process of its own."""
    command = [sys.executable, "-m", "huimin_rules.cli", "serve", "--port", "0", "--rate", "1000000"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().partition("http://127.0.0.1:")[2].partition("/")[0])
        yield Server(port, process.pid)
        process.terminate()


def at_most(port: int, load: Load, seconds: int) -> str | None:
    """What wrk says the server can take, eight clients asking as fast as they are answered."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        sent = load.requests[0].partition(b"\r\n\r\n")[2].decode()
        script.write_text(
            f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [==[{sent}]==]\n',
            encoding="utf-8",
        )
        command = [
            wrk,
            "-t1",
            "-c8",
            f"-d{seconds}s",
            "--latency",
            "-s",
            str(script),
            f"http://127.0.0.1:{port}/v1/check",
        ]
        out = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    told = {
        name: next((line.split(":")[-1].split()[-1] for line in out.splitlines() if name in line), "0")
        for name in ("Requests/sec", "99%", "Non-2xx")
    }
    return f"wrk, 8 at once: {told['Requests/sec']} a second, p99 {told['99%']}, not 2xx: {told['Non-2xx']}"


def alone(bodies: Sequence[Any]) -> float:
    """The median time of the same in the library, in milliseconds: from the text to the text."""
    shipped = policy()
    from huimin_rules.loading.strict_json import read_json

    times = []
    for one in bodies:
        begun = perf_counter()
        data = read_json(one)
        assert isinstance(data, dict)
        check(shipped, data["facts"]).to_json()  # type: ignore[arg-type]  # JSON of our own, a mapping
        times.append(perf_counter() - begun)
    return sorted(times)[len(times) // 2] * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=int, default=30)
    given = parser.parse_args()
    count = int(given.rate * given.seconds)
    full = [body(one) for one in variations(full_application(policy()), VARIANTS)]
    half = [body(example("half-filled.yaml"))]
    health = Load("/healthz", (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",))
    whole = Load("/v1/check, full applications", tuple(post("/v1/check", one) for one in full))
    partly = Load("/v1/check, half filled", tuple(post("/v1/check", one) for one in half))
    with served() as server:
        asyncio.run(held(server, whole, given.rate, 400))  # what is done often is compiled first
        print(
            f"{given.rate:g} requests a second for {given.seconds} s each; milliseconds from when a request was due\n"
        )
        print(f"{'':<34}{'a second':>9}{'p50':>9}{'p90':>9}{'p99':>9}{'max':>9}{'errors':>8}{'cost':>9}")
        found = {}
        for load in (health, whole, partly):
            found[load.name] = asyncio.run(held(server, load, given.rate, count))
            print(found[load.name].row(load.name), flush=True)
        for load in (whole, partly):
            print(f"\n{load.name}: {at_most(server.port, load, 10) or 'wrk is not installed'}")
    door = found[health.name]
    for load, bodies in ((whole, full), (partly, half * VARIANTS)):
        one, inside = found[load.name], alone(bodies)
        print(f"\n{load.name}: the library alone takes {inside:.2f} ms", end="")
        if door.cost:
            print(f"; what a request costs is {one.cost / door.cost:.1f} x that of /healthz", end="")
        print()


if __name__ == "__main__":
    main()
