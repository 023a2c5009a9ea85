"""What the person at this machine sees, and how they answer."""
