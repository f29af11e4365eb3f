"""The box: people, projects, examples, storage, discovery, network and backup."""
