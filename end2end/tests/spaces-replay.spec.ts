// Spaces that can be heard again.
import { HOUR, plan, startDialog, tile } from "../spaces";
import { another, expect, open, person, signUp, test } from "../support";
import { equip } from "../voices";

/** Silence of so many seconds, as a browser plays it. */
function silence(seconds: number) {
  const rate = 8000;
  const data = Buffer.alloc(rate * seconds, 128);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

test("the player plays, seeks, shows who spoke and what was said", { tag: "@both" }, async ({ page }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const name = `Echo of ${ada.handle}`;
  const path = await plan(page, name);
  const audio = silence(60);
  await page.route("**/api/spaces/show*", async (route) => {
    const answer = await route.fetch();
    const space = await answer.json();
    space.card.phase = { ended: { at: Date.now() - HOUR } };
    space.card.replay_seconds = 60;
    const ready = {
      audio: `${path}/echo.wav`,
      captions: `${path}/echo.vtt`,
      milliseconds: 60_000,
      trimmed: 0,
      until: Date.now() + 29 * 24 * HOUR,
      voices: [{ card: space.card.host, spans: [[5_000, 20_000], [40_000, 50_000]] }],
    };
    space.recording = { ready };
    await route.fulfill({ response: answer, json: space });
  });
  await page.route("**/echo.wav", async (route) => {
    const [, from] = /bytes=(\d+)-/.exec(route.request().headers()["range"] ?? "bytes=0-") ?? ["", "0"];
    await route.fulfill({
      status: 206,
      body: audio.subarray(Number(from)),
      headers: {
        "content-type": "audio/wav",
        "accept-ranges": "bytes",
        "content-range": `bytes ${from}-${audio.length - 1}/${audio.length}`,
      },
    });
  });
  await page.route("**/echo.vtt", (route) =>
    route.fulfill({
      contentType: "text/vtt",
      body: "WEBVTT\n\n00:05.000 --> 00:10.000\n<v Ada Lark>Listen\n\n00:41.000 --> 00:49.000\n<v Ada Lark>Once more\n",
    }),
  );
  await open(page, "/spaces");
  await tile(page, name).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name: "Replay" })).toBeVisible();
  await expect(page.getByText(/Replay until/)).toBeVisible();

  const slider = page.getByRole("slider", { name: "Position" });
  const position = async () => Number(await slider.inputValue()) / 1000;
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect.poll(position).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Forward 15 seconds" }).click();
  expect(await position()).toBeGreaterThanOrEqual(15);
  await page.getByRole("button", { name: "2×" }).click();
  await expect(page.getByRole("button", { name: "2×" })).toHaveAttribute("aria-pressed", "true");
  expect(await page.locator("audio").evaluate((audio: HTMLAudioElement) => audio.playbackRate)).toBe(2);
  await page.getByRole("button", { name: "Pause" }).click();
  await slider.focus();
  const before = await position();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(position).toBeLessThanOrEqual(before - 4);
  await expect(slider).toHaveAttribute("aria-valuetext", /^0:\d\d of 1:00$/);

  // A press on what somebody said goes to its beginning, on the bar and in the captions.
  const bar = page.locator(".voice__bar");
  const box = (await bar.boundingBox())!;
  await bar.click({ position: { x: box.width * 0.75, y: box.height / 2 } });
  await expect.poll(position).toBeGreaterThanOrEqual(40);
  expect(await position()).toBeLessThan(44);
  await expect(page.getByRole("button", { name: /Once more/ })).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: /Listen$/ }).click();
  await expect(page.getByRole("button", { name: /Listen$/ })).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "Go to where Ada Lark speaks next" }).click();
  await expect.poll(position).toBeGreaterThanOrEqual(40);
  await page.getByRole("button", { name: "Pause" }).click();

  await page.getByRole("button", { name: "Trim the beginning" }).click();
  const trim = page.getByRole("dialog", { name: "Trim the beginning" });
  await trim.getByLabel("Begin at").fill("nonsense");
  await trim.getByRole("button", { name: "Save" }).click();
  await expect(trim.getByText("Enter a time before the end, such as 1:05.")).toBeVisible();
  await trim.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Delete recording" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
});

test("what was recorded is heard again, trimmed and deleted", async ({ page, browser }) => {
  await equip(page, 440);
  const ada = await signUp(page, person("Ada Lark"));
  const name = `Record of ${ada.handle}`;
  const form = await startDialog(page);
  await form.getByLabel("Name").fill(name);
  await form.getByRole("switch", { name: "Record this space" }).check();
  await form.getByRole("button", { name: "Start now" }).click();
  await page.waitForURL(/\/spaces\/\d+$/);
  const path = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Unmute", exact: true }).click();
  await expect(page.getByRole("button", { name: "Mute", exact: true })).toBeVisible();
  await page.waitForTimeout(4_000);
  await page.getByRole("button", { name: "End space" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End space" }).click();

  // The page changes by itself when the recording is ready, and others hear it too.
  await expect(page.getByRole("heading", { name: "Replay", exact: true })).toBeVisible({ timeout: 30_000 });
  const ben = await another(browser);
  await open(ben.page, path);
  await ben.page.getByRole("button", { name: "Play", exact: true }).click();
  const slider = ben.page.getByRole("slider", { name: "Position" });
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(0);
  await expect(ben.page.getByRole("button", { name: "Go to where Ada Lark speaks next" })).toBeVisible();
  await expect(ben.page.getByRole("button", { name: "Trim the beginning" })).toHaveCount(0);

  const length = async () => Number(await page.getByRole("slider", { name: "Position" }).getAttribute("max"));
  const whole = await length();
  await page.getByRole("button", { name: "Trim the beginning" }).click();
  await page.getByLabel("Begin at").fill("0:01");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The beginning is set.")).toBeVisible();
  await expect.poll(length).toBeLessThan(whole);
  await page.getByRole("button", { name: "Delete recording" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete recording" }).click();
  await expect(page.getByText("The recording is deleted.")).toBeVisible();
  for (const one of [page, ben.page]) {
    await expect(one.getByRole("heading", { name: "The replay is gone" })).toBeVisible();
  }
  ben.watch.check();
});
