"""The AsyncAPI document: what each source publishes, from the fact classes themselves, exactly as it lies on the wire;
and how what is missing is pulled. Marked fields never appear. Schemas are JSON Schema draft 7, as in AsyncAPI 3.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_type_hints
from urllib.parse import urlsplit

import msgspec

from gateway.settings import Settings
from services.kernel.domain import events, marks

REF = "#/components/schemas/{name}"
RPC = "nameko-rpc"
BINDING = "0.3.0"
HEADERS, PAGE, ROW = "bus.headers", "bus.page", "bus.row"
SEAL = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
AGGREGATE = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
LAST = (1 << 63) - 1
LOG = "/api/v1/<service>/events"


def document(settings: Settings, sources: Sequence[str], version: str) -> dict[str, Any]:
    """One channel per source: its topic exchange, with every published fact as a message."""
    facts = [c for s in sources for c in events.declared(s).values() if c.PUBLISHED]
    schemas, names = _schemas(facts)
    published = sorted({cls.SOURCE for cls in facts})
    servers = _servers(settings.bus)
    channels = {source: _channel(source, [c for c in facts if source == c.SOURCE], servers) for source in published}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"{settings.organ_zh} · jikao 季考",
            "version": version,
            "description": _ABOUT + "\n\n" + (_OVER_A_BUS if servers else _ALONE).format(log=LOG),
        },
        "defaultContentType": "application/json",
        "servers": servers,
        "channels": channels
        | {f"{source}.pull": _pull_channel(source, servers) for source in published}
        | _replies(servers),
        "operations": {
            operation: value
            for source in published
            for operation, value in (
                (f"publish-{source}", {"action": "send", "channel": {"$ref": f"#/channels/{source}"}}),
                (f"pull-{source}", _pull(source)),
            )
        },
        "components": {
            "messages": {cls.TOPIC: _message(cls, names[cls]) for cls in facts}
            | {"pull": _question(), "page": _answer()},
            "schemas": schemas | {HEADERS: _headers(), PAGE: _page(), ROW: _row()},
        },
    }


_ABOUT = """各项业务的事实，以 CloudEvents 1.0 二进制模式发布：属性在消息头，事实为 JSON 正文，路由键为其名称。
Each service's facts, as CloudEvents 1.0 in binary mode: attributes in the headers with the prefix `cloudEvents:`, the
fact as a JSON body, its name as the routing key. Fields of a person's life or of a secret document are not in it.

