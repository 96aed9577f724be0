"""A process that asks for money without end, until somebody kills it, and says each turn that is over:
`python -m tests.finance.dying_office URL FOLDER SEED [SCHEMA]`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from services.kernel.log.store import Store
from tests.finance.test_money_machine import Office

if __name__ == "__main__":
    url, folder, seed, *schema = sys.argv[1:]
    store = Store(url, schema=schema[0]) if schema else Store(url)
    office = Office(store, Path(folder), int(seed))
    while True:
        office.turn()
        print("turn", flush=True)
