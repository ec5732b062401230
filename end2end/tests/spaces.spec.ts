// Spaces around the room: planned, reminded of, started, found, shared, heard again.
import { type Page, another, expect, hydrated, person, signUp, test } from "../support";
import { equip } from "../voices";

const HOUR = 3_600_000;

async function open(page: Page, path: string) {
  await page.goto(path);
  await hydrated(page);
}

/** As a field for date and time wants it, in the browser's zone. */
const local = (page: Page, at: number) =>
  page.evaluate((at) => {
    const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
    return date.toISOString().slice(0, 16);
  }, at);

const tile = (page: Page, name: string) => page.locator(".space-tile").filter({ hasText: name });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Start a space" });

async function startDialog(page: Page) {
  await open(page, "/spaces");
  await page.getByRole("button", { name: "Start a space" }).click();
  await expect(dialog(page)).toBeVisible();
  return dialog(page);
}

/** Plans a space through the dialog and stays on its page; answers its address. */
async function plan(page: Page, name: string, hours = 48) {
  const form = await startDialog(page);
  await form.getByLabel("Name").fill(name);
  await form.getByRole("switch", { name: "Schedule for later" }).check();
  await form.getByLabel("Date and time").fill(await local(page, Date.now() + hours * HOUR));
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.waitForURL(/\/spaces\/\d+$/);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  return new URL(page.url()).pathname;
}

async function follow(page: Page, handle: string) {
  await open(page, `/@${handle}`);
  const answered = page.waitForResponse(/\/api\/profiles\/follow/);
  await page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
  await answered;
}

test("a planned space is reminded of, moved and started; cards, pill and notifications follow", async ({
  page,
  browser,
}) => {
  const ada = await signUp(page, person("Ada Lark"));
  const name = `Dawn of ${ada.handle}`;
  const ben = await another(browser);
  await signUp(ben.page, person("Ben Wren"));
  await follow(ben.page, ada.handle);
  const path = await plan(page, name);
  await expect(page.getByText("in 2 days")).toBeVisible();

  // Links into spaces load the document whole; within, they do not.
  await open(ben.page, "/home");
  const narrow = (ben.page.viewportSize()?.width ?? 0) < 700;
  if (narrow) await ben.page.getByRole("button", { name: "Account menu" }).click();
  const ways = narrow ? ben.page.getByRole("menu") : ben.page.getByRole("navigation", { name: "Primary" });
  const link = ways.getByRole(narrow ? "menuitem" : "link", { name: "Spaces" });
  await expect(link.first()).toHaveAttribute("rel", "external");
  await open(ben.page, "/spaces");
  const card = tile(ben.page, name);
  await expect(card).toHaveAttribute("data-phase", "upcoming");
  await card.getByRole("button", { name: "Set reminder" }).click();
  await expect(card.getByRole("button", { name: "Reminder set" })).toHaveAttribute("aria-pressed", "true");
  await ben.page.reload();
  await hydrated(ben.page);
  await expect(card.getByRole("button", { name: "Reminder set" })).toHaveAttribute("aria-pressed", "true");

  await page.getByRole("button", { name: "Change time" }).click();
  await page.getByRole("dialog", { name: "Change time" }).getByLabel("Date and time").fill("");
  await page.getByRole("dialog", { name: "Change time" }).getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".field-error").filter({ hasText: /./ })).toBeVisible();
  await page
    .getByRole("dialog", { name: "Change time" })
    .getByLabel("Date and time")
    .fill(await local(page, Date.now() + 5 * 24 * HOUR));
  await page.getByRole("dialog", { name: "Change time" }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("in 5 days")).toBeVisible();

  await page.getByRole("button", { name: "Start now" }).click();
  await expect(page.getByRole("button", { name: "Start now" })).toHaveCount(0);
  await expect(card).toHaveAttribute("data-phase", "live");
  await expect(ben.page.getByRole("region", { name: "Live now" }).locator(".space-tile").filter({ hasText: name })).toBeVisible();

  // He is told, and finds the way in on top of Home and around her face.
  await expect(async () => {
    await open(ben.page, "/notifications");
    await expect(ben.page.getByText(`started the space ${name}`)).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(ben.page.getByRole("article").getByRole("link", { name })).toHaveAttribute("rel", "external");
  await open(ben.page, "/home");
  const pill = ben.page.locator(".space-pill").filter({ hasText: name });
  await expect(pill).toHaveAttribute("href", path);
  await open(ben.page, `/@${ada.handle}`);
  await expect(ben.page.locator(".profile .avatar[data-ring]").first()).toBeVisible();
  ben.watch.check();
});

