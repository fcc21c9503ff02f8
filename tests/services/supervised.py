"""Some of an installation's processes, kept running as `make run` keeps all of them.

python -m tests.services.supervised COMMAND...
"""

from __future__ import annotations

import sys

from ocrproject.supervisor import Child, Supervisor


def main(commands: list[str]) -> None:
    """Supervise these commands of manage.py until a signal says stop."""
    children = [Child(command, [sys.executable, "manage.py", command]) for command in commands]
    Supervisor(children).run()


if __name__ == "__main__":
    main(sys.argv[1:])
