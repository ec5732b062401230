// A browser that holds what plain HTTP cannot: sockets, a host with a microphone, and a room full of listeners.
import { createRequire } from "node:module";

const { chromium } = createRequire(import.meta.url)("@playwright/test");

export class Crowd {
  static async open(base, host, listeners, sockets) {
    const crowd = new Crowd();
    crowd.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection",
      ],
    });
    await crowd.start(base, host, listeners);
    await crowd.connect(base, listeners[0], sockets);
    return crowd;
  }

  async context(base, person) {
    const context = await this.browser.newContext({ baseURL: base });
    const cookies = person.cookie.split("; ").map((pair) => pair.split(/=(.*)/s));
    await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: base })));
    return context;
  }

  /** The host speaks in a page of Piaf; everybody else listens by a token, in a page of plain connections. */
  async start(base, host, listeners) {
    const answer = await host.insist("space", "/api/spaces/start", { name: "Soak", audience: "public" });
    this.space = String(answer);
    const page = await (await this.context(base, host)).newPage();
    await page.goto(`/spaces/${this.space}`);
    await page.getByRole("button", { name: "Listen", exact: true }).click();
    await page.getByRole("button", { name: "Unmute", exact: true }).click();
    this.host = page;

    const tokens = [];
    for (const person of listeners) {
      tokens.push((await person.insist("token", "/api/spaces/client", { space: this.space })).token);
    }
    const ears = await (await this.browser.newContext({ baseURL: base })).newPage();
    await ears.goto("/robots.txt");
    await ears.evaluate(
      ({ address, tokens }) => {
        window.heard = 0;
        window.joins = 0;
        const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
        const join = async (token) => {
          const peer = new RTCPeerConnection();
          for (let slot = 0; slot < 4; slot += 1) peer.addTransceiver("audio", { direction: "recvonly" });
          await peer.setLocalDescription(await peer.createOffer());
          const answer = await fetch(address, {
            method: "POST",
            body: peer.localDescription.sdp,
            headers: { "content-type": "application/sdp", authorization: `Bearer ${token}` },
          });
          if (!answer.ok) throw new Error(String(answer.status));
          await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
          window.joins += 1;
          return peer;
        };
        const packets = async (peer) => {
          const report = await peer.getStats();
          const inbound = [...report.values()].filter(({ type }) => type === "inbound-rtp");
          return inbound.reduce((sum, one) => sum + one.packetsReceived, 0);
        };
        const listen = async (token) => {
          for (;;) {
            let peer;
            try {
              peer = await join(token);
              let before = 0;
              // Five seconds without a packet: the server was away, or has forgotten this connection.
              for (let still = 0; still < 5; ) {
                await wait(1000);
                const now = await packets(peer);
                window.heard += now - before;
                still = now > before ? 0 : still + 1;
                before = now;
              }
            } catch {
              await wait(500);
            }
            peer?.close();
          }
        };
        tokens.forEach(listen);
      },
      { address: `/spaces/${this.space}/whep`, tokens },
    );
    this.ears = ears;
  }

  /** Sockets of guests and of one person, which come back by themselves. */
  async connect(base, person, count) {
    const page = await (await this.context(base, person)).newPage();
    await page.goto("/robots.txt");
    await page.evaluate((count) => {
      window.open_sockets = 0;
      window.frames = 0;
      const connect = () => {
        const socket = new WebSocket(location.origin.replace("http", "ws") + "/live");
        socket.onopen = () => {
          window.open_sockets += 1;
          socket.send(JSON.stringify({ type: "hello", cursor: null }));
        };
        socket.onmessage = () => (window.frames += 1);
        socket.onclose = ({ wasClean }) => {
          if (socket.counted !== false) window.open_sockets -= 1;
          setTimeout(connect, wasClean ? 1000 : 300);
        };
        socket.onerror = () => {
          if (socket.readyState === WebSocket.CONNECTING) socket.counted = false;
        };
      };
      for (let number = 0; number < count; number += 1) connect();
    }, count);
    this.sockets = page;
  }

  async figures() {
    const { heard, joins } = await this.ears.evaluate(() => ({ heard: window.heard, joins: window.joins }));
    const frames = await this.sockets.evaluate(() => window.frames);
    return { heard, joins, frames };
  }

  close() {
    return this.browser.close();
  }
}
