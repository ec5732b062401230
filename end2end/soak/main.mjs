// Two parts of so many minutes: undisturbed, then with a kill of the server and one of Postgres in each minute.
import { Crowd } from "./crowd.mjs";
import { Person, Times } from "./person.mjs";
import { Server, pause } from "./server.mjs";
import { Ledger, mark, read, upload, write } from "./use.mjs";

const [data, address, length] = process.argv.slice(2);
const minutes = Number(length);
const LISTENERS = 50;
const SOCKETS = 20;

const say = (...words) => console.log(...words);
const server = new Server(data, address);
server.start();
await server.untilReady();

let times = new Times();
const people = Array.from({ length: LISTENERS + 20 }, (_, number) => new Person(server.base, `soak${number}`, times));
const known = server.rows("select id from accounts where status = 0 and not protected order by id limit 20").flat();
for (const person of people) {
  await person.signUp();
  for (const account of known) await person.insist("follow", "/api/profiles/follow", { account_id: account });
}
say(`${people.length} people are signed in`);

const [host, ...others] = people;
const listeners = others.slice(0, LISTENERS);
const crowd = await Crowd.open(server.base, host, listeners, SOCKETS);
await crowd.expectTraffic(60);
const ledger = new Ledger();
const on = { stopped: false, people, seen: [] };
const workers = [
  ...others.slice(0, 8).map((person) => read(person, on)),
  ...others.slice(8, 12).map((person) => write(person, on, ledger)),
  ...others.slice(12, 16).map((person) => mark(person, on, ledger)),
  upload(others[16], on, ledger),
];

const memory = [];
const lags = [];
const silent = [];
const minute = async (number, deeds) => {
  const began = performance.now();
  const before = await crowd.figures();
  for (const deed of deeds) {
    await pause(20_000);
    await deed();
  }
  let worst = {};
  while (performance.now() - began < 60_000) {
    await pause(1000);
    const lag = await server.lag().catch(() => ({}));
    for (const [lane, seconds] of Object.entries(lag)) worst[lane] = Math.max(worst[lane] ?? 0, seconds);
  }
  lags.push(worst);
  memory.push(server.memory());
  const now = await crowd.figures();
  if (now.heard === before.heard) silent.push(number);
  say(
    `minute ${number}: ${memory.at(-1).toFixed(0)} MB, lag ${JSON.stringify(worst)}, ` +
      `${now.heard - before.heard} voice packets heard, ${now.frames - before.frames} frames, ${ledger.posts.size} posts`,
  );
};
const take = () => {
  const taken = times;
  times = new Times();
  for (const person of people) person.times = times;
  return taken;
};

say(`\n${minutes} minutes undisturbed`);
for (let number = 1; number <= minutes; number += 1) await minute(number, []);
const calm = take();
const calmTraffic = await crowd.figures();
const quiet = [...memory];

say(`\n${minutes} minutes with kills`);
const ready = { server: [], postgres: [] };
for (let number = 1; number <= minutes; number += 1) {
  await minute(number, [
    async () => ready.server.push(await server.killServer()),
    async () => ready.postgres.push(await server.killPostgres()),
  ]);
}
on.stopped = true;
await Promise.all(workers);
const storm = take();
await crowd.close();

// The ledger against the database.
const kept = new Map(server.rows("select text, count(*) from posts where text like 'soak %' group by text").map(([text, count]) => [text, Number(count)]));
const lost = [...ledger.posts].filter((text) => !kept.has(text));
const doubled = [...kept].filter(([, count]) => count > 1);
const liked = new Set(server.rows("select a.handle, l.post_id from likes l join accounts a on a.id = l.account_id").map(([handle, post]) => `${handle} ${post}`));
const wrong = [...ledger.likes].filter(([key, wish]) => liked.has(key) !== (wish === "like"));
const panics = server.panics();
await server.end();

const table = (title, part) => {
  say(`\n| ${title} | count | p50 ms | p99 ms | most ms |\n|---|---:|---:|---:|---:|`);
  for (const { kind, count, p50, p99, most } of part.rows()) {
    say(`| ${kind} | ${count} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${most.toFixed(0)} |`);
  }
};
table("undisturbed", calm);
table("with kills", storm);
const most = (list) => (list.length ? `${(Math.max(...list) / 1000).toFixed(1)} s` : "–");
const sum = (map) => [...map].map(([key, count]) => `${key}: ${count}`).join(", ") || "none";
const early = quiet[Math.min(1, quiet.length - 1)];
const growth = quiet.at(-1) / early;
say(`
| figure | value |
|---|---|
| posts acknowledged, lost, doubled | ${ledger.posts.size}, ${lost.length}, ${doubled.length} |
| marks acknowledged, wrong at the end | ${ledger.likes.size}, ${wrong.length} |
| photos uploaded | ${ledger.uploads} |
| voice packets heard by ${LISTENERS} listeners, frames of ${SOCKETS} sockets, undisturbed | ${calmTraffic.heard}, ${calmTraffic.frames} |
| panics | ${panics} |
| memory in minute 2, in minute ${quiet.length} | ${early.toFixed(0)} MB, ${quiet.at(-1).toFixed(0)} MB |
| kills of the server; ready again at the latest after | ${ready.server.length}; ${most(ready.server)} |
| kills of Postgres; ready again at the latest after | ${ready.postgres.length}; ${most(ready.postgres)} |
| answers of 500 and above, undisturbed | ${sum(calm.errors)} |
| answers of 500 and above, with kills | ${sum(storm.errors)} |
| answers of 400 to 499 | ${sum(calm.refused)}; ${sum(storm.refused)} |
| requests without an answer, undisturbed and with kills | ${calm.failed}, ${storm.failed} |
| longest lag of events by lane, undisturbed | ${JSON.stringify(lags.slice(0, minutes).reduce((all, one) => { for (const [lane, s] of Object.entries(one)) all[lane] = Math.max(all[lane] ?? 0, s); return all; }, {}))} |`);

const faults = [];
if (lost.length) faults.push(`lost: ${lost.slice(0, 5).join("; ")}`);
if (doubled.length) faults.push(`doubled: ${doubled.slice(0, 5).join("; ")}`);
if (wrong.length) faults.push(`marks that do not stand as acknowledged: ${wrong.slice(0, 5).join("; ")}`);
if (panics) faults.push("the server panicked");
if (calm.failed || calm.errors.size) faults.push("requests failed though nothing was killed");
if (silent.length) faults.push(`nobody heard a voice in ${silent.length} minutes`);
if (growth > 1.2) faults.push("memory grew by more than a fifth");
for (const fault of faults) console.error(`FAULT: ${fault}`);
process.exit(faults.length ? 1 : 0);
