"""Whom a survey asks: everybody, or those who count for some units and places."""
