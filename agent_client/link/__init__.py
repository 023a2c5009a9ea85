"""The scripted agent's way to the server."""
