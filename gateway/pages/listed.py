"""What a field says that it is chosen from by a query of its own service (`x-listed-by`): registers by name."""

from __future__ import annotations

from typing import Any

from gateway.pages.frame import Pages, Visit
from services.kernel.procedure.operations import Operation


async def offer_listed(pages: Pages, visit: Visit, operation: type[Operation], fields: list[dict[str, Any]]) -> None:
    """Gives these fields their options. One without a name is what a field means that is left empty."""
    for one in fields:
        if query := one["schema"].get("x-listed-by"):
            only = one["schema"]["x-listed-only"]
            answer = await pages.ask_kindly(visit, f"{operation.SERVICE}.{query}")
            rows = [row for row in (answer["items"] if answer else ()) if row["name"] and (not only or row[only])]
            one["options"] = [(row["name"], row["zh"], row["en"]) for row in rows]
