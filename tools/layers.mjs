#!/usr/bin/env node
// Holds the order of the house: which crate, folder and file may import which. It reads only the sources (the `use`
// lines and the paths inside functions), so it takes a second. `make test` runs it first.
//
// It fails for
// - an arrow of `forbidden` below,
// - features, crates or folders of the store that import each other in a circle,
// - files that import each other in a circle. A folder's own `mod.rs` may name what lies in the folder.
//
// What is broken today stands in `known`, each with what it waits for. The list may only shrink: an entry that is not
// needed any more fails too.
//
//   tools/layers.mjs           checks
//   tools/layers.mjs --arrows  prints the arrows between the places, with the files behind each

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");

/// Arrows that must not exist, between places: the features and the grounds of the app, the other crates, and the folders
/// of the store. Those folders may import each other, as long as no circle comes of it: the feed of a community reads
/// posts, and a closed account leaves its communities.
const features = ["accounts", "circles", "co_posts", "communities", "media", "moderation", "notifications", "posts", "profiles", "relations", "settings", "side_column", "spaces", "timelines"];
const grounds = ["base", "types", "ui", "locales"];
/// On top of all features: they may import every one, and none may import them.
const roofs = ["pages", "shell", "slots", "routes", "document", "shortcuts", "app"];

const forbidden = [
    // The live connection is a part of the base.
    { from: ["base"], to: [...features, ...roofs], why: "what all features stand on knows none of them" },
    { from: ["types"], to: [...features, ...roofs, "base", "ui", "locales", "store"], why: "types know no page and no database" },
    { from: ["ui"], to: [...features, ...roofs, "base"], why: "components know no feature and no server function" },
    { from: ["posts"], to: ["co_posts", "communities", "circles", "moderation", "spaces", "timelines", "profiles"], why: "posts declare slots, which others fill" },
    { from: ["media"], to: ["posts"], why: "pictures are not only of posts" },
    { from: ["accounts"], to: ["profiles", "settings"], why: "there are accounts before there are profiles" },
    { from: ["profiles", "circles"], to: ["settings", "timelines"], why: "settings and lists of posts are built of people" },
    { from: ["spaces"], to: ["posts", "communities", "timelines"], why: "rooms declare slots, which others fill" },
    { from: ["co_posts"], to: ["communities", "moderation"], why: "neighbours" },
    { from: ["communities"], to: ["co_posts", "moderation"], why: "communities declare slots, which others fill" },
    { from: ["moderation"], to: ["co_posts", "communities"], why: "neighbours" },
    { from: features, to: roofs, why: "features do not know what stands on them" },
];

/// Arrows that are still there, as "from > to".
const known = [
    // Entries of lists stand in timelines.
    "store/communities > store/timelines",
];

/// Circles of files that are still there, each as one of its files.
const knownCircles = [
    "server/jobs/src/queue.rs",
    "server/live/src/hub.rs",
    "server/store/src/accounts/closing.rs",
];

// ---- Reading ----

function files(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return entry.name === "target" || entry.name === "node_modules" ? [] : files(path);
        return entry.name.endsWith(".rs") ? [path] : [];
    });
}

