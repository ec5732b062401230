#!/usr/bin/env node
// Runs a cargo command and says how far it is: units done and all, and the minutes left by the pace so far.
// Usage: tools/progress.mjs cargo build …   Compiler messages pass through; so does the exit code.
import { spawn } from "node:child_process";

// Share of a clean build's time that has passed when so many tenths of its units are done: the last units are Piaf's own
// and the largest. Taken from `cargo build --timings`.
const PASSED = [0, 0.03, 0.06, 0.09, 0.13, 0.17, 0.21, 0.26, 0.32, 0.4, 1];
// The bar being wiped, and what the count says already.
const QUIET = /^\s*\r$|^(\x1b\[[0-9;]*m)*\s+(\x1b\[[0-9;]*m)*(Compiling|Checking|Fresh|Finished|Running|Blocking)\b/;
const EVERY_SECONDS = process.stderr.isTTY ? 1 : 20;

/** The part of a clean build's work that stands behind `share` of its units. */
function work(share) {
    const tenth = Math.min(Math.floor(share * 10), 9);
    return PASSED[tenth] + (share * 10 - tenth) * (PASSED[tenth + 1] - PASSED[tenth]);
}

function minutes(seconds) {
    return seconds < 90 ? "about a minute" : `about ${Math.round(seconds / 60)} minutes`;
}

const [program, ...words] = process.argv.slice(2);
const child = spawn(program, words, {
    stdio: ["inherit", "inherit", "pipe"],
    env: {
        ...process.env,
        CARGO_TERM_PROGRESS_WHEN: "always",
        CARGO_TERM_PROGRESS_WIDTH: "100",
        CARGO_TERM_COLOR: process.stderr.isTTY ? "always" : "never",
    },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));

const started = Date.now();
let first; // what was done before: units that are fresh pass within the first second
let said = 0;
let open = false; // a line of progress stands unfinished on the terminal

function progress(done, all) {
    const seconds = (Date.now() - started) / 1000;
    const now = work(done / all);
    if (first === undefined || seconds < 1) {
        first = now;
        return;
    }
    if (Date.now() - said < EVERY_SECONDS * 1000) return;
    said = Date.now();
    const left = now > first + 0.02 ? `, ${minutes((seconds / (now - first)) * (1 - now))} left` : "";
    const line = `   ${done} of ${all} parts compiled${left}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
    open = process.stderr.isTTY;
}

function say(line) {
    if (open) process.stderr.write("\r\x1b[K");
    open = false;
    process.stderr.write(line);
}

let rest = "";
child.stderr.setEncoding("utf8");
child.stderr.on("data", (text) => {
    const pieces = (rest + text).split(/(?<=[\r\n])/);
    rest = /[\r\n]$/.test(pieces.at(-1)) ? "" : pieces.pop();
    for (const piece of pieces) {
        const bar = /Building.*\[[=> ]*\] (\d+)\/(\d+)/.exec(piece);
        if (bar) progress(Number(bar[1]), Number(bar[2]));
        else if (!QUIET.test(piece)) say(piece);
    }
});
child.on("close", (code, signal) => {
    say(rest);
    process.exit(code ?? (signal === "SIGINT" ? 130 : 143));
});
child.on("error", (error) => {
    console.error(`${program}: ${error.message}`);
    process.exit(127);
});
