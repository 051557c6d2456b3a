"""The bytes of a ballot, pure: what is signed, what is sealed, what the receipt is. docs/protocol.md."""
