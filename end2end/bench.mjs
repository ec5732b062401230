// Asks for each page, one request at a time. `queries` counts the database's statements in the server's log, `times`
// prints the table.
import { readFileSync } from "node:fs";
import { at, pages, signedIn } from "./signed_in.mjs";

const [what, base, file, manifest] = process.argv.slice(2);
const rounds = 200;

const get = await signedIn(base);
const asked = await pages(get);

if (what === "queries") {
  const statements = () => readFileSync(file, "utf8").split("\n").filter((line) => line.includes("sqlx::query")).length;
  // The least of many rounds: the live worker looks for events between them.
  const queries = {};
  for (const [name, path] of Object.entries(asked)) {
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
  for (const [name, path] of Object.entries(asked)) {
    for (let round = 0; round < 20; round += 1) await get(path);
    const times = [];
    let last;
    for (let round = 0; round < rounds; round += 1) {
      last = await get(path);
      times.push(last.milliseconds);
    }
    times.sort((a, b) => a - b);
    const size = (Buffer.byteLength(last.body) / 1000).toFixed(0);
    console.log(`| ${name} | ${last.status} | ${at(times, 0.5).toFixed(1)} | ${at(times, 0.99).toFixed(1)} | ${queries[name]} | ${size} |`);
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
