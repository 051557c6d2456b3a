"""Links by which somebody chooses a password: invited, or having forgotten theirs."""
