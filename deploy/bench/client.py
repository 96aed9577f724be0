"""HTTP by a client that costs little: kept connections and nothing around them. What is measured is the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Self

from deploy.servers.process import LOOPBACK


class Refused(Exception):
    """The system did not do what the benchmark is about."""


class Connection:
    """One kept connection; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection(LOOPBACK, port))

    async def ask(self, method: str, path: str, token: str, body: Any = None, key: str = "") -> Any:
        """The decoded answer; any status but 2xx is a failure."""
        await self._send(method, path, token, body, key)
        status, headers = await self._head()
        content = await self._reader.readexactly(int(headers.get("content-length", "0")))
        if not 200 <= status < 300:
            raise Refused(f"{method} {path}: {status} {content.decode(errors='replace')[:600]}")
        return json.loads(content) if content else None

    async def events(self, path: str, token: str) -> AsyncIterator[Any]:
        """The data of a stream's messages, each with its id; None once, when the stream is open."""
        await self._send("GET", path, token, None, "")
        status, _ = await self._head()
        if status != 200:
            raise Refused(f"{path}: {status}")
        id = ""
        while line := await self._reader.readline():
            if line.startswith(b"id:"):
                id = line[3:].decode().strip()
            elif line.startswith(b"data:"):
                yield {**json.loads(line[5:]), "id": id}
            elif line.startswith(b": open"):
                yield None

    def close(self) -> None:
        self._writer.close()

    async def _send(self, method: str, path: str, token: str, body: Any, key: str) -> None:
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
        head = [f"{method} {path} HTTP/1.1", f"Host: {LOOPBACK}", f"Authorization: Bearer {token}"]
        if body is not None:
            head.append("Content-Type: application/json")
        if key:
            head.append(f"Idempotency-Key: {key}")
        head.append(f"Content-Length: {len(content)}")
        self._writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + content)
        await self._writer.drain()

    async def _head(self) -> tuple[int, dict[str, str]]:
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        fields = (line.partition(":") for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): value.strip() for name, _, value in fields}
