// Processor time of an instance: of its program, and of the private Postgres in its data folder.
import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds of one tick of /proc. */
const TICK = 10;

/** Parent, own ticks, and ticks of children that have ended. */
function stat(pid) {
  try {
    // Behind the name, which stands in brackets and may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ").map(Number);
    return { parent: fields[1], own: fields[11] + fields[12], ended: fields[13] + fields[14] };
  } catch {
    return undefined;
  }
}

/** Answers what tells the milliseconds that the instance has taken so far. */
export function processorTime(program, data) {
  const postmaster = Number(readFileSync(`${data}/postgres/data/postmaster.pid`, "utf8").split("\n")[0]);
  return () => {
    const main = stat(postmaster);
    let database = main.own + main.ended;
    for (const name of readdirSync("/proc")) {
      const process = /^\d+$/.test(name) ? stat(name) : undefined;
      if (process?.parent === postmaster) database += process.own;
    }
    return { program: stat(program).own * TICK, database: database * TICK };
  };
}
