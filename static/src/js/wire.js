// Every request of the check-in. None carries a cookie, a referrer or anything else that was not asked for here.

const PLAIN = { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" };
const PATIENCE = 30_000;

async function ask(path, options) {
  try {
    return await fetch(path, { ...PLAIN, ...options, signal: AbortSignal.timeout?.(PATIENCE) });
  } catch {
    return null; // no connection
  }
}

/** {status, body} of a GET; status 0 without a connection. */
export async function get(path, options = {}) {
  const answer = await ask(path, options);
  try {
    return { status: answer?.status ?? 0, body: answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null };
  } catch {
    return { status: 0, body: null };
  }
}

/** {status, text, wait} of a POST; `wait` is the number of seconds after which to try again. */
export async function post(path, type, body) {
  const headers = { "Content-Type": type };
  const answer = await ask(path, { method: "POST", cache: "no-store", headers, body });
  const wait = Number(answer?.headers.get("Retry-After")) || 20;
  try {
    return { status: answer?.status ?? 0, text: answer ? await answer.text() : "", wait };
  } catch {
    return { status: 0, text: "", wait };
  }
}
