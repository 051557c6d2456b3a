"""The pages around messages: everybody's own settings, and for administrators what goes out."""
