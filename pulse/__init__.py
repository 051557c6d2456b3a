"""Pulse: anonymous check-ins, honest numbers, and a loop that closes. docs/house.md is the map."""
