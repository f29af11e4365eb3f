"""Visits to a page by a Chromium that nothing watches but its network, as people's browsers are."""

import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from typing import NamedTuple

import websocket

from tests.e2e.conftest import ARGUMENTS
from tests.e2e.scratch.lesson import DRAWING
from tests.ports import free_port

WORK = """(() => {
  const began = performance.now();
  let sum = 0;
  for (let n = 0; n < 3e7; n++) sum = (Math.imul(sum, 31) + n) | 0;
  return performance.now() - began + (sum & 0);
})()"""


class Visit(NamedTuple):
    """What one visit cost: bytes over the network, requests, seconds until the page was ready."""

    size: int
    requests: int
    seconds: float


class Browser:
    """One Chromium with a folder of its own.

    Playwright is not used here: it switches on the Runtime domain, and then V8 notes a place in
    the source for every error that a page throws and catches. For a script as large as Scratch's
    that is parsing it all again, which made a second visit take half as long again as it does.
    """

    def __init__(self, port: int) -> None:
        self._port = port

    def visit(self, url: str, ready: str, mbit: float, slower: int) -> Visit:
        """Open `url` in a tab, at `mbit` Mbit/s and a CPU `slower` times slower.

        The page marks the moment (`performance.mark`) at which it is `ready`: asking it all the
        time would be work for it.
        """
        target = self._call("PUT", "/json/new?about:blank")
        tab = Tab(target["webSocketDebuggerUrl"])
        tab.send("Network.enable")
        rate = mbit * 1e6 / 8
        tab.send(
            "Network.emulateNetworkConditions",
            offline=False, latency=5, downloadThroughput=rate, uploadThroughput=rate,
        )  # fmt: skip
        tab.send("Emulation.setCPUThrottlingRate", rate=slower)
        started = time.perf_counter()
        tab.send("Page.navigate", url=url)
        asks = f"performance.getEntriesByName({json.dumps(ready)}, 'mark')[0]?.startTime ?? 0"
        while not (ms := tab.send("Runtime.evaluate", expression=asks)["result"].get("value")):
            if time.perf_counter() - started > 120:
                raise TimeoutError(url)
            time.sleep(0.5)
        tab.close()
        self._call("GET", f"/json/close/{target['id']}")
        return Visit(tab.size, len(tab.asked), ms / 1000)

    def work(self, slower: int) -> float:
        """Return how many ms a fixed piece of JavaScript takes: machines are compared by it."""
        target = self._call("PUT", "/json/new?about:blank")
        tab = Tab(target["webSocketDebuggerUrl"])
        tab.send("Emulation.setCPUThrottlingRate", rate=slower)
        took = sorted(
            tab.send("Runtime.evaluate", expression=WORK)["result"]["value"] for _ in range(5)
        )
        tab.close()
        self._call("GET", f"/json/close/{target['id']}")
        return float(took[2])

    def _call(self, method: str, path: str) -> Any:
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            text = reply.read()
        return json.loads(text) if text.startswith((b"{", b"[")) else None


class Tab:
    """The DevTools protocol of one tab, and what its network did."""

    def __init__(self, url: str) -> None:
        self._socket = websocket.create_connection(url, timeout=120)
        self._sent = 0
        self.size = 0
        self.asked: set[str] = set()

    def send(self, method: str, **params: Any) -> Any:
        """Send one command and return its result, counting the events that come before it."""
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._sent:
                return message.get("result", {})
            self._count(message)

    def close(self) -> None:
        """Stop listening to the tab."""
        self._socket.close()

    def _count(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            if params["request"]["url"].startswith("http"):
                self.asked.add(params["request"]["url"])
        elif message.get("method") == "Network.loadingFinished":
            self.size += int(params["encodedDataLength"])


@contextmanager
def browser(executable: str) -> Iterator[Browser]:
    """Start a Chromium, and end it and its folder afterwards."""
    port = free_port()
    # There is no graphics card here. WebGL needs one in software; what else is on the screen, the
    # browser's own waiting circle among it, costs less without.
    drawing = (*DRAWING, "--disable-gpu-compositing")
    arguments = [*(each for each in ARGUMENTS if each != "--disable-gpu"), *drawing]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [executable, "--headless", *arguments, f"--remote-debugging-port={port}",
             "--remote-allow-origins=*", f"--user-data-dir={Path(folder)}", "about:blank"],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait(port)
            yield Browser(port)
        finally:
            process.terminate()
            process.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
