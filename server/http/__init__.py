"""The HTTP routes: one file per noun; each parses, makes one call, and shapes the answer."""
