// Can somebody tell by time what is hidden from them from what does not exist? Asks for both in turn, in random order,
// and prints for each kind of thing and each way to ask the share of pairs in which the hidden one took longer (AUC):
// 0.5 is chance. The control asks for two missing things. `node refusals.mjs BASE DATA [ROUNDS]`.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [base, data, rounds = "500"] = process.argv.slice(2);
const LIMIT = 0.55;

class Person {
  constructor(handle) {
    this.handle = handle;
    this.cookie = "";
  }

  async fetch(path, init = {}) {
    const headers = { origin: base, referer: `${base}/`, cookie: this.cookie, ...init.headers };
    return fetch(base + path, { ...init, headers, redirect: "manual" });
  }

  async form(path, fields, accept) {
    const answer = await this.fetch(path, { method: "POST", body: new URLSearchParams(fields), headers: { accept } });
    const cookies = answer.headers.getSetCookie().map((line) => line.split(";")[0]);
    if (cookies.length > 0) this.cookie = cookies.join("; ");
    return answer;
  }

  async call(name, fields = {}) {
    const answer = await this.form(`/api/${name}`, fields, "application/json");
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${this.handle} ${name}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  async post(text, fields = { audience: "public" }) {
    return (await this.call("posts/create", { text, ...fields })).id;
  }
}

async function person(handle) {
  const one = new Person(handle);
  const fields = { handle, display_name: handle, email: `${handle}@piaf.example`, password: "birds-of-a-feather" };
  const answer = await one.form("/api/accounts/sign_up", fields, "text/html");
  if (!one.cookie.includes("piaf")) throw new Error(`${handle} could not sign up: ${answer.status}`);
  const found = await one.fetch(`/api/profiles/show?handle=${handle}`, { headers: { accept: "application/json" } });
  one.id = (await found.json()).Found.card.id;
  return one;
}

const [ada, mia, mo, pia, sue, zed, out] = await Promise.all(
  ["ada_tower", "mia_fields", "mo_harbour", "pia_quiet", "sue_gone", "zed_parted", "out_sider"].map(person),
);
const circle = await ada.call("circles/create", { name: "Friends" });
await ada.call("circles/add", { circle_id: circle.id, account_id: mia.id }).catch(() => {});
const birds = { name: "Birds", slug: "birds", "rules[0][title]": "Be kind", "rules[0][detail]": "" };
await mo.call("communities/create", birds);
await mia.call("communities/join", { slug: "birds" });
const { card } = await (await mia.fetch("/api/communities/show?slug=birds")).json();

const things = {};
things["circle's post"] = await ada.post("For few", { "audience[circle]": circle.id });
things["post for followers"] = await ada.post("For followers", { audience: "followers" });
things["deleted post"] = await ada.post("Gone");
await ada.call("posts/delete", { post_id: things["deleted post"] });
things["protected account's post"] = await pia.post("Quiet");
await pia.call("settings/set_protected", { protected: "true" });
things["post of a blocker"] = await zed.post("Parted");
await zed.call("profiles/block", { account_id: out.id });
things["hidden community post"] = await mia.post("Unkind", { "audience[community]": card.community.id });
const hide = { slug: "birds", deed: "hide", post_id: things["hidden community post"], rule: "Be kind" };
await mo.call("moderation/act", hide);
things["suspended account's post"] = await sue.post("Suspended");
try {
  const piaf = fileURLToPath(new URL("piaf", import.meta.url));
  execFileSync(piaf, ["account", "suspend", sue.handle, "--data", data], { stdio: "pipe" });
} catch (error) {
  console.warn(`no account could be suspended, its row measures an open post: ${error.message.split("\n")[0]}`);
  delete things["suspended account's post"];
}
const space = await ada.call("spaces/start", { name: "Night of the owls", audience: "followers" });
await mia.call("profiles/follow", { account_id: ada.id });
const draft = await ada.call("co_posts/invite", { invitee: mia.id, text: "Together", audience: "public" });

// An id that nothing has, of the same time and length.
const missing = (id) => String(BigInt(id) + 77n);
const read = (template) => (id) => out.fetch(template.replace("{}", id), { headers: { accept: "*/*" } });
const change = (name, field) => (id) => out.form(`/api/${name}`, { [field]: id, text: "x", audience: "public" }, "application/json");
const offer = (side) => (id) =>
  out.fetch(`/spaces/${id}/${side}`, { method: "POST", body: "v=0", headers: { "content-type": "application/sdp" } });

const asked = [];
for (const [what, id] of Object.entries(things)) {
  asked.push([what, "show", id, read("/api/posts/show?post_id={}")]);
  asked.push([what, "conversation", id, read("/api/posts/conversation?post_id={}")]);
  asked.push([what, "page", id, read("/@ada_tower/{}")]);
  asked.push([what, "like", id, change("posts/like", "post_id")]);
  asked.push([what, "quote", id, change("posts/create", "quote_of")]);
}
asked.push(["other's circle", "show", circle.id, read("/api/circles/show?circle_id={}")]);
asked.push(["other's draft", "accept", draft, change("co_posts/accept", "invitation_id")]);
asked.push(["private space", "show", space, read("/api/spaces/show?space={}")]);
asked.push(["private space", "page", space, read("/spaces/{}")]);
asked.push(["private space", "whep", space, offer("whep")]);

/** The share of pairs in which one of `longer` is longer than one of `shorter`; ties count half. */
function auc(longer, shorter) {
  const all = [...longer.map((time) => [time, 1]), ...shorter.map((time) => [time, 0])];
  all.sort(([one], [other]) => one - other);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to][0] === all[from][0]) to += 1;
    for (let at = from; at < to; at += 1) ranks += all[at][1] * ((from + 1 + to) / 2);
    from = to;
  }
  return (ranks - (longer.length * (longer.length + 1)) / 2) / (longer.length * shorter.length);
}

async function time(ask, id) {
  const began = performance.now();
  const answer = await ask(id);
  await answer.arrayBuffer();
  return [performance.now() - began, answer.status];
}

/** Hidden and missing in pairs, whichever first; the first pairs warm everything up. */
async function compare(ask, id, other) {
  const times = [[], []];
  const statuses = new Set();
  for (let round = -20; round < Number(rounds); round += 1) {
    const order = Math.random() < 0.5 ? [0, 1] : [1, 0];
    for (const which of order) {
      const [took, status] = await time(ask, which === 0 ? id : other);
      statuses.add(status);
      if (round >= 0) times[which].push(took);
    }
  }
  const share = auc(...times);
  return { auc: Math.max(share, 1 - share), statuses: [...statuses].join(" ") };
}

console.log(`| hidden | asked by | status | AUC of ${rounds} + ${rounds} | control |\n|---|---|---:|---:|---:|`);
let worst = 0;
for (const [what, way, id, ask] of asked) {
  const found = await compare(ask, id, missing(id));
  const control = await compare(ask, missing(missing(id)), missing(id));
  worst = Math.max(worst, found.auc);
  console.log(`| ${what} | ${way} | ${found.statuses} | ${found.auc.toFixed(3)} | ${control.auc.toFixed(3)} |`);
}
console.log(`\nThe worst is ${worst.toFixed(3)}; at most ${LIMIT} is chance on an idle machine.`);
process.exitCode = worst > LIMIT ? 1 : 0;
