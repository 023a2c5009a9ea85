"""The picture's way through the server: relayed as it came, never decoded."""
