"""`python -m plansheet` is `plansheet`."""

from plansheet.cli import main

main()
