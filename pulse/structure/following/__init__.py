"""What goes on at the new nodes of a part that is moved or merged: people, roles, audiences, promises, plans."""
