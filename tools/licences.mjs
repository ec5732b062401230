#!/usr/bin/env node
// Checks the licence of every package in Cargo.lock against the list below, without the network. Reads `cargo metadata`
// from its input: `cargo metadata --locked --format-version 1 | tools/licences.mjs`.
import { readFileSync } from "node:fs";

// All of them allow what the AGPL asks for.
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 WITH LLVM-exception",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "CDLA-Permissive-2.0",
  "ISC",
  "MIT",
  "MPL-2.0",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
]);

// Under Piaf's own licence, and why they are here. Another one is a decision, not an accident.
const KNOWN = new Map([
  ["zenavif", "reads AVIF"],
  ["rav1d-safe", "decodes AVIF's AV1, without unsafe code"],
]);

/** Whether an SPDX expression leaves a choice that is allowed; `/` is how old packages write OR. */
function isAllowed(expression) {
  const tokens = expression.replaceAll("/", " OR ").match(/\(|\)|\bOR\b|\bAND\b|[^\s()]+(?: WITH [^\s()]+)?/g) ?? [];
  let at = 0;
  const one = () => {
    if (tokens[at] !== "(") return ALLOWED.has(tokens[at++]);
    at += 1;
    const inside = either();
    at += 1;
    return inside;
  };
  const both = () => {
    let result = one();
    while (tokens[at] === "AND") {
      at += 1;
      result = one() && result;
    }
    return result;
  };
  const either = () => {
    let result = both();
    while (tokens[at] === "OR") {
      at += 1;
      result = both() || result;
    }
    return result;
  };
  return either();
}

const { packages, workspace_members: own } = JSON.parse(readFileSync(0, "utf8"));
const others = packages.filter(({ id }) => !own.includes(id));
const name = ({ name, version }) => `${name} ${version}`;
const faults = [];
for (const one of packages.filter(({ id }) => own.includes(id))) {
  if (one.license !== "AGPL-3.0-only") faults.push(`${name(one)}, a package of ours, has to say AGPL-3.0-only`);
}
for (const one of others) {
  const { license } = one;
  if (KNOWN.has(one.name) ? license?.includes("AGPL-3.0-only") : license && isAllowed(license)) continue;
  faults.push(`${name(one)}: ${license ?? "no licence"}`);
}
for (const known of KNOWN.keys()) {
  if (!others.some((one) => one.name === known)) faults.push(`${known} is on the list of known packages and not in Cargo.lock`);
}
if (faults.length > 0) {
  console.error(`Licences that are not on the list in tools/licences.mjs:\n  ${faults.join("\n  ")}`);
  process.exit(1);
}
const known = [...KNOWN].map(([known, why]) => `${known} (${why})`).join(", ");
console.log(`${others.length} packages of others, all under licences on the list; under the AGPL: ${known}`);
