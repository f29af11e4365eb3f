"""The Scratch editor: how it is built, its page, and the blocks of a project's model."""
