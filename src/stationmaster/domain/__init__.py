"""Plain values and rules: what is kept, what moves, and when it may."""
