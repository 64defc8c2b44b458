"""The calls of the builder, which public clients use to edit one thing at a time."""
