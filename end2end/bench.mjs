// Asks for each page, one request at a time. `queries` counts the database's statements in the server's log, `times`
// prints the table.
import { readFileSync } from "node:fs";

const [what, base, file, manifest] = process.argv.slice(2);
const rounds = 200;

const form = new URLSearchParams({ login: "rossignol", password: "birds-of-a-feather", next: "/home" });
const answer = await fetch(`${base}/api/accounts/log_in`, {
  method: "POST",
  body: form,
  redirect: "manual",
  headers: { origin: base, referer: `${base}/login`, accept: "text/html" },
});
const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
const get = async (path) => {
  const began = performance.now();
  const response = await fetch(base + path, { headers: { cookie, accept: "text/html" }, redirect: "manual" });
  const body = await response.text();
  return { milliseconds: performance.now() - began, status: response.status, body };
};
const home = await get("/home");
const conversation = home.body.match(/href="(\/@[A-Za-z0-9_]+\/\d+)"/)?.[1];
const pages = { home: "/home", profile: "/@swift_above", conversation, explore: "/explore", search: "/search?q=song" };

if (what === "queries") {
  const statements = () => readFileSync(file, "utf8").split("\n").filter((line) => line.includes("sqlx::query")).length;
  // The least of many rounds: the live worker looks for events between them.
  const queries = {};
  for (const [name, path] of Object.entries(pages)) {
    await get(path);
    const counts = [];
    for (let round = 0; round < 15; round += 1) {
      const before = statements();
      await get(path);
      counts.push(statements() - before);
    }
    queries[name] = Math.min(...counts);
  }
  console.log(JSON.stringify(queries));
} else {
  const queries = JSON.parse(readFileSync(file, "utf8"));
  console.log("| page | status | p50 ms | p99 ms | queries | kB |\n|---|---:|---:|---:|---:|---:|");
  for (const [name, path] of Object.entries(pages)) {
    for (let round = 0; round < 20; round += 1) await get(path);
    const times = [];
    let last;
    for (let round = 0; round < rounds; round += 1) {
      last = await get(path);
      times.push(last.milliseconds);
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
    const size = (Buffer.byteLength(last.body) / 1000).toFixed(0);
    console.log(`| ${name} | ${last.status} | ${at(0.5)} | ${at(0.99)} | ${queries[name]} | ${size} |`);
  }
  const { files, js, loader, wasm, css, pages: code } = JSON.parse(readFileSync(manifest, "utf8"));
  const row = (name, paths) => {
    const those = files.filter(({ path }) => paths.includes(path));
    const sum = (kind) => those.reduce((all, file) => all + file[kind], 0) / 1000;
    return { name, bytes: sum("bytes"), brotli: sum("brotli") };
  };
  const shell = [js, loader, wasm, css];
  const rows = Object.entries(code).map(([name, paths]) => row(name, [...shell, ...paths]));
  rows.push(row("what every page loads", shell));
  rows.sort((one, other) => one.brotli - other.brotli);
  console.log("\n| first load | kB | kB brotli |\n|---|---:|---:|");
  for (const { name, bytes, brotli } of rows) console.log(`| ${name} | ${bytes.toFixed(0)} | ${brotli.toFixed(0)} |`);
}
