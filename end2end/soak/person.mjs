// Somebody who is signed in, over plain HTTP; every request is timed under its kind.
import { randomUUID } from "node:crypto";
import { pause } from "./server.mjs";

export class Times {
  constructor() {
    this.all = new Map();
    this.failed = 0; // no answer: the server was away
    this.errors = new Map(); // answers of 500 and above
    this.refused = new Map(); // answers of 400 to 499, by kind and status
  }

  add(kind, milliseconds) {
    if (!this.all.has(kind)) this.all.set(kind, []);
    this.all.get(kind).push(milliseconds);
  }

  rows() {
    return [...this.all].sort().map(([kind, times]) => {
      times.sort((one, other) => one - other);
      const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
      return { kind, count: times.length, p50: at(0.5), p99: at(0.99), most: times.at(-1) };
    });
  }
}

export class Person {
  constructor(base, handle, times) {
    Object.assign(this, { base, handle, times });
  }

  async signUp() {
    const answer = await this.ask("sign up", "/api/accounts/sign_up", {
      body: new URLSearchParams({
        handle: this.handle,
        display_name: this.handle,
        email: `${this.handle}@example.org`,
        password: `quiet meadow ${this.handle}`,
      }),
    });
    if (!answer || answer.status >= 400) throw new Error(`@${this.handle} cannot sign up: ${answer?.status} ${answer?.body_text}`);
    this.cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  }

  /** The answer with its `text`; nothing where there was none. */
  async ask(kind, path, { body, headers = {} } = {}) {
    const began = performance.now();
    try {
      const answer = await fetch(this.base + path, {
        method: body ? "POST" : "GET",
        body,
        redirect: "manual",
        headers: {
          accept: body ? "application/json" : "text/html",
          origin: this.base,
          ...(this.cookie && { cookie: this.cookie }),
          ...headers,
        },
        signal: AbortSignal.timeout(60_000),
      });
      answer.body_text = await answer.text();
      this.times.add(kind, performance.now() - began);
      const { status } = answer;
      const count = (map) => map.set(`${kind} ${status}`, (map.get(`${kind} ${status}`) ?? 0) + 1);
      if (status >= 500) count(this.times.errors);
      else if (status >= 400) count(this.times.refused);
      return answer;
    } catch {
      this.times.failed += 1;
      return undefined;
    }
  }

  /** Sends a change until it is answered, as a phone does that changes networks; the answer's JSON, or nothing if it is refused. */
  async insist(kind, path, fields) {
    for (;;) {
      const answer = await this.ask(kind, path, { body: new URLSearchParams(fields) });
      if (answer && answer.status < 400) return JSON.parse(answer.body_text || "null");
      if (answer && answer.status < 500) return undefined;
      await pause(200);
    }
  }

  /** A post of its own key: sent twice it is one. */
  post(text) {
    return this.insist("post", "/api/posts/create", { text, audience: "public", reply_rule: "everyone", key: randomUUID() });
  }
}
