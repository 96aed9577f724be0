"""``python -m deploy.setup run|dev``: what ``make`` calls first. Silent and immediate when nothing changed."""

import sys

from deploy.setup import SetupFailed, assets, environment


def main(arguments: list[str]) -> int:
    """``dev`` adds what the tests and benchmarks need; running the system never installs it."""
    if arguments not in (["run"], ["dev"]):
        print("python -m deploy.setup run|dev", file=sys.stderr)
        return 2
    try:
        with environment.alone():
            environment.prepare(dev=arguments == ["dev"])
            assets.prepare()
    except SetupFailed as failure:
        print(f"安装未完成 set-up failed: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
