"""Speaks and listens through the `whip` example with aiortc, which shares no code with it.

    python3 -m venv venv && venv/bin/pip install aiortc aiohttp numpy
    venv/bin/python tone.py http://127.0.0.1:8141

Two people sound a tone each; a third must hear both, each in a slot of its own, then only the one who is not muted.
"""

import asyncio
import fractions
import sys
import time

import aiohttp
import aioice.ice
import av
import numpy
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

# By itself it leaves the loopback address out.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]

RATE = 48_000
FRAME = RATE // 50


class Tone(MediaStreamTrack):
    kind = "audio"

    def __init__(self, frequency):
        super().__init__()
        self.frequency, self.sample, self.start = frequency, 0, time.time()

    async def recv(self):
        await asyncio.sleep(max(0, self.start + self.sample / RATE - time.time()))
        times = numpy.arange(self.sample, self.sample + FRAME) / RATE
        wave = (numpy.sin(2 * numpy.pi * self.frequency * times) * 12_000).astype(numpy.int16)
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self.sample, fractions.Fraction(1, RATE)
        self.sample += FRAME
        return frame


async def join(http, address, peer):
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"content-type": "application/sdp"}
    async with http.post(address, data=peer.localDescription.sdp, headers=headers) as answer:
        text = await answer.text()
        assert answer.status == 201, text
        await peer.setRemoteDescription(RTCSessionDescription(text, "answer"))


async def speak(http, server, person, frequency):
    peer = RTCPeerConnection()
    peer.addTransceiver(Tone(frequency), direction="sendonly")
    await join(http, f"{server}/whip/1/{person}", peer)
    return peer


class Ear:
    """Keeps the latest second of each slot."""

    def __init__(self):
        self.peer, self.slots, self.first = RTCPeerConnection(), {}, None
        for _ in range(4):
            self.peer.addTransceiver("audio", direction="recvonly")
        self.peer.on("track", lambda track: asyncio.ensure_future(self.hear(track)))

    async def hear(self, track):
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            self.first = self.first or time.time()
            samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))[:, 0]
            heard, _ = self.slots.get(track.id, (numpy.zeros(0), 0))
            self.slots[track.id] = (numpy.concatenate([heard, samples])[-RATE:], time.time())

    def frequencies(self):
        found = []
        for heard, at in self.slots.values():
            if len(heard) < RATE or time.time() - at > 0.5 or numpy.abs(heard).max() < 1000:
                continue
            spectrum = numpy.abs(numpy.fft.rfft(heard * numpy.hanning(len(heard))))
            found.append(int(spectrum.argmax()))
        return sorted(found)

    async def until(self, wanted):
        for _ in range(100):
            found = self.frequencies()
            if len(found) == len(wanted) and all(abs(one - other) <= 2 for one, other in zip(found, wanted)):
                return found
            await asyncio.sleep(0.1)
        raise AssertionError(f"heard {self.frequencies()} Hz instead of {wanted}")


async def main(server):
    async with aiohttp.ClientSession() as http:
        speakers = [await speak(http, server, 1, 440), await speak(http, server, 2, 1000)]
        ear, start = Ear(), time.time()
        await join(http, f"{server}/whep/1/3", ear.peer)
        print("both speak:", await ear.until([440, 1000]), "Hz")
        print(f"first sound {1000 * (ear.first - start):.0f} ms after the offer was begun")
        cipher = ear.peer.getTransceivers()[0].receiver.transport._ssl.get_selected_srtp_profile()
        print("cipher:", cipher.decode())
        await http.post(f"{server}/heard/1", data="2")
        print("the first is muted:", await ear.until([1000]), "Hz")
        await http.delete(f"{server}/whip/1/2")
        print("the second is removed:", await ear.until([]), "Hz")
        for peer in [*speakers, ear.peer]:
            await peer.close()
        async with http.get(f"{server}/stats") as stats:
            print(await stats.text())


asyncio.run(main(sys.argv[1]))