`position` is the event's place in the log of its source, `previous` that of the event published before it, so that a
reader sees what it missed; `seal` and `previousseal` are the log's at these places, so that it sees that it is the same
log. `signature` is the source's (Ed25519, one for a batch, with this message's path in the batch's hash tree): what has
none that holds was not sent by it, and the services of this cell do not take it in."""

_OVER_A_BUS = """订阅者只读：自建持久队列，绑定到所需交换机；不得声明交换机，不得发布，也不能补取。
A subscriber only reads. The cell's keeper gives it a user, with which it makes durable queues (`subscriber.<name>.…`,
or as Nameko names them: `evt-…--<name>.…`, with `DECLARE_EVENT_EXCHANGES: false`), bound to the exchanges it wants; it
declares no exchange, publishes nothing and pulls nothing. What waits in its queue outlives a restart of the broker. If
`previous` shows that something was lost, an auditor reads it in the log over HTTP: `GET {log}`.
The services of the cell pull from their sources' own logs by the `pull-…` operations: Nameko RPC with the system's
token."""

_ALONE = """本系统以单进程运行，没有消息总线：各业务直接读取彼此的日志，以下交换机不对外提供。
This cell runs in one process and has no bus: its services read each other's logs. What follows is how they would
publish as processes of their own; an auditor reads the log over HTTP: `GET {log}`."""


def _servers(bus: str) -> dict[str, Any]:
    if not bus:
        return {}
    parts = urlsplit(bus)
    return {
        "bus": {
            "host": f"{parts.hostname}:{parts.port or 5672}",
            "pathname": parts.path or "/",
            "protocol": "amqp",
            "protocolVersion": "0.9.1",
            "title": "RabbitMQ",
            "description": "本单元的虚拟主机 · the virtual host of this cell",
            "security": [{"type": "userPassword"}],
        }
    }


def _on(servers: dict[str, Any]) -> dict[str, Any]:
    return {"servers": [{"$ref": f"#/servers/{name}"} for name in servers]} if servers else {}


# -- what is published ------------------------------------------------------------------------------------------------


def _channel(source: str, facts: Sequence[type[events.Event]], servers: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": f"{source}.events",
        "title": f"{source}.events",
        **_on(servers),
        "messages": {cls.TOPIC: {"$ref": f"#/components/messages/{cls.TOPIC}"} for cls in facts},
        "bindings": _exchange(f"{source}.events"),
    }


def _exchange(name: str) -> dict[str, Any]:
    exchange = {"name": name, "type": "topic", "durable": True, "autoDelete": False}
    return {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": BINDING}}


def _message(cls: type[events.Event], schema: str) -> dict[str, Any]:
    own = {
        "cloudEvents:id": {"type": "string", "pattern": f"^{cls.SOURCE}/[1-9][0-9]*$"},
        "cloudEvents:source": {"const": f"/{cls.SOURCE}"},
        "cloudEvents:type": {"const": cls.TOPIC},
    }
    message: dict[str, Any] = {
        "name": cls.TOPIC,
        "title": " · ".join(dict.fromkeys(cls.said())),
        "contentType": "application/json",
        "correlationId": {"location": "$message.header#/cloudEvents:correlation"},
        "headers": {"allOf": [{"$ref": REF.format(name=HEADERS)}, {"type": "object", "properties": own}]},
        "payload": {"$ref": REF.format(name=schema)},
        "bindings": {
            "amqp": {"contentEncoding": "utf-8", "messageType": cls.TOPIC, "bindingVersion": BINDING},
        },
        "x-routing-key": cls.NAME,
    }
    own_words = vars(cls).get("__doc__")
    if own_words:
        message["description"] = own_words.strip()
    return message


def _headers() -> dict[str, Any]:
    """All of them; `x-…` are the broker's own."""
    place = {"type": "integer", "maximum": LAST}
    properties = {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "source and position"},
        "source": {"type": "string"},
        "type": {"type": "string"},
        "subject": {**AGGREGATE, "description": "the aggregate"},
        "time": {"type": "string", "format": "date-time", "description": "when it was recorded"},
        "position": {**place, "minimum": 1, "description": "in the log of its source"},
        "previous": {
            **place,
            "minimum": 0,
            "description": "position of the event published before it; 0 for the first",
        },
        "seal": {**SEAL, "description": "of the log at this position"},
        "previousseal": {**SEAL, "description": "of the log at `previous`"},
        "signature": {
            "type": "string",
            "pattern": "^[0-9]+/[0-9]+:[0-9A-Za-z+/]+=*$",
            "description": "place in the batch, size of the batch; in base64 the source's signature over the batch's"
            " root and the path to it",
        },
        "correlation": {"type": "string", "description": "the request behind it; absent where there was none"},
    }
    prefixed = {f"cloudEvents:{name}": schema for name, schema in properties.items()}
    return {
        "type": "object",
        "properties": prefixed,
        "required": sorted(set(prefixed) - {"cloudEvents:correlation"}),
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
    }


# -- what is pulled ---------------------------------------------------------------------------------------------------


def _pull_channel(source: str, servers: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": f"{source}.events_after",
        "title": f"{RPC}: {source}.events_after",
        **_on(servers),
        "messages": {"pull": {"$ref": "#/components/messages/pull"}},
        "bindings": _exchange(RPC),
    }


def _replies(servers: dict[str, Any]) -> dict[str, Any]:
    return {
        "pulled": {
            "address": None,
            "title": f"{RPC}: reply_to",
            **_on(servers),
            "messages": {"page": {"$ref": "#/components/messages/page"}},
            "bindings": _exchange(RPC),
        }
    }


def _pull(source: str) -> dict[str, Any]:
    return {
        "action": "receive",
        "title": f"{source}: events after a position",
        "channel": {"$ref": f"#/channels/{source}.pull"},
        "messages": [{"$ref": f"#/channels/{source}.pull/messages/pull"}],
        "reply": {
            "address": {"location": "$message.header#/reply_to", "description": "the AMQP property, Nameko's way"},
            "channel": {"$ref": "#/channels/pulled"},
            "messages": [{"$ref": "#/channels/pulled/messages/page"}],
        },
    }


