#!/usr/bin/env node
// Holds how our crates are compiled: Cargo.toml says it for the server, frontend/wasm.toml for the browser. Cargo cannot
// give a profile to "all our crates", so each stands in both files, and a new one is easily forgotten in one of them: it
// would be compiled with the settings of dependencies, which takes long on the server and too much space in the browser.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (file) => readFileSync(join(top, file), "utf8");

/// The settings of each package in a file's release profile.
function profiles(text) {
    const found = new Map();
    for (const [, name, body] of text.matchAll(/^\[profile\.release\.package\.([\w-]+)\]\n((?:[\w-]+ = .*\n)*)/gm)) {
        found.set(name, body.trim().split("\n").sort().join(", "));
    }
    return found;
}

const manifest = read("Cargo.toml");
const members = [...manifest.match(/members = \[([^\]]*)\]/)[1].matchAll(/"([^"]+)"/g)].map((found) => found[1]);
/// Our crates by name, each with those that it has in the browser.
const crates = new Map();
for (const member of members) {
    const text = read(join(member, "Cargo.toml"));
    const native = /^\[target\."cfg\(not\(target_family = \\"wasm\\"\)\)"\.dependencies\]\n[\s\S]*?(?=^\[|$(?![\s\S]))/m;
    const sections = text.replace(native, "").split(/^(?=\[)/m);
    const needs = sections
        .filter((section) => /^\[(?:target\..*\.)?dependencies\]/.test(section))
        .flatMap((section) => [...section.matchAll(/^([\w-]+)(?:\.workspace| =)/gm)].map((found) => found[1]));
    crates.set(text.match(/^name = "([^"]+)"/m)[1], needs);
}

const browser = new Set();
const open = ["frontend"];
while (open.length > 0) {
    const name = open.pop();
    if (!crates.has(name) || browser.has(name)) continue;
    browser.add(name);
    open.push(...crates.get(name));
}

const [ofServer, ofBrowser] = [profiles(manifest), profiles(read("frontend/wasm.toml"))];
const failures = [];
for (const name of crates.keys()) {
    if (!ofServer.has(name)) failures.push(`${name} has no [profile.release.package.${name}] in Cargo.toml`);
    if (browser.has(name) && !ofBrowser.has(name)) failures.push(`${name} has no [profile.release.package.${name}] in frontend/wasm.toml`);
}
for (const [name, settings] of ofBrowser) {
    if (!browser.has(name)) failures.push(`${name} stands in frontend/wasm.toml and is not in the browser`);
    else if (settings !== ofBrowser.get("frontend")) failures.push(`${name} is compiled otherwise for the browser than frontend: ${settings}`);
    if (ofServer.has(name) && ofServer.get(name) !== ofServer.get("frontend")) failures.push(`${name} is compiled otherwise for the server than frontend: ${ofServer.get(name)}`);
}

if (failures.length > 0) {
    console.error(failures.join("\n"));
    process.exit(1);
}
console.log(`${crates.size} crates have their profile, ${browser.size} of them in the browser`);
