"""A network that can be cut and slowed down: a TCP port that passes on to the Unix socket of a server."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import Self


class Proxy:
    """``cut``: nothing passes any more, and nobody is told, as if a cable had been pulled out. ``delay``: seconds for each
    piece of data."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.delay = 0.0
        self.cut = False
        self.lost = ""
        """Text in a client's message that cuts the network after it has passed: its answer is lost."""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.wires: list[socket.socket] = []
        self.threads: list[threading.Thread] = []
        self._start(self._listen)

    def _start(self, target: Callable[..., None], *words: object) -> None:
        self.threads.append(threading.Thread(target=target, args=words, daemon=True))
        self.threads[-1].start()

    def url(self, user: str = "boss") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/postgres?sslmode=disable"

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(socket.AF_UNIX)
                self.wires += [client, server]
                if not self.cut:
                    server.connect(self.target)
                    for source, sink, first in ((client, server, True), (server, client, False)):
                        self._start(self._pass_on, source, sink, first)

    def _pass_on(self, source: socket.socket, sink: socket.socket, of_client: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                time.sleep(self.delay)
                if self.cut:
                    return
                if of_client and self.lost and self.lost.encode() in data:
                    self.cut = True
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut = True
        for wire in (self.listener, *self.wires):
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        for wire in (self.listener, *self.wires):
            wire.close()
