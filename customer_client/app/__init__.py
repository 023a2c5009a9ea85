"""Everything joined into one program."""
