"""How we talk: conversations as tables, order text as lines, notices as values."""
