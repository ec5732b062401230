// A server of a test's own, which can be stopped and started on the same data.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 60_000;

export class Server {
  private child?: ChildProcess;

  private constructor(
    private readonly data: string,
    private readonly port: number,
    private readonly settings: Record<string, string>,
  ) {}

  /** On an empty data folder, with these settings as variables. */
  static async start(settings: Record<string, string> = {}) {
    const server = new Server(await mkdtemp(join(tmpdir(), "piaf-e2e.")), await freePort(), settings);
    await server.start();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  private get env() {
    return { ...process.env, ...this.settings, TEST_DATA: this.data, TEST_PORT: String(this.port) };
  }

  /** Answers once pages are served. */
  async start() {
    this.child = spawn(join(__dirname, "serve"), { env: this.env, stdio: ["ignore", "ignore", "inherit"] });
    const end = Date.now() + PATIENCE;
    while (!(await this.isReady())) {
      if (Date.now() > end || this.child.exitCode !== null) throw new Error("the server does not start");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** One of the program's commands on the server's data, such as `account role ada operator`. */
  run(...command: string[]) {
    execFileSync(join(__dirname, "piaf"), [...command, "--data", this.data], { env: this.env, stdio: ["ignore", "ignore", "inherit"] });
  }

  /** As an operator does it; answers once the program has ended. */
  async stop() {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }

  async end() {
    await this.stop();
    await rm(this.data, { recursive: true, force: true });
  }

  private async isReady() {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}

function freePort() {
  return new Promise<number>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
