"""Links, kept in memory."""

import threading


class Store:
    def __init__(self):
        self._links = {}
        self._lock = threading.Lock()

    def add(self, target):
        with self._lock:
            code = format(len(self._links) + 1, "x")
            self._links[code] = target
        return code

    def get(self, code):
        return self._links.get(code)
