#!/usr/bin/env python3
"""Joins a classroom, shows a picture and a tone, and counts what it hears.

    python3 deploy/demo/join.py                            the demo's open room, as its teacher
    python3 deploy/demo/join.py --role pupil --name Pupil  a second person, in another terminal

Reads .local/demo.json, asks Homeroom for the room's address and a token, and
speaks to the room's media server. Ends after --seconds, with a line of JSON. For
programs, --steered says that line every second, and leaves when its input ends.
"""

import argparse
import asyncio
import fcntl
import importlib
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.request

LIVEKIT = "livekit==1.2.0"
PROJECT = pathlib.Path(__file__).resolve().parents[2]
RATE, WIDTH, HEIGHT = 48_000, 320, 180


def load_rtc():
    """The client library: the installed one, else one fetched once into the cache."""
    try:
        return importlib.import_module("livekit.rtc")
    except ImportError:
        pass
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    home = pathlib.Path(os.environ.get("HOMEROOM_CACHE") or f"{base}/homeroom", "python", LIVEKIT)
    fetch(home)
    sys.path.insert(0, str(home))
    importlib.invalidate_caches()
    return importlib.import_module("livekit.rtc")


def fetch(home):
    """Beside its place, under a lock, and moved there whole: two people may come at once, and one may be interrupted."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with open(home.with_name(f"{LIVEKIT}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if home.exists():
            return
        unfinished = home.with_name(f"{LIVEKIT}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        print(f"installing {LIVEKIT} into {home}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(unfinished), LIVEKIT], check=True)
        unfinished.rename(home)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--role", choices=["teacher", "pupil", "observer"], default="teacher")
    parser.add_argument("--name", default="Teacher")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--demo", type=pathlib.Path, default=PROJECT / ".local/demo.json")
    parser.add_argument("--url", help="a media server's address, with --token: no question to Homeroom")
    parser.add_argument("--token")
    parser.add_argument("--steered", action="store_true", help="report every second; leave when standard input ends")
    return parser.parse_args()


def ask_homeroom(options):
    demo = json.loads(options.demo.read_text())
    tenant = next(tenant for tenant in demo["tenants"] if tenant["livemode"])
    request = urllib.request.Request(
        f"{demo['url']}/v1/classrooms/{tenant['classroom_id']}/join",
        data=json.dumps({"role": options.role, "name": options.name}).encode(),
        headers={"Authorization": f"Bearer {tenant['api_key']}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            join = json.load(answer)
    except urllib.error.HTTPError as refused:
        sys.exit(f"Homeroom answered {refused.code}: {refused.read().decode()}")
    return join["url"], join["token"]


class Visitor:
    """One person in a room: sends what the role allows, counts what arrives."""

    def __init__(self, rtc, role):
        self.rtc, self.role, self.room = rtc, role, None
        self.people, self.heard, self.seen, self.sending, self.tasks = set(), 0, 0, [], []

    def report(self):
        return {"people": sorted(self.people), "audio_frames": self.heard, "video_frames": self.seen, "sending": self.sending}

    async def visit(self, url, token, seconds, steered):
        # A room belongs to the event loop that runs when it is made.
        self.room = self.rtc.Room()
        self.room.on("participant_connected", self.greet)
        self.room.on("participant_disconnected", lambda who: print(f"{who.name or who.identity} left", flush=True))
        self.room.on("track_subscribed", lambda track, _publication, _who: self.listen(track))
        try:
            await self.room.connect(url, token)
        except self.rtc.ConnectError as refused:
            return {"refused": str(refused)}
        print(f"in the room at {url} as {self.room.local_participant.identity}", flush=True)
        for who in self.room.remote_participants.values():
            self.greet(who)
        if self.role != "observer":
            self.tasks.append(asyncio.create_task(self.speak()))
        if steered:
            self.tasks.append(asyncio.create_task(self.keep_reporting()))
        await asyncio.wait([asyncio.create_task(end_of_input() if steered else asyncio.sleep(seconds))], timeout=seconds)
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.room.disconnect()
        return self.report()

    async def keep_reporting(self):
        while True:
            say(self.report())
            await asyncio.sleep(1)

    def greet(self, who):
        self.people.add(who.name or who.identity)
        print(f"{who.name or who.identity} is here", flush=True)

    def listen(self, track):
        sound = track.kind == self.rtc.TrackKind.KIND_AUDIO
        stream = self.rtc.AudioStream(track) if sound else self.rtc.VideoStream(track)
        self.tasks.append(asyncio.create_task(self.count(stream, sound)))

    async def count(self, stream, sound):
        async for _frame in stream:
            if sound:
                self.heard += 1
            else:
                self.seen += 1

    async def speak(self):
        rtc = self.rtc
        microphone, camera = rtc.AudioSource(RATE, 1), rtc.VideoSource(WIDTH, HEIGHT)
        audio = rtc.LocalAudioTrack.create_audio_track("microphone", microphone)
        video = rtc.LocalVideoTrack.create_video_track("camera", camera)
        await self.send("audio", audio, rtc.TrackSource.SOURCE_MICROPHONE)
        await self.send("video", video, rtc.TrackSource.SOURCE_CAMERA)
        self.tasks += [asyncio.create_task(self.hum(microphone)), asyncio.create_task(self.show(camera))]

    async def send(self, what, track, source):
        try:
            await self.room.local_participant.publish_track(track, self.rtc.TrackPublishOptions(source=source))
            self.sending.append(what)
        except self.rtc.participant.PublishTrackError as refused:
            print(f"the room does not take {what}: {refused}", flush=True)

    async def hum(self, microphone):
        length = RATE // 100
        tone = [int(8000 * math.sin(2 * math.pi * 440 * i / RATE)) for i in range(length * 10)]
        chunks = [tone[start : start + length] for start in range(0, len(tone), length)]
        at = 0
        while True:
            frame = self.rtc.AudioFrame.create(RATE, 1, length)
            frame.data[:] = memoryview(bytearray(b"".join(s.to_bytes(2, "little", signed=True) for s in chunks[at % 10]))).cast("h")
            await microphone.capture_frame(frame)
            at += 1

    async def show(self, camera):
        shade = 0
        while True:
            picture = bytes([shade % 256, 128, 255 - shade % 256, 255]) * (WIDTH * HEIGHT)
            camera.capture_frame(self.rtc.VideoFrame(WIDTH, HEIGHT, self.rtc.VideoBufferType.RGBA, picture))
            shade += 8
            await asyncio.sleep(1 / 15)


async def end_of_input():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


def say(report):
    print(json.dumps(report, ensure_ascii=False), flush=True)


def main():
    options = parse()
    rtc = load_rtc()
    url, token = (options.url, options.token) if options.url else ask_homeroom(options)
    report = asyncio.run(Visitor(rtc, options.role).visit(url, token, options.seconds, options.steered))
    say(report)
    # At once: the library's own threads may call into an interpreter that is being taken down, and abort.
    os._exit(1 if "refused" in report else 0)


if __name__ == "__main__":
    main()
