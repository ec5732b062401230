// Somebody of the demo instance who is signed in, and the pages that benchmarks ask for.

/** Logs in at `base`; answers what asks for a page and tells how long it took. */
export async function signedIn(base) {
  const form = new URLSearchParams({ login: "rossignol", password: "birds-of-a-feather", next: "/home" });
  const answer = await fetch(`${base}/api/accounts/log_in`, {
    method: "POST",
    body: form,
    redirect: "manual",
    headers: { origin: base, referer: `${base}/login`, accept: "text/html" },
  });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  return async (path) => {
    const began = performance.now();
    const response = await fetch(base + path, { headers: { cookie, accept: "text/html" }, redirect: "manual" });
    const body = await response.text();
    return { milliseconds: performance.now() - began, status: response.status, body };
  };
}

export async function pages(get) {
  const home = await get("/home");
  const conversation = home.body.match(/href="(\/@[A-Za-z0-9_]+\/\d+)"/)?.[1];
  return { home: "/home", profile: "/@swift_above", conversation, explore: "/explore", search: "/search?q=song" };
}

/** The value below which this share of the sorted values lies. */
export const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
