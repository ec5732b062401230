// At the end of a run: the ten slowest tests, and those that passed only at the second try. The latter are also written to
// a file, one per line, for the last line of `make test`.
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "report");
const SLOWEST = 10;

export default class Report implements Reporter {
  private readonly times = new Map<TestCase, number>();

  printsToStdio() {
    return false;
  }

  /** The time of a test counts its hooks and all its tries. */
  onTestEnd(test: TestCase, result: TestResult) {
    this.times.set(test, (this.times.get(test) ?? 0) + result.duration);
  }

  onEnd() {
    if (this.times.size === 0) return;
    const name = (test: TestCase) => test.titlePath().filter(Boolean).join(" › ");
    const all = [...this.times].sort(([, one], [, other]) => other - one);
    const sum = all.reduce((sum, [, time]) => sum + time, 0);
    console.log(`\nBrowser tests: ${all.length}, ${(sum / 1000).toFixed(0)} s together. The slowest:`);
    for (const [test, time] of all.slice(0, SLOWEST)) console.log(`${(time / 1000).toFixed(1).padStart(7)} s  ${name(test)}`);
    const retried = all.filter(([test]) => test.outcome() === "flaky").map(([test]) => name(test));
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, "second-try.txt"), retried.map((line) => `${line}\n`).join(""));
    if (retried.length > 0) console.log(`\nPassed only at the second try: ${retried.length}\n${retried.map((line) => `  ${line}`).join("\n")}`);
  }
}