test("what is wrong in the form is said at its field, and what was typed stays", async ({ page, watch }) => {
  watch.allow(/answer 422/);
  const who = await signUp(page, person("Ada Lark"));
  const form = await startDialog(page);
  await form.getByLabel("Topics").fill("one two three four");
  await form.getByRole("button", { name: "Start now" }).click();
  await expect(form.getByText("Fill in this field").or(form.locator(".field-error").filter({ hasText: /./ }))).toBeVisible();
  const name = `Reeds of ${who.handle}`;
  await form.getByLabel("Name").fill(name);
  await expect(form.getByText(`${name.length}/70`)).toBeVisible();
  await form.getByRole("button", { name: "Start now" }).click();
  await expect(form.locator(".field", { hasText: "Topics" }).locator(".field-error")).not.toBeEmpty();
  await form.getByLabel("Topics").fill("reeds");
  await form.getByLabel("Audience").selectOption({ label: "People I invite" });
  await form.getByLabel("Who is invited?").fill("@nobody_has_this");
  await form.getByRole("button", { name: "Start now" }).click();
  await expect(form.locator(".field", { hasText: "Who is invited?" }).locator(".field-error")).not.toBeEmpty();
  await form.getByLabel("Audience").selectOption({ label: "Everyone" });
  await form.getByRole("switch", { name: "Schedule for later" }).check();
  await form.getByLabel("Date and time").fill(await local(page, Date.now() + 40 * 24 * HOUR));
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(form.getByText("Choose a time within the next 30 days.")).toBeVisible();
  await form.getByLabel("Date and time").fill("");
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(form.locator(".field", { hasText: "Date and time" }).locator(".field-error")).not.toBeEmpty();
  await expect(form.getByLabel("Name")).toHaveValue(name);
  await expect(form.getByLabel("Topics")).toHaveValue("reeds");
});

