"""The domain in plain Python: people, permissions, projects, examples and models."""
