"""A class that sends and watches, in one process of its own: `python tests/bench/load.py PLAN`.

PLAN is a JSON file (see `Plan`); prints one JSON object with what was measured. Written on bare
asyncio streams, so that the clients take little of the processor that the server needs.
"""

import asyncio
import base64
import json
import os
import random
import sys
import time
import uuid
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

WORDS = (
    "wind", "river", "stone", "lamp", "brave", "quiet", "clever", "loyal", "purple", "cloud",
    "seven", "apple", "run", "sing",
)  # fmt: skip
_LEAD_IN = 3.0
"""Seconds after the start that are not measured: connections are still being opened."""


@dataclass
class Plan:
    """What to do: each token is a client; `watch` of them watch; `path` takes the examples."""

    port: int
    path: str
    tokens: list[str]
    seconds: float
    every: float
    sockets: bool = True
    watch: int = 0
    project: str = ""
    projector: str = ""
    label: str = "A"


@dataclass
class Results:
    """Times in seconds since the process started."""

    acknowledged: list[tuple[float, float, int]] = field(default_factory=list)
    """(when, how long it took, place of the example)"""
    shown: list[tuple[float, int]] = field(default_factory=list)
    """(when, total on the projector)"""
    errors: list[str] = field(default_factory=list)
    received: int = 0


class Requests:
    """One connection that is kept, for one request after the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, token: str, body: bytes) -> tuple[int, bytes]:
        """Send one request and return the status and body of the reply."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        reply = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(reply.split("content-length: ")[1].split("\r\n")[0])
        content = await reader.readexactly(length)
        if "connection: close" in reply:
            writer.close()
            self.streams = None
        return int(reply.split(" ")[1]), content


class Watcher:
    """One Socket.IO client over a web socket, offering compression as browsers do."""

    def __init__(self, plan: Plan, results: Results, token: str, *, projector: bool) -> None:
        self.plan, self.results, self.token, self.projector = plan, results, token, projector

    async def connect(self, project: str) -> None:
        """Connect, sign in, and watch `project` if there is one."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.plan.port)
        key = base64.b64encode(os.urandom(16)).decode()
        self.writer.write(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{self.plan.port}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                "Sec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
            ).encode()
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head or b"permessage-deflate" in head.lower():
            raise ConnectionError(head.decode("latin-1"))
        await self.frame()  # open
        self.send("40" + json.dumps({"token": self.token}))
        if not (await self.frame()).startswith(b"40"):
            raise ConnectionError("the box refused the connection")
        if project:
            self.send("42" + json.dumps(["watch", {"project": project}]))

    def send(self, text: str) -> None:
        """Send one text, masked as clients must."""
        data, mask = text.encode(), os.urandom(4)
        length = (
            bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        )
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))
        self.writer.write(b"\x81" + length + mask + masked)

    async def frame(self) -> bytes:
        """Return the content of the next frame."""
        head = await self.reader.readexactly(2)
        length = head[1] & 0x7F
        if length >= 126:
            length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), "big")
        content = await self.reader.readexactly(length)
        if head[0] & 0x0F == 8:
            raise ConnectionError("the box closed the connection")
        return content

    async def listen(self) -> None:
        """Answer pings and note what comes, until cancelled."""
        try:
            while True:
                content = await self.frame()
                if content == b"2":
                    self.send("3")
                elif content.startswith(b'42["counts"'):
                    self.results.received += 1
                    if self.projector:
                        total = json.loads(content[2:])[1]["total"]
                        self.results.shown.append((time.perf_counter(), total))
        except (OSError, asyncio.IncompleteReadError, ConnectionError) as error:
            self.results.errors.append(f"socket: {error}")


async def student(plan: Plan, results: Results, token: str, start: float, end: float) -> None:
    """Send an example every so often until the end."""
    requests = Requests(plan.port)
    await asyncio.sleep(start - time.perf_counter() + random.uniform(0, plan.every))
    while time.perf_counter() < end:
        text = " ".join(random.choices(WORDS, k=8))
        example = {"id": str(uuid.uuid4()), "label": plan.label, "data": text}
        sent = time.perf_counter()
        try:
            status, content = await requests.post(plan.path, token, json.dumps(example).encode())
        except (OSError, asyncio.IncompleteReadError) as error:
            results.errors.append(f"request: {error!r}")
            requests = Requests(plan.port)
            continue
        now = time.perf_counter()
        if status in {200, 201}:
            results.acknowledged.append((now, now - sent, json.loads(content)["seq"]))
        else:
            results.errors.append(f"status {status}: {content[:200]!r}")
        await asyncio.sleep(max(0.0, sent + plan.every - time.perf_counter()))


async def run(plan: Plan) -> dict[str, Any]:
    """Carry the plan out and return what was measured, times in milliseconds."""
    results = Results()
    listening = [asyncio.create_task(item.listen()) for item in await connected(plan, results)]
    start = time.perf_counter()
    end = start + _LEAD_IN + plan.seconds
    students = [student(plan, results, token, start, end) for token in plan.tokens]
    await asyncio.gather(*students)
    await asyncio.sleep(1.0)
    for task in listening:
        task.cancel()
    return summary(plan, results, start + _LEAD_IN)


async def connected(plan: Plan, results: Results) -> list[Watcher]:
    """Return the sockets of the plan, connected one after the other as a class arrives."""
    watchers: list[Watcher] = []
    if not plan.sockets:
        return watchers
    for index, token in enumerate(plan.tokens):
        watcher = Watcher(plan, results, token, projector=False)
        await watcher.connect(plan.project if index < plan.watch else "")
        watchers.append(watcher)
    projector = Watcher(plan, results, plan.projector, projector=True)
    await projector.connect(plan.project)
    return [*watchers, projector]


def summary(plan: Plan, results: Results, since: float) -> dict[str, Any]:
    """Return the figures of what happened after `since`."""
    counted = [item for item in results.acknowledged if item[0] >= since]
    took = sorted(1000 * item[1] for item in counted)
    behind = sorted(delays(results, since))
    return {
        "clients": len(plan.tokens),
        "requests": len(took),
        "ack_p50": quantile(took, 0.5),
        "ack_p99": quantile(took, 0.99),
        "ack_max": took[-1] if took else None,
        "behind_p50": quantile(behind, 0.5),
        "behind_p99": quantile(behind, 0.99),
        "messages": results.received,
        "errors": len(results.errors),
        "first_error": results.errors[0] if results.errors else "",
    }


def delays(results: Results, since: float) -> list[float]:
    """Return for each example the ms from its acknowledgement to its being on the projector."""
    found = []
    shown = iter(results.shown)
    now = next(shown, None)
    for when, _, place in sorted(results.acknowledged, key=lambda item: item[2]):
        while now is not None and now[1] < place:
            now = next(shown, None)
        if when >= since:
            found.append(1000 * max(0.0, now[0] - when) if now else 60_000.0)
    return found if results.shown else []


def quantile(values: list[float], part: float) -> float | None:
    """Return the value below which `part` of the sorted values lie."""
    return values[min(len(values) - 1, int(part * len(values)))] if values else None


if __name__ == "__main__":
    plan = Plan(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    print(json.dumps(asyncio.run(run(plan))))
