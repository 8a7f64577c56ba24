"""Drives Debian's Chromium, without a window, through its command pipe."""

import base64
import json
import os
import select
import subprocess
import time

COMMAND = "chromium"
# Pages are heavy, and other tests may run beside this one.
ANSWER_SECONDS = 120
# Chromium itself may not use the network, and root can't have a sandbox.
FLAGS = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
]


class Browser:
    """One Chromium with one tab; `complaints` has the messages of its console, and what failed."""

    def __init__(self, folder):
        orders, self._orders = os.pipe()
        self._events, events = os.pipe()
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [COMMAND, *FLAGS, *sandbox, f"--user-data-dir={folder}", "about:blank"]
        # Chromium reads descriptor 3 and writes to 4.
        shell = ["bash", "-c", f'exec "$@" 3<&{orders} 4>&{events}', "bash", *command]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                shell, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[orders, events]
            )
        os.close(orders)
        os.close(events)
        self._read = b""
        self._number = 0
        self._session = None
        self.complaints = []
        self.requests = {}
        [tab] = [
            it
            for it in self.send("Target.getTargets")["targetInfos"]
            if it["type"] == "page"
        ]
        attached = self.send("Target.attachToTarget", targetId=tab["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.process.terminate()
        self.process.wait(ANSWER_SECONDS)
        os.close(self._orders)
        os.close(self._events)

    def send(self, method, **parameters):
        """Sends one command, and returns its result."""
        self._number += 1
        order = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            order["sessionId"] = self._session
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        while True:
            message = self._receive()
            if message.get("id") == self._number:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]
            self._hear(message)

    def _receive(self):
        deadline = time.monotonic() + ANSWER_SECONDS
        while b"\0" not in self._read:
            wait = max(0, deadline - time.monotonic())
            readable, _, _ = select.select([self._events], [], [], wait)
            assert readable, "Chromium does not answer"
            part = os.read(self._events, 1 << 20)
            assert part, "Chromium has ended"
            self._read += part
        message, _, self._read = self._read.partition(b"\0")
        return json.loads(message)

    def _hear(self, event):
        match event:
            case {"method": "Runtime.consoleAPICalled", "params": call}:
                if call["type"] in ("error", "warning", "assert"):
                    self.complaints.append(json.dumps(call["args"]))
            case {"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": details}}:
                self.complaints.append(json.dumps(details))
            case {"method": "Log.entryAdded", "params": {"entry": entry}}:
                self.complaints.append(f"{entry['text']} {entry.get('url', '')}")
            case {"method": "Network.responseReceived", "params": {"response": response}}:
                self.requests[response["url"]] = response

    def open(self, url):
        """Loads a page, and returns when it says it is complete."""
        self.send("Page.navigate", url=url)
        self.wait_for(f"location.href === {json.dumps(url)} && document.readyState === 'complete'")

    def evaluate(self, script):
        """The value of an expression on the page."""
        result = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, f"{script}: {result['exceptionDetails']}"
        return result["result"].get("value")

    def wait_for(self, condition):
        """Waits until an expression on the page is true, and returns its value."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while not (value := self.evaluate(condition)):
            assert time.monotonic() < deadline, f"in vain: {condition}\n{self.text()[:2000]}"
            time.sleep(0.05)
        return value

    def text(self):
        """What can be read on the page."""
        return self.evaluate("document.body.innerText")

    def click(self, selector):
        """Clicks on the first element of a CSS selector, as soon as it exists."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(f"{found} !== null")
        self.evaluate(f"{found}.click()")

    def type(self, selector, text):
        """Replaces the text of a field by typing."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(f"{found} !== null")
        self.evaluate(f"{found}.focus(), {found}.select()")
        self.send("Input.insertText", text=text)

    def prefer(self, scheme):
        """Sets the system's colours: `light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.send("Emulation.setEmulatedMedia", features=[feature])

    def resize(self, width, height, mobile=False):
        """Gives the screen this size."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=mobile,
        )

    def picture(self, path):
        """Takes a screenshot, as PNG."""
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))