/// Comments, strings, characters and tests within the file become blanks: tests may use what they like.
function bare(source) {
    const code = source.replace(
        /\/\/[^\n]*|\/\*[\s\S]*?\*\/|r(#+)"[\s\S]*?"\1|r"[^"]*"|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\\n]|\\[^\n][^'\n]*)'/g,
        (found) => found.replace(/[^\n]/g, " "),
    );
    return code.replace(/#\[cfg\(test\)\]\n(?:#\[[^\n]*\]\n)*mod \w+ \{[\s\S]*?\n\}/g, "");
}

/// The leaves of a `use` tree as lists of segments, with the name each gets here.
function leaves(tree) {
    const tokens = tree.match(/[A-Za-z0-9_]+|::|[{},*]/g) ?? [];
    let at = 0;
    const read = (prefix) => {
        const path = [...prefix];
        for (;;) {
            const token = tokens[at++];
            if (token === undefined) return [];
            if (token === "{") {
                const found = [];
                while (at < tokens.length && tokens[at] !== "}") {
                    found.push(...read(path));
                    if (tokens[at] === ",") at++;
                }
                at++;
                return found;
            }
            if (token === "*") return [{ path: [...path, "*"], name: "*" }];
            if (token === "::") continue;
            path.push(token);
            if (tokens[at] === "::") {
                at++;
                continue;
            }
            let name = token;
            if (tokens[at] === "as") {
                name = tokens[at + 1];
                at += 2;
            }
            if (name === "self") {
                path.pop();
                name = path.at(-1);
            }
            return [{ path, name }];
        }
    };
    return read([]);
}

const manifest = readFileSync(join(top, "Cargo.toml"), "utf8");
const members = [...manifest.match(/members = \[([^\]]*)\]/)[1].matchAll(/"([^"]+)"/g)].map((found) => found[1]);
/// Crates by name; each has its modules by path (`a::b`), and these their file, imports and re-exports.
const crates = new Map();
const modules = new Map();

for (const member of members) {
    const source = join(top, member, "src");
    const name = readFileSync(join(top, member, "Cargo.toml"), "utf8").match(/^name = "([^"]+)"/m)[1].replaceAll("-", "_");
    crates.set(name, { name, member });
    for (const file of files(source)) {
        const segments = relative(source, file).replace(/\.rs$/, "").split("/");
        if (["mod", "lib", "main"].includes(segments.at(-1))) segments.pop();
        const path = [name, ...segments].join("::");
        modules.set(path, { path, crate: name, file: relative(top, file), text: bare(readFileSync(file, "utf8")) });
    }
}

/// A path of the source as the whole path from its crate's name; none for other crates.
function absolute(path, module, followed = false) {
    if (path[0] === "crate") return [module.crate, ...path.slice(1)];
    if (path[0] === "self") return [...module.path.split("::"), ...path.slice(1)];
    if (path[0] === "super") {
        const up = module.path.split("::");
        let rest = path;
        while (rest[0] === "super") {
            up.pop();
            rest = rest.slice(1);
        }
        return up.length === 0 ? undefined : [...up, ...rest];
    }
    // A module declared here, or another crate of ours.
    if (modules.has(`${module.path}::${path[0]}`)) return [...module.path.split("::"), ...path];
    // What the file imported by that name goes before a crate of the name.
    const imported = module.uses?.find((use) => use.name === path[0]);
    if (imported && !followed && imported.path !== path) {
        const whole = absolute(imported.path, module, true);
        return whole ? [...whole, ...path.slice(1)] : undefined;
    }
    if (crates.has(path[0]) && path.length > 1) return path;
    return undefined;
}

for (const module of modules.values()) {
    module.exports = new Map();
    module.uses = [];
    const use = /^[ \t]*(pub(?:\([^)]*\))? )?use ([^;]+);/gm;
    for (const [, visible, tree] of module.text.matchAll(use)) {
        for (const leaf of leaves(tree)) {
            module.uses.push({ ...leaf });
            if (visible) module.exports.set(leaf.name, leaf.path);
        }
    }
    const rest = module.text.replace(use, "");
    const names = ["crate", "super", "self", ...crates.keys()].join("|");
    for (const [, path] of rest.matchAll(new RegExp(`(?<![\\w:$])((?:${names})(?:::[A-Za-z_]\\w*)+)`, "g"))) {
        module.uses.push({ path: path.split("::") });
    }
}

/// The file that a whole path leads to, through re-exports.
function target(path, depth = 0) {
    for (let end = path.length; end > 0; end--) {
        const module = modules.get(path.slice(0, end).join("::"));
        if (!module) continue;
        const next = path[end];
        if (next !== undefined && next !== "*" && depth < 8) {
            const exported = module.exports.get(next);
            const whole = exported && absolute(exported, module);
            if (whole) return target([...whole, ...path.slice(end + 1)], depth + 1);
            for (const [name, all] of module.exports) {
                if (name !== "*") continue;
                const from = absolute(all.slice(0, -1), module);
                const found = from && target([...from, next], depth + 1);
                if (found && found !== module) return found;
            }
        }
        return module;
    }
    return undefined;
}

/// Arrows between files: from file to the files that it imports.
const arrows = new Map();
for (const module of modules.values()) {
    const found = new Map();
    for (const { path } of module.uses) {
        const whole = absolute(path, module);
        const to = whole && target(whole);
        if (to && to !== module) found.set(to.file, whole.join("::"));
    }
    arrows.set(module.file, found);
}

// ---- Judging ----

const failures = [];