def _question() -> dict[str, Any]:
    fields = {
        "token": {"type": "string", "description": "the system's signed identity"},
        "position": {"type": "integer", "minimum": 0, "maximum": LAST},
        "limit": {"type": "integer", "minimum": 0, "maximum": LAST, "default": 500},
        "nonce": {"type": "string", "maxLength": 200, "description": "signed with the answer"},
    }
    kwargs = {"type": "object", "properties": fields, "required": ["token", "position"], "additionalProperties": False}
    payload = {
        "type": "object",
        "properties": {"args": {"type": "array", "maxItems": 0}, "kwargs": kwargs},
        "required": ["args", "kwargs"],
    }
    return {"name": "pull", "title": "补取 · pull", "contentType": "application/json", "payload": payload}


def _answer() -> dict[str, Any]:
    problem = {"type": "object", "properties": {"problem": {"type": "object"}}, "required": ["problem"]}
    payload = {
        "type": "object",
        "properties": {
            "result": {"oneOf": [{"$ref": REF.format(name=PAGE)}, problem]},
            "error": {"type": "null"},
        },
        "required": ["result", "error"],
    }
    return {
        "name": "page",
        "title": "补取的答复 · what was pulled",
        "contentType": "application/json",
        "payload": payload,
    }


def _page() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "messages": {"type": "array", "items": {"$ref": REF.format(name=ROW)}},
            "head": {"type": "integer", "minimum": 0, "description": "the last position of the log"},
            "seal": {
                "type": "string",
                "pattern": "^([0-9a-f]{64})?$",
                "description": "of the log at the position asked after; empty where it has no such position",
            },
            "signature": {"type": "string", "description": "the source's, over question, nonce and answer"},
        },
        "required": ["messages", "head", "seal", "signature"],
        "additionalProperties": False,
    }


def _row() -> dict[str, Any]:
    columns = [
        {"type": "integer", "minimum": 1, "title": "position"},
        {"type": "integer", "minimum": 0, "title": "previous"},
        {"type": "string", "title": "type"},
        {**AGGREGATE, "title": "subject"},
        {"type": "string", "title": "data, as JSON"},
        {**SEAL, "title": "seal"},
        {**SEAL, "title": "previousseal"},
    ]
    size = len(columns)
    return {"type": "array", "items": columns, "additionalItems": False, "minItems": size, "maxItems": size}


# -- schemas of the facts ---------------------------------------------------------------------------------------------


def _schemas(facts: Sequence[type[events.Event]]) -> tuple[dict[str, Any], dict[type[Any], str]]:
    """Draft 7, by the facts' own names; of what is inside them the name says where it is from."""
    parts = list(dict.fromkeys(part for cls in facts for part in _parts(cls)))
    kinds: list[type[msgspec.Struct]] = [*facts, *parts]
    written, found = msgspec.json.schema_components(kinds, ref_template=REF)
    at = {cls: schema["$ref"].rsplit("/", 1)[1] for cls, schema in zip(kinds, written, strict=True)}
    for cls, name in at.items():
        found[name] = _public(cls, found[name])
    renamed = {name: _plain(name) for name in found}
    renamed |= {at[cls]: cls.TOPIC for cls in facts}
    schemas = {renamed[name]: _draft_7(schema, renamed) for name, schema in found.items()}
    for cls in facts:
        schemas[cls.TOPIC]["title"] = " · ".join(dict.fromkeys(cls.said()))
    return schemas, {cls: renamed[name] for cls, name in at.items()}


def _parts(cls: type[msgspec.Struct]) -> Iterable[type[msgspec.Struct]]:
    for hint in get_type_hints(cls, include_extras=True).values():
        for part in marks.parts_in(hint):
            yield part
            yield from _parts(part)


def _plain(name: str) -> str:
    return name.removeprefix("services.").replace(".events.", ".")


def _public(cls: type[msgspec.Struct], schema: dict[str, Any]) -> dict[str, Any]:
    """As it leaves the service. What a newer source says more is ignored, so it may say more."""
    hidden = marks.prune_of(cls).drop
    properties = {name: value for name, value in schema.get("properties", {}).items() if name not in hidden}
    return {**schema, "properties": properties}


def _draft_7(schema: Any, renamed: dict[str, str]) -> Any:
    """Fixed lists are `items` there, and a reference goes by our names."""
    if isinstance(schema, list):
        return [_draft_7(each, renamed) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": REF.format(name=renamed[schema["$ref"].rsplit("/", 1)[1]])}
    made = {key: _draft_7(value, renamed) for key, value in schema.items()}
    if "prefixItems" in made:
        made["additionalItems"] = made.pop("items", True)
        made["items"] = made.pop("prefixItems")
    return made
