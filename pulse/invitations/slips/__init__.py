"""Printed letters: a sealed personal invitation on paper for people without another way."""
