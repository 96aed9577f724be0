"""A short text as a QR code, drawn as SVG. The same text makes the same drawing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

QUIET = 4
"""Empty modules around it, as readers expect them (ISO/IEC 18004)."""


@lru_cache(maxsize=64)
def qr_code(text: str) -> str:
    import zxingcpp

    drawn: Any = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=1)
    image = memoryview(drawn)
    height, width = drawn.shape[:2]
    dark = [(x, y) for y in range(height) for x in range(width) if image[y, x] < 128]
    side = 2 * QUIET + max((max(one) for one in dark), default=0) + 1
    path = "".join(f"M{x + QUIET} {y + QUIET}h1v1h-1z" for x, y in dark)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'
