"""How staff rearrange the trees of units and locations, and join two records of one person; and what shows then."""
