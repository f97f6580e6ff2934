"""A client of a language server over its standard input and output, with nothing but Python's own modules."""

import json
import os
import pathlib
import queue
import subprocess
import threading
import time


class Client:
    """A server that runs; messages that are no answers wait in `heard`."""

    def __init__(self, command, folder, capabilities=None, options=None):
        self.server = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.inbox = queue.Queue()
        self.heard = []
        self.last = 0
        threading.Thread(target=self._read, daemon=True).start()
        params = {
            "processId": os.getpid(),
            "rootUri": pathlib.Path(folder).absolute().as_uri(),
            "capabilities": capabilities or {},
        }
        if options is not None:
            params["initializationOptions"] = options
        self.offer = self.request("initialize", params)
        self.notify("initialized", {})

    def _read(self):
        out = self.server.stdout
        while True:
            length = 0
            while True:
                line = out.readline()
                if not line:
                    self.inbox.put(None)
                    return
                if line == b"\r\n":
                    break
                name, value = line.split(b":", 1)
                if name.lower() == b"content-length":
                    length = int(value)
            body = out.read(length)
            self.inbox.put((time.perf_counter(), json.loads(body)))

    def raw(self, data):
        self.server.stdin.write(data)
        self.server.stdin.flush()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def next(self, timeout=20):
        """The next message and when it came."""
        item = self.inbox.get(timeout=timeout)
        if item is None:
            raise EOFError(f"the server has ended with {self.server.wait()}")
        if "id" in item[1] and "method" in item[1]:
            self.send({"id": item[1]["id"], "result": None})
        return item

    def request(self, method, params, timeout=20):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        while True:
            _, message = self.next(timeout)
            if message.get("id") == self.last and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message["result"]
            self.heard.append(message)

    def open(self, path, text=None, language="dockerfile", version=1):
        path = pathlib.Path(path).absolute()
        text = path.read_bytes().decode("utf-8", "replace") if text is None else text
        item = {"uri": path.as_uri(), "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return path.as_uri()

    def published(self, uri, version=None, timeout=20):
        """The next diagnostics of the file, and when they came."""
        while True:
            at, message = self.next(timeout)
            params = message.get("params") or {}
            fits = version is None or params.get("version") == version
            if message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri and fits:
                return params["diagnostics"], at
            self.heard.append(message)

    def end(self):
        """Says goodbye; the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.server.wait(10)
