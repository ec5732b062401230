// Speaks and listens through the `whip` example with a real browser.
//
//     CHROMIUM=/usr/bin/chromium node browser.mjs http://127.0.0.1:8141
//
// Two pages sound a tone each; a third one must hear both, each in a slot of its own, then only the one who is not muted.
// Twenty more join one after the other, for the time from the click to the first packet.

import { chromium } from 'playwright-core';

const server = process.argv[2];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    '--no-sandbox',
    '--allow-loopback-in-peer-connection',
    '--autoplay-policy=no-user-gesture-required',
    '--disable-features=WebRtcHideLocalIpsWithMdns',
  ],
});

const open = async () => {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.log(error));
  await page.goto(server);
  await page.evaluate(() => {
    window.join = async (peer, address) => {
      await peer.setLocalDescription();
      const answer = await fetch(address, { method: 'POST', body: peer.localDescription.sdp });
      if (answer.status !== 201) throw new Error(await answer.text());
      await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    };
    window.speak = async (person, frequency) => {
      const context = new AudioContext();
      const tone = new OscillatorNode(context, { frequency });
      const into = context.createMediaStreamDestination();
      tone.connect(new GainNode(context, { gain: 0.3 })).connect(into);
      tone.start();
      window.peer = new RTCPeerConnection();
      peer.addTransceiver(into.stream.getAudioTracks()[0], { direction: 'sendonly' });
      await join(peer, `/whip/2/${person}`);
    };
    window.listen = async (person) => {
      const started = performance.now();
      window.peer = new RTCPeerConnection();
      const context = new AudioContext();
      window.ears = [];
      for (let slot = 0; slot < 4; slot++) {
        const { receiver } = peer.addTransceiver('audio', { direction: 'recvonly' });
        const stream = new MediaStream([receiver.track]);
        const sound = new Audio();
        sound.muted = true;
        sound.srcObject = stream;
        const ear = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
        context.createMediaStreamSource(stream).connect(ear);
        ears.push({ sound, ear, rate: context.sampleRate });
      }
      await join(peer, `/whep/2/${person}`);
      const receivers = peer.getReceivers();
      while (!receivers.some((receiver) => receiver.getSynchronizationSources().length)) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return performance.now() - started;
    };
    window.frequencies = () =>
      ears
        .map(({ ear, rate }) => {
          const bins = new Float32Array(ear.frequencyBinCount);
          ear.getFloatFrequencyData(bins);
          const loudest = bins.indexOf(Math.max(...bins));
          return bins[loudest] > -50 ? (loudest * rate) / ear.fftSize : 0;
        })
        .filter((frequency) => frequency > 0)
        .sort((one, other) => one - other);
  });
  return page;
};

const until = async (page, wanted) => {
  const handle = await page.waitForFunction(
    (wanted) => {
      const found = frequencies();
      const near = found.every((frequency, place) => Math.abs(frequency - wanted[place]) < 8);
      return found.length === wanted.length && near && found.map(Math.round);
    },
    wanted,
    { timeout: 15000 },
  );
  return handle.jsonValue();
};

const speakers = [await open(), await open()];
await speakers[0].evaluate(() => speak(1, 440));
await speakers[1].evaluate(() => speak(2, 1000));
const ear = await open();
await ear.evaluate(() => listen(3));
console.log('both speak:', await until(ear, [440, 1000]), 'Hz');
const cipher = await ear.evaluate(async () => {
  for (const [, value] of await peer.getStats()) if (value.type === 'transport') return value.srtpCipher;
});
console.log('cipher:', cipher);
const loss = await speakers[0].evaluate(async () => {
  await new Promise((resolve) => setTimeout(resolve, 2500));
  for (const [, value] of await peer.getStats()) if (value.type === 'remote-inbound-rtp') return value.fractionLost;
});
console.log('the speaker is told of losses:', loss);
await fetch(`${server}/heard/2`, { method: 'POST', body: '2' });
console.log('the first is muted:', await until(ear, [1000]), 'Hz');
const joins = [];
for (let person = 10; person < 30; person++) joins.push(await ear.evaluate((person) => listen(person), person));
joins.sort((one, other) => one - other);
console.log(`join to first packet: ${joins.map(Math.round).join(' ')} ms`);
await browser.close();
console.log(await (await fetch(`${server}/stats`)).text());
