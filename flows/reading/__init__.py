"""Understanding what shops write: text to lines, questions and intents."""
