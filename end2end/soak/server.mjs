// The server under test: started, watched and killed as a machine would do it.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TOKEN = "soak-metrics-token";
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Server {
  constructor(data, address) {
    this.data = data;
    this.address = address;
    this.base = `http://${address}`;
    this.log = join(data, "server.log");
  }

  start() {
    const log = openSync(this.log, "a");
    const words = ["serve", "--data", this.data, "--listen", this.address, "--log", "warn"];
    this.child = spawn("end2end/piaf", [...words, "--sign-ups-per-hour", "0", "--log-ins-per-hour", "0"], {
      stdio: ["ignore", log, log],
      env: { ...process.env, PIAF_METRICS_TOKEN: TOKEN },
    });
    writeFileSync(join(this.data, "server.pid"), String(this.child.pid));
  }

  /** Milliseconds until it answers that it is ready. */
  async untilReady() {
    const began = performance.now();
    for (;;) {
      if (performance.now() - began > 60_000) throw new Error("the server is not ready after a minute");
      try {
        const answer = await fetch(`${this.base}/readyz`, { signal: AbortSignal.timeout(1000) });
        await answer.arrayBuffer();
        if (answer.ok) return performance.now() - began;
      } catch {
        // Not there yet.
      }
      await pause(20);
    }
  }

  async killServer() {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGKILL");
    await gone;
    this.start();
    return this.untilReady();
  }

  /** The first process of the private Postgres; its others follow it. Ready is when pages are served again. */
  async killPostgres() {
    const pid = Number(readFileSync(join(this.cluster(), "postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(pid, "SIGKILL");
    // Until the server has noticed, it is still ready.
    await pause(300);
    return 300 + (await this.untilReady());
  }

  async end() {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await gone;
  }

  cluster() {
    const own = join(this.data, "postgres/data");
    if (existsSync(own)) return own;
    const found = readdirSync("/var/lib/piaf").map((name) => join("/var/lib/piaf", name, "data"));
    return found.find((folder) => existsSync(join(folder, "postmaster.pid")));
  }

  /** Rows of a query, straight from the database: what was kept is judged by something else than Piaf. */
  rows(query) {
    const settings = readFileSync(join(this.cluster(), "postgresql.conf"), "utf8");
    const sockets = settings.match(/unix_socket_directories = '(.*)'/)[1];
    const text = execFileSync("psql", ["-h", sockets, "-U", "piaf", "-d", "piaf", "-Atc", query], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    return text.split("\n").filter(Boolean).map((line) => line.split("|"));
  }

  /** Resident memory in MB, of the server alone. */
  memory() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  }

  /** Seconds that the oldest waiting event of each lane has waited. */
  async lag() {
    const answer = await fetch(`${this.base}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const text = await answer.text();
    const lines = text.split("\n").filter((line) => /^piaf_events_lag_seconds\{/.test(line));
    return Object.fromEntries(lines.map((line) => [line.match(/lane="([^"]+)"/)[1], Number(line.split(" ").at(-1))]));
  }

  panics() {
    return readFileSync(this.log, "utf8").split("\n").filter((line) => line.includes("panicked")).length;
  }
}
