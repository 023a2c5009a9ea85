"""Figures: `./dev bench` prints them. Nothing here passes or fails by the clock."""
