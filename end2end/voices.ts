// Ears and voices for browser tests of spaces: microphones that hum one tone each, and what arrives of them.
import { type Page, expect } from "./support";

interface Slot {
  packets: number;
  energy: number;
  /** Of the loudest tone, in Hz; 0 in silence. */
  tone: number;
}

/** Where what is heard and told is kept in the page under test. */
interface Ears {
  connections: RTCPeerConnection[];
  /** Those that were made to listen; closed ones tell no more what they were. */
  listening: Set<RTCPeerConnection>;
  analysers: Map<MediaStreamTrack, AnalyserNode>;
  context?: AudioContext;
}

declare global {
  interface Window {
    ears: Ears;
  }
}

/** Before the page loads: its microphone hums `tone`, and its connections can be looked at. */
export async function equip(page: Page, tone: number) {
  await page.addInitScript((tone) => {
    const ears: Ears = { connections: [], listening: new Set(), analysers: new Map() };
    window.ears = ears;
    const Connection = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Connection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        ears.connections.push(this);
      }
      addTransceiver(what: MediaStreamTrack | string, init?: RTCRtpTransceiverInit) {
        if (init?.direction === "recvonly") ears.listening.add(this);
        return super.addTransceiver(what, init);
      }
    };
    if (!navigator.mediaDevices) return;
    navigator.mediaDevices.getUserMedia = async () => {
      const context = new AudioContext();
      const oscillator = new OscillatorNode(context, { frequency: tone });
      const volume = new GainNode(context, { gain: 0.4 });
      // Louder and softer, as voices are.
      const breath = new OscillatorNode(context, { frequency: 1.3 });
      breath.connect(new GainNode(context, { gain: 0.3 })).connect(volume.gain);
      breath.start();
      const out = new MediaStreamAudioDestinationNode(context);
      oscillator.connect(volume).connect(out);
      oscillator.start();
      return out.stream;
    };
  }, tone);
}

/** What each slot of the newest listening connection has received, and which tone is in it now. */
export function slots(page: Page): Promise<Slot[]> {
  return page.evaluate(async () => {
    const { ears } = window;
    const connection = [...ears.listening].filter((one) => one.connectionState !== "closed").at(-1);
    if (!connection) return [];
    ears.context ??= new AudioContext();
    const { context } = ears;
    const tone = (track: MediaStreamTrack) => {
      let analyser = ears.analysers.get(track);
      if (!analyser) {
        analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
        new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(analyser);
        ears.analysers.set(track, analyser);
      }
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const loudest = bins.reduce((best, value, at) => (value > bins[best]! ? at : best), 0);
      return bins[loudest]! > -60 ? (loudest * context.sampleRate) / analyser.fftSize : 0;
    };
    return Promise.all(
      connection.getReceivers().map(async ({ track }, at) => {
        const report = await connection.getReceivers()[at]!.getStats();
        const inbound = [...report.values()].find(({ type }) => type === "inbound-rtp");
        return { packets: inbound?.packetsReceived ?? 0, energy: inbound?.totalAudioEnergy ?? 0, tone: tone(track) };
      }),
    );
  });
}

const near = (tone: number, wanted: number) => Math.abs(tone - wanted) < 30;

/** The slot in which this tone is heard; -1 where it is not. */
export async function slotOf(page: Page, tone: number) {
  return (await slots(page)).findIndex((slot) => near(slot.tone, tone));
}

/** Waits until the tone is heard, with packets and energy in its slot; gives the slot. */
export async function hears(page: Page, tone: number, timeout = 10_000) {
  let at = -1;
  await expect
    .poll(
      async () => {
        const all = await slots(page);
        at = all.findIndex((slot) => near(slot.tone, tone) && slot.packets > 0 && slot.energy > 0);
        return at;
      },
      { timeout, intervals: [50], message: `${tone} Hz is heard` },
    )
    .toBeGreaterThanOrEqual(0);
  return at;
}

/** Waits until the tone is heard no more. */
export async function hearsNot(page: Page, tone: number, timeout = 10_000) {
  await expect.poll(() => slotOf(page, tone), { timeout, intervals: [50], message: `${tone} Hz is silent` }).toBe(-1);
}

/** Milliseconds from a press until sound of any slot was received. */
export async function untilHeard(page: Page, press: () => Promise<void>) {
  const heard = page.evaluate(async () => {
    const pressed = new Promise<number>((resolve) => {
      addEventListener("click", () => resolve(performance.now()), { once: true, capture: true });
    });
    const begun = await pressed;
    for (;;) {
      const reports = await Promise.all(window.ears.connections.map((connection) => connection.getStats()));
      const inbound = reports.flatMap((report) => [...report.values()]).filter(({ type }) => type === "inbound-rtp");
      if (inbound.some(({ packetsReceived, totalAudioEnergy }) => packetsReceived > 0 && totalAudioEnergy > 0)) {
        return performance.now() - begun;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  await press();
  return heard;
}

/** How many listening connections the page has made: it stays one while somebody is promoted. */
export function listeningConnections(page: Page) {
  return page.evaluate(() => window.ears.listening.size);
}

/** The relays that the newest listening connection may use. */
export function relays(page: Page) {
  return page.evaluate(() => {
    const servers = [...window.ears.listening].at(-1)?.getConfiguration().iceServers ?? [];
    return servers.map(({ urls, username, credential }) => ({ urls: [urls].flat(), username, credential }));
  });
}

/** Whose voice the server says is in which slot, as told last. From before the page loads. */
export function toldSlots(page: Page) {
  const told: { slots: (string | null)[] } = { slots: [] };
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      const message = JSON.parse(payload.toString());
      if (message.type === "slots") told.slots = message.slots.map((id: unknown) => id && String(id));
    });
  });
  return told;
}
