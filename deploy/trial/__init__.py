"""A server, a practice customer and their desktop: for `./dev try`, and for the end-to-end tests."""
