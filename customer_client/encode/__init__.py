"""The picture goes out: converted where it changed, encoded once for everyone."""
