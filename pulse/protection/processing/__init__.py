"""The record of processing: what is done with personal data here, from the real settings."""
