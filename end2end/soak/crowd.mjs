// A browser that holds what plain HTTP cannot: sockets, a host with a microphone, and a room full of listeners.
import { createRequire } from "node:module";
import { pause } from "./server.mjs";

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
        // The empty page below comes from no address, so that the browser takes this machine for a network beyond it.
        "--disable-features=LocalNetworkAccessChecks",
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

  /**
   * An empty document at the server's address. It does not come from the server: every answer of Piaf, `/robots.txt`
   * too, has a content policy, and most policies refuse the requests and sockets that this file opens by hand.
   */
  async emptyPage(context, base) {
    const page = await context.newPage();
    await page.route("**/soak-empty", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
    await page.goto(`${base}/soak-empty`);
    return page;
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
    const ears = await this.emptyPage(await this.browser.newContext({ baseURL: base }), base);
    await ears.evaluate(
      ({ address, tokens }) => {
        window.heard = 0;
        window.joins = 0;
        window.refusal = "";
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
            } catch (error) {
              window.refusal = String(error);
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
    const page = await this.emptyPage(await this.context(base, person), base);
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

  /** Fails where nobody hears, or no socket gets a frame: the figures of such a run would be those of an idle server. */
  async expectTraffic(seconds) {
    for (let waited = 0; ; waited += 1) {
      const { heard, frames } = await this.figures();
      if (heard > 0 && frames > 0) return;
      if (waited === seconds) {
        const refusal = await this.ears.evaluate(() => window.refusal);
        throw new Error(`after ${seconds} s: ${heard} voice packets heard, ${frames} frames; last refusal: ${refusal}`);
      }
      await pause(1000);
    }
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