test("a private space is there for those who are invited, and for nobody else", async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const [ben, eve, guest] = [await another(browser), await another(browser), await another(browser)];
  const bens = await signUp(ben.page, person("Ben Wren"));
  await signUp(eve.page, person("Eve Owl"));
  const name = `Nest of ${ada.handle}`;
  const form = await startDialog(page);
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Audience").selectOption({ label: "People I invite" });
  await form.getByLabel("Who is invited?").fill(`@${bens.handle.slice(0, -1)}`);
  await form.getByRole("button", { name: `Invite @${bens.handle}` }).click();
  await expect(form.getByLabel("Who is invited?")).toHaveValue(`@${bens.handle}, `);
  await form.getByRole("switch", { name: "Schedule for later" }).check();
  await expect(form.getByLabel("Date and time")).not.toHaveValue("");
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.waitForURL(/\/spaces\/\d+$/);
  const path = new URL(page.url()).pathname;
  await expect(page.getByRole("region", { name: "Invited people" }).getByText(`@${bens.handle}`)).toBeVisible();

  for (const other of [eve, guest]) {
    other.watch.allow(/answer 404/);
    const answer = await other.page.goto(path);
    expect(answer?.status()).toBe(404);
    await other.page.goto("/spaces");
    await expect(tile(other.page, name)).toHaveCount(0);
  }
  await open(ben.page, "/spaces");
  await expect(tile(ben.page, name).getByText("By invitation")).toBeVisible();
  await open(ben.page, path);
  await expect(ben.page.getByRole("region", { name: "Invited people" })).toHaveCount(0);

  // It is cancelled while he looks at it.
  await page.getByRole("button", { name: "Cancel the space" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the space" }).click();
  await page.waitForURL(/\/spaces$/);
  await expect(ben.page.getByRole("button", { name: "Set reminder" })).toHaveCount(0);
  for (const other of [ben, eve, guest]) other.watch.check();
});

test("a space is shared in a post", async ({ page }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const name = `Marsh of ${ada.handle}`;
  const path = await plan(page, name, 3);
  await page.getByRole("main").getByRole("button", { name: "Share" }).click();
  await page.getByRole("menuitem", { name: "Post it" }).click();
  const composer = page.getByRole("dialog", { name: "New post" });
  await expect(composer.getByRole("textbox", { name: "What is happening?" })).toHaveValue(new RegExp(`${path}$`));
  await composer.getByRole("button", { name: "Post", exact: true }).click();
  await expect(composer).toBeHidden();
});

test("guests find public spaces and are led to log-in", async ({ page, browser }) => {
  const ada = await another(browser);
  const { handle } = await signUp(ada.page, person("Ada Lark"));
  const path = await plan(ada.page, `Gate of ${handle}`);
  await open(page, path);
  await expect(page).toHaveTitle(new RegExp(`Gate of ${handle}`));
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute("content", `Gate of ${handle}`);
  await page.getByRole("button", { name: "Set reminder" }).click();
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
  await open(page, "/spaces");
  await page.getByRole("button", { name: "Start a space" }).click();
  await page.waitForURL(/\/login\?next=/);
  ada.watch.check();
});

test("what one listens to can be kept to oneself", async ({ page }) => {
  await signUp(page, person("Ada Lark"));
  await open(page, "/settings/privacy");
  const hide = page.getByRole("switch", { name: "Hide what I listen to" });
  await expect(hide).not.toBeChecked();
  await hide.check();
  await page.locator("form").filter({ has: hide }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await open(page, "/settings/privacy");
  await expect(hide).toBeChecked();
});

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });

  test("a space is planned", async ({ page, browser }) => {
    const ada = await another(browser, { locale: "en-GB", timezoneId: "Europe/Paris" });
    const { handle, ...who } = await signUp(ada.page, person("Ada Lark"));
    await plan(ada.page, `Aube de ${handle}`, 30);
    await open(page, "/spaces");
    await expect(page.getByRole("heading", { name: "Espaces", level: 1 })).toBeVisible();
    await expect(page.getByRole("region", { name: "À venir" })).toBeVisible();
    await expect(tile(page, `Aube de ${handle}`).getByRole("button", { name: "Me le rappeler" })).toBeVisible();
    await expect(tile(page, `Aube de ${handle}`).getByText(/à \d\d:\d\d$/)).toBeVisible();
    expect(who.name).toBe("Ada Lark");
    ada.watch.check();
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a space is planned, and one is reminded of it", async ({ page, browser, watch }) => {
    const ben = await another(browser, { javaScriptEnabled: false });
    // The browser loads the script ahead and then is not allowed to run it.
    for (const one of [watch, ben.watch]) one.allow(/preloaded using link preload/);
    const ada = await signUp(page, person("Ada Lark"));
    await signUp(ben.page, person("Ben Wren"));
    await page.goto("/spaces");
    await page.getByRole("button", { name: "Start a space" }).click();
    await page.waitForURL(/\?start=/);
    const main = page.getByRole("main");
    await main.getByLabel("Topics").fill("plain");
    await main.locator("select[name=at]").selectOption({ label: "in 3 hours" });
    await main.getByRole("switch", { name: "Record this space" }).check();
    await main.getByRole("button", { name: "Start now" }).click();
    await page.waitForURL(/\?start=/);
    await expect(main.locator(".field", { hasText: "Name" }).locator(".field-error").first()).not.toBeEmpty();
    await expect(main.getByLabel("Topics")).toHaveValue("plain");
    await expect(main.getByRole("switch", { name: "Record this space" })).toBeChecked();
    await main.getByLabel("Name").fill(`Plain ${ada.handle}`);
    await main.locator("select[name=at]").selectOption({ label: "in 3 hours" });
    // The page knows by now that it is for later.
    await main.getByRole("button", { name: "Schedule" }).click();
    await page.waitForURL(/\/spaces\/\d+$/);
    await expect(main.getByText("It will be recorded")).toBeVisible();
    await ben.page.goto(new URL(page.url()).pathname);
    await ben.page.getByRole("button", { name: "Set reminder" }).click();
    await expect(ben.page.getByRole("button", { name: "Reminder set" })).toBeVisible();
    ben.watch.check();
  });
});

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

test("the player plays, seeks, shows who spoke and what was said", async ({ page }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const name = `Echo of ${ada.handle}`;
  const path = await plan(page, name);
  const audio = silence(60);
  await page.route("**/api/spaces/show*", async (route) => {
    const answer = await route.fetch();
    const space = await answer.json();
    space.card.phase = { ended: { at: Date.now() - HOUR } };
    space.card.replay_seconds = 60;
    space.replay = {
      audio: `${path}/echo.wav`,
      captions: `${path}/echo.vtt`,
      milliseconds: 60_000,
      trimmed: 0,
      until: Date.now() + 29 * 24 * HOUR,
      voices: [{ card: space.card.host, spans: [[5_000, 20_000], [40_000, 50_000]] }],
    };
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
  await expect(page.getByRole("heading", { name: "Replay" })).toBeVisible({ timeout: 30_000 });
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
  await expect(page.getByRole("heading", { name: "Replay" })).toHaveCount(0);
  await expect(ben.page.getByRole("heading", { name: "Replay" })).toHaveCount(0);
  ben.watch.check();
});
