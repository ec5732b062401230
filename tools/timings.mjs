#!/usr/bin/env node
// Boils the page that `cargo build --timings` writes down to a table: the time of a build, what it took of all cores
// together, and the packages that took most. `tools/timings.mjs [FILE] [NUMBER]`.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const target = process.env.CARGO_TARGET_DIR ?? join(process.env.HOME, ".cache/piaf/target");
const [file = join(target, "cargo-timings/cargo-timing.html"), shown = "25"] = process.argv.slice(2);
const page = readFileSync(file, "utf8");
const units = JSON.parse(page.match(/const UNIT_DATA = (\[.*?\]);/s)[1]);
const fact = (name) => page.match(new RegExp(`<td>${name}</td><td>(.*?)</td>`, "s"))?.[1] ?? "?";
const minutes = (seconds) => `${(seconds / 60).toFixed(1)} min`;
const sum = (list) => list.reduce((sum, { duration }) => sum + duration, 0);

// One row for a package: its build script, that script's run, and each time it is compiled.
const rows = new Map();
for (const unit of units) {
  const name = `${unit.name} ${unit.version}`;
  rows.set(name, [...(rows.get(name) ?? []), unit]);
}
const kind = (units) => {
  const scripts = units.filter(({ target, mode }) => target.includes("build-script") || mode.includes("run"));
  return scripts.length === units.length ? "build script" : `${units.length - scripts.length} ×`;
};
const most = [...rows].sort(([, one], [, other]) => sum(other) - sum(one));
console.log(`| figure | value |
|---|---|
| time | ${fact("Total time:")} |
| all units together | ${minutes(sum(units))} |
| units, packages | ${units.length}, ${rows.size} |
| units at once | ${fact("Max concurrency:")} |

| package | compiled | s |
|---|---|---:|`);
for (const [name, list] of most.slice(0, Number(shown))) console.log(`| ${name} | ${kind(list)} | ${sum(list).toFixed(0)} |`);
const rest = most.slice(Number(shown)).map(([, list]) => list);
console.log(`| ${rest.length} others | | ${sum(rest.flat()).toFixed(0)} |`);
