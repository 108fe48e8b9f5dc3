"""What training the shipped models needs, and nothing that tagging does."""
