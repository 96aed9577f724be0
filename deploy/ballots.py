"""`jikao ballots`: checks a sealed evaluation from its file, on any machine and without the server (A35)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import cyclopts
from rich.console import Console
from rich.markup import escape

from services.appraisal.ballots.checking import Broken, check_receipts
from services.appraisal.ballots.checking import check as checked

app = cyclopts.App(name="ballots", help="核对封存的民主测评。Check a sealed evaluation.")


@app.command
def check(
    file: Path,
    *,
    code: Annotated[tuple[str, ...], cyclopts.Parameter(negative="")] = (),
    receipts: Path | None = None,
    fingerprint: str = "",
) -> int:
    """Signatures under the published keys, each slip once, no more slips than people who took one, tally and root.

    Parameters
    ----------
    file
        What the page of the closed evaluation offers to save.
    code
        A code of one's own, that must be counted; as often as one has codes.
    receipts
        The file that the page offers the voter: each slip that was acknowledged must be there.
    fingerprint
        Of the keys, as the notice said it: its beginning is enough.
    """
    console = Console(soft_wrap=True)
    try:
        text = file.read_text("utf-8")
        found = checked(text)
        if not found.fingerprint.startswith(fingerprint.lower()):
            raise Broken("keys", "公钥指纹与所给的不符。", "The keys have another fingerprint.")
        for one in code:
            if one not in found.codes:
                raise Broken(one, "该编码不在封存名单中。", "The code is not in the sealed list.")
        if receipts is not None:
            check_receipts(text, json.loads(receipts.read_text("utf-8")))
    except Broken as broken:
        console.print(f"[red]✗[/] {escape(broken.place)}: {broken.zh} {escape(broken.en)}")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        console.print(f"[red]✗[/] {escape(str(error))}")
        return 1
    for department, tally in found.tallies.items():
        said = " · ".join(f"{name} {number}" for name, number in sorted(tally.items()))
        console.print(f"  {escape(department)}: {escape(said)}")
    console.print(
        f"[green]✓[/] {found.round_}: {found.slips} 张选票相符，{found.withheld} 个部门票数不足未公布。"
        f"{found.slips} slips hold, {found.withheld} departments are withheld."
    )
    console.print(f"  公钥指纹 fingerprint of the keys: {found.fingerprint}")
    return 0
