"""What a provider of text messages calls us with: replies of patients, and what became of messages."""