/// Where a file belongs.
function place(file) {
    const [, crate, rest] = file.match(/^(app|app\/\w+|server|server\/\w+|frontend|frontend\/\w+)\/src\/(.+)$/) ?? [];
    const first = rest?.match(/^([^/.]+)/)?.[1];
    switch (crate) {
        case undefined:
            return undefined;
        case "app":
            return first === "lib" ? "app" : first;
        case "app/people":
            return first === "lib" ? "people" : first;
        // A crate named like its first feature has the others as folders.
        case "app/posts":
        case "app/communities":
            return features.includes(first) ? first : crate.slice("app/".length);
        case "server/store":
            return rest.includes("/") ? `store/${first}` : "store";
        default:
            return crate.startsWith("app/") ? crate.slice("app/".length) : crate;
    }
}

/// Circles of a graph, as sets of their nodes (Tarjan).
function circles(graph) {
    const index = new Map(), low = new Map(), stack = [], on = new Set(), found = [];
    const visit = (node) => {
        index.set(node, index.size);
        low.set(node, index.get(node));
        stack.push(node);
        on.add(node);
        for (const next of graph.get(node) ?? []) {
            if (!index.has(next)) {
                visit(next);
                low.set(node, Math.min(low.get(node), low.get(next)));
            } else if (on.has(next)) low.set(node, Math.min(low.get(node), index.get(next)));
        }
        if (low.get(node) === index.get(node)) {
            const circle = [];
            let last;
            do {
                last = stack.pop();
                on.delete(last);
                circle.push(last);
            } while (last !== node);
            if (circle.length > 1) found.push(circle.sort());
        }
    };
    for (const node of graph.keys()) if (!index.has(node)) visit(node);
    return found;
}

/// Arrows between places, with the files behind them.
const places = new Map();
for (const [from, found] of arrows) {
    for (const [to, path] of found) {
        const [one, other] = [place(from), place(to)];
        if (!one || !other || one === other) continue;
        const arrow = `${one} > ${other}`;
        if (!places.has(arrow)) places.set(arrow, []);
        places.get(arrow).push(`${from}: ${path}`);
    }
}

if (process.argv.includes("--arrows")) {
    for (const [arrow, behind] of [...places].sort()) console.log(`${arrow}\n    ${behind.join("\n    ")}`);
}

function broken(from, to) {
    return forbidden.find((rule) => rule.from.includes(from) && rule.to.includes(to))?.why;
}

for (const [arrow, behind] of places) {
    const why = broken(...arrow.split(" > "));
    if (why && !known.includes(arrow)) failures.push(`${arrow}: ${why}\n    ${behind.join("\n    ")}`);
}
for (const arrow of known) {
    if (!places.has(arrow)) failures.push(`${arrow} is gone: take it from the list in tools/layers.mjs`);
}
const graph = new Map();
for (const arrow of places.keys()) {
    const [from, to] = arrow.split(" > ");
    if (known.includes(arrow) || from === "store" || to === "store") continue;
    graph.set(from, [...(graph.get(from) ?? []), to]);
}
for (const circle of circles(graph)) {
    const within = [...places.keys()].filter((arrow) => !known.includes(arrow) && arrow.split(" > ").every((end) => circle.includes(end)));
    failures.push(`in a knot: ${circle.join(", ")}\n    ${within.join("\n    ")}`);
}

const between = new Map();
for (const [from, found] of arrows) {
    // A folder's face names what lies in the folder.
    const face = /\/(mod|lib|main)\.rs$/.test(from) ? dirname(from) : undefined;
    between.set(from, [...found.keys()].filter((to) => !(face && to.startsWith(`${face}/`))));
}
const open = new Set(knownCircles);
for (const circle of circles(between)) {
    const listed = circle.filter((file) => open.delete(file));
    if (listed.length === 0) failures.push(`files in a circle: ${circle.join(", ")}`);
}
for (const file of open) failures.push(`the circle of ${file} is gone: take it from the list in tools/layers.mjs`);

if (failures.length > 0) {
    console.error(failures.join("\n"));
    console.error(`\n${failures.length} against the order of the house (tools/layers.mjs says which arrows must not exist).`);
    process.exit(1);
}
console.log(`${arrows.size} files in order${known.length + knownCircles.length > 0 ? `, but for ${known.length} arrows and ${knownCircles.length} circles of files that are known` : ""}`);
