"""`python -m customer_client`."""

from customer_client.cli import main

main()
