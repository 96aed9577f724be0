"""What one process alone may use, and what there is to use."""

from __future__ import annotations

import socket

import pytest

from deploy.claims import NoPort, PortInUse, port
from deploy.servers.process import free_port


@pytest.mark.parametrize("number", [-5, 0, 65_536, 99_999])
def test_what_is_no_port_is_said_before_anything_starts(number: int) -> None:
    with pytest.raises(NoPort, match=f"没有 {number} 这个端口"):
        port("127.0.0.1", number)


def test_a_port_that_is_taken_is_said_with_its_reason() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"127.0.0.1:{number}"):
            port("127.0.0.1", number)
    port("127.0.0.1", number)
