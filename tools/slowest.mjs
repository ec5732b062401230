#!/usr/bin/env node
// Prints the ten slowest tests of a nextest report: `tools/slowest.mjs FILE`.
import { readFileSync } from "node:fs";

const SHOWN = 10;
const cases = readFileSync(process.argv[2], "utf8").matchAll(/<testcase ([^>]*)>/g);
const field = (text, name) => text.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "";
const tests = [...cases].map(([, fields]) => ({
  name: `${field(fields, "classname")} ${field(fields, "name")}`,
  seconds: Number(field(fields, "time")),
}));
tests.sort((one, other) => other.seconds - one.seconds);
const sum = tests.reduce((sum, { seconds }) => sum + seconds, 0);
console.log(`\nUnit and HTTP tests: ${tests.length}, ${sum.toFixed(0)} s together. The slowest:`);
for (const { name, seconds } of tests.slice(0, SHOWN)) console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
