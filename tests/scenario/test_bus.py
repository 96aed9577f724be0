"""All that a whole quarter would send over the bus is what the AsyncAPI document says, and proves itself."""

from __future__ import annotations

from collections import Counter

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.embedded import Embedded
from services.kernel.delivery.outbox import Outbox
from services.kernel.delivery.signatures import SourceKey, SourceKeys
from tests.scenario.runner import Run
from tests.wire_document import Document


def test_every_message_of_the_quarter_is_as_described_and_signed(quarter: tuple[Embedded, Run]) -> None:
    runtime, _ = quarter
    document, checked = Document(runtime.services), Counter[str]()
    for source, service in runtime.services.items():
        key = SourceKey(source, Ed25519PrivateKey.generate())
        keys = SourceKeys({source: key.public()})
        before = "00" * 32
        for message in key.signed(Outbox(service.app.store, source).pull(0, 1_000_000)):
            assert keys.vouches(message)
            assert message.before == before
            document.check(message)
            before = message.seal
            checked[message.topic] += 1
    assert checked.total() > 3000
    assert len(checked) > 100
