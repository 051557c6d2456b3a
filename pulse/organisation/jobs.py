"""Tying this database to its key folder, so that a folder that is away is never taken for an empty one."""

from pulse.keys.store import KeyFolderAway
from pulse.organisation.operations import installation_id
from pulse.web.services import Services


def bind_keys(services: Services) -> str:
    """The installation's id, once the key folder has shown that it belongs to this database.

    The first time the folder is marked. Later a folder without the mark is not ours: a mount that is
    missing, or a setting that points elsewhere; then `KeyFolderAway`.
    """
    with services.database.writing() as session:
        id, is_new = installation_id(session)
        if is_new:
            services.keys.claim(id)
    if not services.keys.knows(id):
        raise KeyFolderAway(f"The key folder {services.keys.folder} is not the one this database belongs to.")
    return id
