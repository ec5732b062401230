// Two builds side by side, a request of each in turn, in three rounds. A page is slower where its median is above the
// old one's by more than the old one's own rounds differ.
import { at, pages, signedIn } from "./signed_in.mjs";

const ROUNDS = 3;
const REQUESTS = 150;

const builds = [];
for (const base of process.argv.slice(2)) {
  const get = await signedIn(base);
  builds.push({ get, pages: await pages(get) });
}
const names = Object.keys(builds[0].pages);
const medians = builds.map(() => Object.fromEntries(names.map((name) => [name, []])));
for (const { get, pages } of builds) for (const path of Object.values(pages)) for (let n = 0; n < 20; n += 1) await get(path);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of names) {
    const times = builds.map(() => []);
    for (let request = 0; request < REQUESTS; request += 1) {
      for (const [number, { get, pages }] of builds.entries()) {
        const { milliseconds, status } = await get(pages[name]);
        if (status !== 200) throw new Error(`${pages[name]}: ${status}`);
        times[number].push(milliseconds);
      }
    }
    for (const [number, list] of times.entries()) medians[number][name].push(at(list.sort((one, other) => one - other), 0.5));
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
process.exit(slower ? 1 : 0);
