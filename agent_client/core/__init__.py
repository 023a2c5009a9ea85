"""What a scripted agent decides: pure."""
