"""`python -m server` is `auxilio-server`."""

from server.cli import main

main()
