"""What each call of SuperOffice's WebAPI does, one module for each agent."""
