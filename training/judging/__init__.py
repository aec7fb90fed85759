"""How OS1's judge is taught: small questions about what was said, answered by the embedder's network."""
