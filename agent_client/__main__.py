"""`python -m agent_client`."""

from agent_client.cli import main

if __name__ == "__main__":
    main()
