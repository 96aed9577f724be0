"""Reads a policy from its TOML file, and names the file when it is not one."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from services.appraisal.policy.model import Policy
from services.appraisal.quarter import Quarter

_OF_THE_FILE = frozenset({"kind", "version"})
"""What the file says about itself: the policy's number is given when it is drafted."""


class PolicyFileError(ValueError):
    """A policy file that cannot be taken; says where and why."""


def read_policy(path: Path) -> Policy:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise PolicyFileError(f"{path.name}: {fault}") from fault
    if content.get("kind") != "policy":
        raise PolicyFileError(f"{path.name}: kind must be policy, is {content.get('kind')!r}")
    try:
        return Policy.model_validate({key: value for key, value in content.items() if key not in _OF_THE_FILE})
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors(include_url=False)]
        raise PolicyFileError(f"{path.name}: " + "; ".join(lines)) from error


def first_quarter(policy: Policy) -> Quarter:
    """The quarter in which the policy's own date falls, for the adoption that comes with the file."""
    if policy.effective_from is None:
        raise PolicyFileError(f"{policy.name}: has no effective_from")
    return Quarter.of(policy.effective_from)
