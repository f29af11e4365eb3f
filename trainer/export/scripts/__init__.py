"""Scripts that travel with an exported model; they run on their own and import nothing of ours."""
