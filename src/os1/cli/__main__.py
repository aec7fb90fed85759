"""`python -m os1.cli` is `os1`."""

from os1.cli import main

main()
