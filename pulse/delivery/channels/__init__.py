"""One file a channel: how bytes leave the house."""
