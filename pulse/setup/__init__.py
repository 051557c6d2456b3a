"""The guided set-up of an organisation, and learning to read results on the demo."""
