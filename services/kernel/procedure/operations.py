"""An operation is one class: its fields, path, callers, articles and answer. Nothing repeats it elsewhere.

The HTTP route, the RPC method, the web form, the permission matrix, the OpenAPI text and the coverage of the rule
books are all read from these declarations.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import types
from base64 import b64decode
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from services.kernel.domain.events import taken
from services.kernel.domain.who import Who
from services.kernel.domain.words import Status

_PATH = re.compile(r"^(GET|POST|PUT|DELETE) (/[a-z]+(?:/[a-z-]+|/\{[a-z_]+\})*)$")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")
T = TypeVar("T", bound=BaseModel)
O = TypeVar("O", bound="Operation")  # noqa: E741


_PLAIN = str.maketrans("-_", "+/")


def _from_base64(value: Any) -> Any:
    try:
        # pydantic writes the alphabet of URLs, most others the plain one
        return b64decode(value.translate(_PLAIN), validate=True) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("not base64") from None


Upload = Annotated[bytes, BeforeValidator(_from_base64), WithJsonSchema({"type": "string", "format": "byte"})]
"""A file as an operation's field: bytes in code, base64 in messages, a file in web forms."""


class View(BaseModel):
    """What an operation answers. `version` is the aggregate's, and travels as the ETag."""

    model_config = ConfigDict(
        frozen=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
        json_schema_serialization_defaults_required=True,  # a default is sent like everything else
    )

    @classmethod
    def of(cls, row: Any, **more: Any) -> Self:
        """A register row as it is seen: its columns by name, and what does not stand in one."""
        said = {name: getattr(row, name) for name in cls.of_rows() if name not in more}
        return cls.model_validate(said | more)

    @classmethod
    def of_rows(cls) -> Iterable[str]:
        """The fields that a register's row has columns for."""
        return cls.model_fields


class Page(View, Generic[T]):
    """Keyset pagination: ask again with `after=next` until `next` is null."""

    items: list[T]
    next: str | None = None


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class File(View):
    """A download: bytes with a name and one of the media types `MEDIA`; a workbook, unless a subclass says so."""

    MEDIA: ClassVar[tuple[str, ...]] = (WORKBOOK,)

    name: str
    media_type: str
    content: bytes


class Paper(File):
    MEDIA = ("application/pdf",)


class PlainText(File):
    MEDIA = ("text/plain",)


class TextTable(File):
    MEDIA = ("text/csv",)


class Json(File):
    MEDIA = ("application/json",)


class Archive(File):
    MEDIA = ("application/zip",)


