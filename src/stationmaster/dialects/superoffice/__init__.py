"""SuperOffice's WebAPI: the AI agent that learns ticket categories, and what it learns from."""
