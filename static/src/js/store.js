// What this browser keeps until the ballot is sent, under the hash of the invitation, and where.
//
// On one's own device: IndexedDB, so that a closed tab loses nothing. On a shared device: the tab's session storage,
// which goes with the tab. Once the ballot is sent only its receipt is kept.

const DATABASE = "pulse";
const TABLE = "ballots";

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function table(mode, act) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
  const database = await done(opening);
  try {
    const transaction = database.transaction(TABLE, mode, { durability: "strict" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await done(act(transaction.objectStore(TABLE)));
    await finished;
    return result;
  } finally {
    database.close();
  }
}

export class Store {
  /** `key` is the invitation's hash. */
  constructor(key) {
    this.key = key;
    this.shared = false;
    this.memory = null; // for browsers that keep nothing
    this.forgetful = false; // then a reload would lose the ballot, and the pages say so
  }

  /** The record of this invitation, wherever it lies. */
  async load() {
    const inTab = this.tab("record");
    if (inTab) {
      this.shared = true;
      return inTab;
    }
    try {
      return (await table("readonly", (rows) => rows.get(this.key))) ?? this.memory;
    } catch {
      return this.memory;
    }
  }

  /** See, before anything depends on it, whether this browser keeps what it is given. */
  async tryOut() {
    this.setTab("trial", 0);
    this.setTab("trial", null);
    try {
      await table("readwrite", (rows) => (rows.put(0, "trial"), rows.delete("trial")));
    } catch {
      this.forgetful = true;
    }
  }

  /** Keep a record; resolves once it is durable. */
  async save(record) {
    this.memory = record;
    try {
      if (this.shared) this.setTab("record", record);
      else await table("readwrite", (rows) => rows.put(record, this.key));
    } catch {
      this.forgetful = true;
    }
  }

  /** Remove everything about this invitation from this device. */
  async wipe() {
    this.memory = null;
    for (const name of ["record", "draft"]) this.setTab(name, null);
    try {
      await table("readwrite", (rows) => rows.delete(this.key));
    } catch {
      // Nothing could be kept, so nothing is left.
    }
  }

  /** Remove everything that this tab remembers, the choice of language too: the next person here chooses anew. */
  wipeTab() {
    try {
      sessionStorage.clear();
    } catch {
      // Nothing was kept.
    }
  }

  /** What only this tab remembers: the draft, and on a shared device everything. */
  tab(name) {
    try {
      return JSON.parse(sessionStorage.getItem(`pulse-${name}-${this.key}`));
    } catch {
      return null;
    }
  }

  setTab(name, value) {
    const key = `pulse-${name}-${this.key}`;
    try {
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      this.forgetful = true;
    }
  }
}
