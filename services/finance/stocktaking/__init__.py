"""固定资产盘点: every asset looked for by somebody who does not keep it, and every difference explained (A28)."""
