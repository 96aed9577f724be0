"""Makes a checkout runnable: Python packages, page assets, Debian packages. Standard library only: it runs first."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class SetupFailed(Exception):
    """Set-up cannot go on; the message tells the person at the keyboard what to do."""
