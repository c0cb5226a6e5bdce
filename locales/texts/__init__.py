"""The English text of every phrase, by who hears it."""
