"""Fills one typst form: data as JSON on standard input, PDF on standard output. Run as a program of its own.

typst keeps what it has laid out for as long as its process lives (measured: 190 MB after a table of 12,000 cells, and
as much again after the next), so a web worker that called it in place would grow without end. Imports nothing of Svod.

Arguments: the form's file, the moment of making in seconds since 1970.
"""

import resource
import sys
from pathlib import Path

MEMORY = 2 << 30
SECONDS = 60


def main(form: str, moment: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import typst

    pdf = typst.compile(
        form,
        root=str(Path(form).parent),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards="a-2a",
        sys_inputs={"d": sys.stdin.buffer.read().decode()},
        timestamp=int(moment),
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main(*sys.argv[1:])
