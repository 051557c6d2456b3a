"""Attacks what was released: can figures of fewer than k people be worked out from everything that pages show?"""
