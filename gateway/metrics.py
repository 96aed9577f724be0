"""What an operator's Prometheus reads. One registry per gateway, so that two in one process do not mix."""

from __future__ import annotations

from collections import Counter as Counted
from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """Labels are operation names, never paths: a path holds ids, and their number has no bound."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ["operation", "method", "status"]
        self._requests = Counter("jikao_requests_total", "Requests answered", names, registry=self.registry)
        self._seconds = Histogram(
            "jikao_request_seconds", "Time to answer", ["operation"], buckets=_BUCKETS, registry=self.registry
        )
        self.streams = Gauge("jikao_live_streams", "Live streams open", registry=self.registry)
        self.unreported = Gauge(
            "jikao_unreported_logins", "Entries that the record of logins does not have yet", registry=self.registry
        )
        self.logins = Counter("jikao_logins_total", "Logins by outcome", ["outcome"], registry=self.registry)

        self._contradictions = Gauge(
            "jikao_contradictions",
            "Messages and sources that could not be believed, as each service has them on record",
            ["service", "source", "kind"],
            registry=self.registry,
        )

    def contradicted(self, service: str, listed: Iterable[Mapping[str, Any]]) -> None:
        """What a service has on record now."""
        counted = Counted[tuple[str, str]]()
        for one in listed:
            counted[one["source"], one["kind"]] += one["times"]
        for (source, kind), times in counted.items():
            self._contradictions.labels(service, source, kind).set(times)

    def observe(self, operation: str, method: str, status: int, seconds: float) -> None:
        known = method if method in {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"} else "other"
        self._requests.labels(operation, known, str(status)).inc()
        self._seconds.labels(operation).observe(seconds)

    def exposition(self) -> bytes:
        return generate_latest(self.registry)
