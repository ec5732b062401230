// Asks for each page, one request at a time, and prints a table.
import { readFileSync } from "node:fs";

const [base, manifest] = process.argv.slice(2);
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

console.log("page".padEnd(34), "status", "p50 ms".padStart(8), "p99 ms".padStart(8), "bytes".padStart(9));
for (const path of ["/home", "/@swift_above", conversation, "/explore", "/search?q=song"].filter(Boolean)) {
  for (let round = 0; round < 20; round += 1) await get(path);
  const times = [];
  let last;
  for (let round = 0; round < rounds; round += 1) {
    last = await get(path);
    times.push(last.milliseconds);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1).padStart(8);
  console.log(path.padEnd(34), String(last.status).padStart(6), at(0.5), at(0.99), String(Buffer.byteLength(last.body)).padStart(9));
}
const { files, first_load_brotli } = JSON.parse(readFileSync(manifest, "utf8"));
console.log();
for (const { path, bytes, brotli } of files.filter(({ path }) => /\.(wasm|js|css)$/.test(path))) {
  console.log(path.padEnd(44), String(bytes).padStart(9), "bytes", String(brotli).padStart(8), "brotli");
}
console.log("first load, brotli".padEnd(44), String(first_load_brotli).padStart(24));
