"""What runs a session: ports to the world, the hub of mailboxes, and how effects are performed."""
