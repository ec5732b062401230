// Two builds side by side, a request of each in turn, in three rounds. A page is slower where its median is above the
// old one's by more than the old one's own rounds differ. The processor time of program and database is measured too:
// it tells builds apart on a machine that does other things, where what a request waits says little.
// Arguments: address, process and data folder of the old build, then of the new one.
import { processorTime } from "./cpu.mjs";
import { at, pages, signedIn } from "./signed_in.mjs";

const ROUNDS = 3;
const REQUESTS = Number(process.env.REQUESTS ?? 150);

const builds = [];
for (let from = 2; from < process.argv.length; from += 3) {
  const [base, program, data] = process.argv.slice(from, from + 3);
  const get = await signedIn(base);
  builds.push({ get, pages: await pages(get), processor: processorTime(program, data) });
}
const names = Object.keys(builds[0].pages);
const lists = () => builds.map(() => Object.fromEntries(names.map((name) => [name, []])));
const [medians, program, database] = [lists(), lists(), lists()];
for (const { get, pages } of builds) for (const path of Object.values(pages)) for (let n = 0; n < 20; n += 1) await get(path);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of names) {
    const times = builds.map(() => []);
    const before = builds.map(({ processor }) => processor());
    for (let request = 0; request < REQUESTS; request += 1) {
      for (const [number, { get, pages }] of builds.entries()) {
        const { milliseconds, status } = await get(pages[name]);
        if (status !== 200) throw new Error(`${pages[name]}: ${status}`);
        times[number].push(milliseconds);
      }
    }
    for (const [number, { processor }] of builds.entries()) {
      const now = processor();
      medians[number][name].push(at(times[number].sort((one, other) => one - other), 0.5));
      program[number][name].push((now.program - before[number].program) / REQUESTS);
      database[number][name].push((now.database - before[number].database) / REQUESTS);
    }
  }
}
const middle = (list) => at([...list].sort((one, other) => one - other), 0.5);
const show = (list) => list.map((value) => value.toFixed(1)).join(", ");
let slower = 0;
console.log("| page | old p50 ms, by round | new p50 ms, by round | new / old | slower |\n|---|---:|---:|---:|---|");
for (const name of names) {
  const [old, now] = medians.map((all) => all[name]);
  const spread = Math.max(...old) - Math.min(...old);
  const isSlower = middle(now) > middle(old) + spread;
  slower += isSlower;
  console.log(
    `| ${name} | ${show(old)} | ${show(now)} | ${(middle(now) / middle(old)).toFixed(2)} | ${isSlower ? "yes" : "no"} |`,
  );
}
console.log("\nProcessor ms of a request, by round:\n");
console.log("| page | program old | program new | database old | database new | new / old |\n|---|---:|---:|---:|---:|---:|");
for (const name of names) {
  const each = [program, database].flatMap((builds) => builds.map((all) => all[name]));
  const [was, is, wasInDatabase, isInDatabase] = each.map(middle);
  const ratio = (is + isInDatabase) / (was + wasInDatabase);
  console.log(`| ${name} | ${each.map(show).join(" | ")} | ${ratio.toFixed(2)} |`);
}
process.exit(slower ? 1 : 0);
