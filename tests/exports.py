"""The machine files of the tests are those of the demonstration quarter."""

from deploy.demo.machines import (
    Day,
    Punch,
    dingtalk,
    punches,
    template_csv,
    template_rows,
    template_xlsx,
    wecom,
    zkteco,
)

__all__ = ["Day", "Punch", "dingtalk", "punches", "template_csv", "template_rows", "template_xlsx", "wecom", "zkteco"]