class Operation(BaseModel):
    """Subclass `Command` or `Query`, with the declaration in the class line:

    `class RequestLeave(Command, path="POST /attendance/leave", who=(SELF, CLERK), cites=("A15",), zh="请假",
    en="Ask for leave", returns=LeaveView)`

    `returns`, `cites`, `who` and the place `at` of the record may be said once, by a base class of the operations on
    one record; `does="approval"` is then short for `path="POST <at>/approval"`. A record that is returned also says
    what is cited.
    `when` are the statuses in which a command can be carried out on its record; none for any.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, ser_json_bytes="base64", val_json_bytes="base64"
    )

    SERVICE: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    """`attendance.request-leave`; the RPC method is the last part with underscores."""
    AT: ClassVar[str] = ""
    METHOD: ClassVar[str] = ""
    PATH: ClassVar[str] = ""
    """Below `/api/v1`; `{name}` is a field."""
    WHO: ClassVar[tuple[Who, ...]] = ()
    CITES: ClassVar[tuple[str, ...]] = ()
    ZH: ClassVar[str] = ""
    EN: ClassVar[str] = ""
    RETURNS: ClassVar[type[BaseModel]] = View
    WHEN: ClassVar[tuple[Status, ...]] = ()
    WRITES: ClassVar[bool] = False
    REFUSES: ClassVar[tuple[str, ...]] = ()
    """Codes of its own refusals, for the documentation."""
    BESIDE: ClassVar[tuple[type[Operation], ...]] = ()
    """Queries whose answer whoever fills in its form should see: of the person that it names, of this year."""

    def __init_subclass__(cls, **declaration: Any) -> None:
        super().__init_subclass__()  # the declaration is read below, once the fields are known

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        at: str = "",
        does: str = "",
        path: str = "",
        who: tuple[Who, ...] = (),
        cites: tuple[str, ...] = (),
        zh: str = "",
        en: str = "",
        returns: type[BaseModel] | None = None,
        when: Status | tuple[Status, ...] = (),
        **options: Any,
    ) -> None:
        cls.RETURNS = returns or cls.RETURNS
        cls.CITES = cites or cls.CITES or getattr(cls.RETURNS, "CITES", ())
        cls.AT, cls.WHO = at or cls.AT, tuple(dict.fromkeys(who)) or cls.WHO
        path = path or (f"POST {cls.AT}/{does}" if does else "")
        if not path:
            return
        parts = _PATH.match(path)
        if parts is None or not cls.WHO or not zh or not en:
            raise TypeError(f"{cls.__name__}: needs path='GET /service/…', who=(…), zh=…, en=…")
        cls.METHOD, cls.PATH = parts[1], parts[2]
        cls.SERVICE = cls.PATH.split("/")[1]
        cls.NAME = f"{cls.SERVICE}.{_WORD.sub('-', cls.__name__).lower()}"
        cls.ZH, cls.EN = zh, en
        cls.WHEN = (when,) if isinstance(when, Status) else when
        for name, field in cls.model_fields.items():
            if field.annotation is bytes and not any(isinstance(meta, BeforeValidator) for meta in field.metadata):
                raise TypeError(f"{cls.__name__}.{name}: a file is an Upload, bytes do not travel in JSON")
        unknown = set(cls.path_fields()) - set(cls.model_fields)
        if unknown:
            raise TypeError(f"{cls.__name__}: the path names no field {unknown}")

    @classmethod
    def method_name(cls) -> str:
        """The RPC method: `request_leave`."""
        return cls.NAME.split(".", 1)[1].replace("-", "_")

    @classmethod
    def path_fields(cls) -> list[str]:
        return list(_fields_in(cls.PATH))

    def location(self) -> str:
        """The path with its fields filled in."""
        return self.PATH.format_map(self.__dict__)


class Command(Operation):
    """Asks for a change. Runs in the service's single line of writers, in one transaction."""

    WRITES: ClassVar[bool] = True


class Query(Operation):
    """Asks for a view. Reads committed registers only."""


class PagedQuery(Query):
    """A query answered page by page in the order of a key."""

    after: str | None = Field(default=None, title="起点 / after", description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=500, title="条数 / limit")


def of_service(
    service: str,
    module: str,
    base: type[O],
    path: str,
    who: tuple[Who, ...],
    zh: str,
    en: str,
    returns: type[BaseModel],
    cites: tuple[str, ...] = (),
    when: Status | tuple[Status, ...] = (),
) -> type[O]:
    """An operation of the kernel as one service has it: the same fields, below its own path."""
    method, _, rest = path.partition(" ")
    declaration = {"path": f"{method} /{service}{rest}", "who": who, "zh": zh, "en": en, "returns": returns}

    def body(namespace: dict[str, Any]) -> None:
        namespace |= {"__module__": f"services.{service}.{module}", "__doc__": base.__doc__}

    made: Any = types.new_class(base.__name__, (base,), {**declaration, "cites": cites, "when": when}, body)
    return made  # type: ignore[no-any-return]


@cache
def _fields_in(path: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\{([a-z_]+)\}", path))


@cache
def upload_fields(operation: type[Operation]) -> frozenset[str]:
    """The fields a web form sends as files."""
    return frozenset(name for name, field in operation.model_fields.items() if field.annotation is bytes)


def discover(service: str) -> list[type[Operation]]:
    """Every operation a service declares, found in its modules named `operations`; imports nothing else of it.

    A module may also hold tuples of operations, such as `own_log.operations.declare` makes; so do the procedures of the
    kernel that the service takes.
    """
    package = importlib.import_module(f"services.{service}")
    held: list[Any] = [module.declare(service) for module in taken(service, "operations")]
    for module in pkgutil.walk_packages(package.__path__, f"services.{service}."):
        if module.name.rsplit(".", 1)[1] == "operations":
            held += vars(importlib.import_module(module.name)).values()
    declared = [item for item in _flat(held) if isinstance(item, type) and issubclass(item, Operation)]
    found = {item.NAME: item for item in declared if service == item.SERVICE}
    return [found[name] for name in sorted(found)]


def _flat(held: Iterable[Any]) -> Iterable[Any]:
    for one in held:
        yield from _flat(one) if isinstance(one, tuple) else (one,)
