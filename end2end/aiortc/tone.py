"""Speaks and listens in a space through aiortc, a WebRTC client that shares no code with Piaf or with browsers.

    make aiortc

Two people sign up at a Piaf, one starts a space. Each gets a token, as the page hands it out under *Other programs*.
One publishes a tone through the WHIP address, both listen through the WHEP-shaped one: the other must hear that tone
and no other, and nothing once its speaker is muted.
"""

import asyncio
import fractions
import json
import secrets
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
TONE = 440


class Tone(MediaStreamTrack):
    kind = "audio"

    def __init__(self):
        super().__init__()
        self.sample, self.start = 0, time.time()

    async def recv(self):
        await asyncio.sleep(max(0, self.start + self.sample / RATE - time.time()))
        times = numpy.arange(self.sample, self.sample + FRAME) / RATE
        wave = (numpy.sin(2 * numpy.pi * TONE * times) * 12_000).astype(numpy.int16)
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self.sample, fractions.Fraction(1, RATE)
        self.sample += FRAME
        return frame


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
        """In Hz, of each slot in which there was sound for the last second."""
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


class Person:
    """With a session of a browser's kind, and a token for the program."""

    def __init__(self, server, name):
        # Addresses are numbers here: the jar would not keep their cookies.
        self.http = aiohttp.ClientSession(server, cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"origin": server})
        self.handle = f"{name}{secrets.token_hex(4)}"

    async def call(self, path, **fields):
        async with self.http.post(path, data=fields, headers={"accept": "application/json"}) as answer:
            text = await answer.text()
            assert answer.status == 200, f"{path}: {answer.status} {text}"
            return json.loads(text)

    async def act(self, space, action):
        body = {"space": space, "action": action}
        async with self.http.post("/api/spaces/act", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def sign_up(self):
        fields = {"handle": self.handle, "display_name": self.handle, "email": f"{self.handle}@example.org"}
        await self.call("/api/accounts/sign_up", password=f"quiet meadow {self.handle}", **fields)

    async def access(self, space):
        return await self.call("/api/spaces/client", space=space)


async def join(address, token, peer):
    """By the token alone, as a program does that knows no session."""
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"content-type": "application/sdp", "authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as http:
        async with http.post(address, data=peer.localDescription.sdp, headers=headers) as answer:
            text = await answer.text()
            assert answer.status == 201, f"{answer.status} {text}"
            await peer.setRemoteDescription(RTCSessionDescription(text, "answer"))


async def main(server):
    ada, ben = Person(server, "ada"), Person(server, "ben")
    for person in [ada, ben]:
        await person.sign_up()
    space = await ada.call("/api/spaces/start", name="A tone", audience="public")
    hosts, guests = await ada.access(space), await ben.access(space)

    own, mouth, ear = Ear(), RTCPeerConnection(), Ear()
    await join(hosts["listen"], hosts["token"], own.peer)
    mouth.addTransceiver(Tone(), direction="sendonly")
    await join(hosts["speak"], hosts["token"], mouth)
    start = time.time()
    await join(guests["listen"], guests["token"], ear.peer)
    await ada.act(space, "unmute")
    print("heard:", await ear.until([TONE]), "Hz")
    print(f"first sound {1000 * (ear.first - start):.0f} ms after the listener's offer was begun")
    print("the speaker's own slots:", await own.until([]))
    print("cipher:", ear.peer.getTransceivers()[0].receiver.transport._ssl.get_selected_srtp_profile().decode())
    await ada.act(space, "mute")
    print("muted:", await ear.until([]))
    for peer in [mouth, own.peer, ear.peer]:
        await peer.close()
    for person in [ada, ben]:
        await person.http.close()


asyncio.run(main(sys.argv[1]))
