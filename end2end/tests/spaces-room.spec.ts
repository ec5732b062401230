// Live rooms: people hear each other, roles change without a gap, and the sound comes back by itself.
import { bird, control, enter, startSpace } from "../spaces";
import { type Page, expect, expectAccessible, hydrated, person, signUp, test } from "../support";
import { equip, hears, hearsNot, listeningConnections, relays, slotOf, slots, untilHeard } from "../voices";

test.describe.configure({ timeout: 120_000 });

const stage = (page: Page, name: string) =>
  page.getByRole("region", { name: "Speakers" }).getByRole("listitem").filter({ hasText: name });

const menu = async (page: Page, name: string, item: string) => {
  await page.getByRole("button", { name: `More about ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

test("a host, a speaker and listeners hear each other, and roles change without a gap", { tag: "@both" }, async ({ page, browser }) => {
  await equip(page, 440);
  await signUp(page, person("Ada Lark"));
  const ben = await bird(browser, "Ben Wren", 880);
  const cy = await bird(browser, "Cy Owl", 1320);
  const path = await startSpace(page, "Songs at dawn");

  // The host starts muted, and the microphone is asked for by the first press that needs it.
  await enter(page, path, "Unmute");
  await expect(control(page, "Mute")).toBeVisible();

  await ben.page.goto(path);
  await hydrated(ben.page);
  await expectAccessible(ben.page);
  const joined = await untilHeard(ben.page, () => ben.page.getByRole("button", { name: "Listen", exact: true }).click());
  expect(joined, "milliseconds from the press to the first sound").toBeLessThan(1000);
  const adas = await hears(ben.page, 440);
  await enter(cy.page, path, "Listen");
  await hears(cy.page, 440);
  // What is heard in a slot is what the server says is in it.
  await expect.poll(() => ben.told.slots[adas]).toBeTruthy();
  await expect(stage(ben.page, "Ada Lark")).not.toHaveAttribute("data-level", "0");
  await expect(page.locator(".room-header")).toContainText("2 listeners");

  // Ben asks, Ada approves, and listening is not touched.
  await control(ben.page, "Request to speak").click();
  await expect(control(ben.page, "Withdraw request")).toBeVisible();
  await page.getByRole("button", { name: "Let Ben Wren speak" }).click();
  await control(ben.page, "Unmute").click();
  const bens = await hears(cy.page, 880);
  expect(bens).not.toBe(await slotOf(cy.page, 440));
  await hears(page, 880);
  await hears(ben.page, 440);
  expect(await listeningConnections(ben.page)).toBe(1);
  await expect.poll(() => cy.told.slots.filter(Boolean).length).toBe(2);
  await expectAccessible(page);
  await expectAccessible(ben.page);

  // Muted by the host, and by himself.
  await menu(page, "Ben Wren", "Mute");
  await hearsNot(cy.page, 880);
  await expect(control(ben.page, "Unmute")).toBeVisible();
  await control(ben.page, "Unmute").click();
  await hears(cy.page, 880);
  await control(ben.page, "Mute").click();
  await hearsNot(cy.page, 880);
  await expect(stage(cy.page, "Ben Wren")).toHaveAttribute("data-muted", "");
  await control(ben.page, "Unmute").click();
  await hears(cy.page, 880);

  // Back to listening.
  await menu(page, "Ben Wren", "Back to listening");
  await hearsNot(cy.page, 880);
  await expect(control(ben.page, "Request to speak")).toBeVisible();
  await hears(ben.page, 440);
  expect(await listeningConnections(ben.page)).toBe(1);

  // An invitation is accepted.
  await menu(page, "Ben Wren", "Make co-host");
  await ben.page.getByRole("button", { name: "Accept" }).click();
  await expect(stage(page, "Ben Wren")).toContainText("Co-host");

  // Cy is removed: silent at once, and out.
  await menu(page, "Cy Owl", "Remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(cy.page.getByText("You were removed from the space.")).toBeVisible({ timeout: 1000 });
  expect(await slots(cy.page)).toEqual([]);
  await expect(control(cy.page, "Leave")).toBeHidden();
  expect((await cy.page.goto(path))?.status()).toBe(404);

  await page.getByRole("button", { name: "End space" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End space" }).click();
  await expect(ben.page.getByText("The space has ended.")).toBeVisible();
  expect(await slots(ben.page)).toEqual([]);
  ben.watch.check();
  cy.watch.allow(/answer 404/);
  cy.watch.check();
});

test("the docked bar goes on while one looks at other pages", { tag: "@both" }, async ({ page, browser }) => {
  const ada = await bird(browser, "Ada Lark", 440);
  const path = await startSpace(ada.page, "Songs at noon");
  await enter(ada.page, path, "Unmute");
  await equip(page, 880);
  await signUp(page, person("Ben Wren"));
  await enter(page, path, "Listen");
  await hears(page, 440);
  await expect(page.getByRole("region", { name: "Space", exact: true })).toBeHidden();

  await page.getByRole("link", { name: "Home" }).filter({ visible: true }).first().click();
  await page.waitForURL(/\/home$/);
  const dock = page.getByRole("region", { name: "Space", exact: true });
  await expect(dock).toContainText("Songs at noon");
  await expect(dock).toContainText("Ada Lark speaks");
  await hears(page, 440);
  expect(await listeningConnections(page)).toBe(1);
  await expectAccessible(page);

  await dock.getByRole("link", { name: "Back to Songs at noon" }).click();
  await expect(control(page, "Leave")).toBeVisible();
  expect(await listeningConnections(page)).toBe(1);
  await page.getByRole("link", { name: "Home" }).filter({ visible: true }).first().click();
  await dock.getByRole("button", { name: "Leave" }).click();
  await expect(dock).toBeHidden();
  expect(await slots(page)).toEqual([]);
  ada.watch.check();
});

test("the sound comes back within three seconds of a lost network, with the role", async ({ page, browser, context, watch }) => {
  // Whatever the page asks for while it has no network.
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const ada = await bird(browser, "Ada Lark", 440);
  const path = await startSpace(ada.page, "Songs at dusk");
  await enter(ada.page, path, "Unmute");
  await equip(page, 880);
  let cut = async () => {};
  await page.routeWebSocket(/\/live$/, (socket) => {
    const server = socket.connectToServer();
    cut = async () => {
      await server.close();
      await socket.close({ code: 1012 });
    };
  });
  await signUp(page, person("Ben Wren"));
  await enter(page, path, "Listen");
  await hears(page, 440);
  await control(page, "Request to speak").click();
  await ada.page.getByRole("button", { name: "Let Ben Wren speak" }).click();
  await control(page, "Unmute").click();
  await hears(ada.page, 880);

  // The live connection is cut, as by a server that starts anew.
  const before = await listeningConnections(page);
  await cut();
  await expect.poll(() => listeningConnections(page), { timeout: 3000 }).toBeGreaterThan(before);
  await hears(page, 440, 3000);
  await hears(ada.page, 880, 3000);

  // The device has no network for a while.
  const again = await listeningConnections(page);
  await context.setOffline(true);
  await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false);
  await context.setOffline(false);
  await expect.poll(() => listeningConnections(page), { timeout: 3000 }).toBeGreaterThan(again);
  await hears(page, 440, 3000);
  await hears(ada.page, 880, 3000);
  await expect(control(page, "Mute")).toBeVisible();
  ada.watch.check();
});

test("who cannot send to the server goes by the relay that it names", async ({ page, browser }) => {
  const ada = await bird(browser, "Ada Lark", 440);
  const path = await startSpace(ada.page, "Songs behind walls");
  await enter(ada.page, path, "Unmute");
  await equip(page, 880);
  await signUp(page, person("Ben Wren"));
  await page.route(/\/whep$/, async (route) => {
    const answer = await route.fetch();
    const link = '<turn:127.0.0.1:9?transport=tcp>; rel="ice-server"; username="1"; credential="c2VjcmV0=="; credential-type="password"';
    await route.fulfill({ response: answer, headers: { ...answer.headers(), link } });
  });
  await enter(page, path, "Listen");
  await hears(page, 440);
  expect(await relays(page)).toEqual([{ urls: ["turn:127.0.0.1:9?transport=tcp"], username: "1", credential: "c2VjcmV0==" }]);
  ada.watch.check();
});

test("a microphone that is refused is explained, and listening goes on", { tag: "@phone" }, async ({ page, browser }) => {
  const ada = await bird(browser, "Ada Lark", 440);
  const path = await startSpace(ada.page, "Songs at night");
  await enter(ada.page, path, "Unmute");
  await equip(page, 880);
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await signUp(page, person("Ben Wren"));
  await enter(page, path, "Listen");
  await control(page, "Request to speak").click();
  await ada.page.getByRole("button", { name: "Let Ben Wren speak" }).click();
  await control(page, "Unmute").click();
  await expect(page.getByRole("alert")).toContainText("The microphone is not allowed");
  await expect(control(page, "Unmute")).toBeVisible();
  await hears(page, 440);
  ada.watch.check();
});

test("reactions, captions, pinned posts and devices", { tag: "@both" }, async ({ page, browser }) => {
  const ada = await bird(browser, "Ada Lark", 440);
  await ada.page.addInitScript(() => {
    // As the browser's recognition behaves; headless browsers have none.
    class Recognition {
      onresult?: (event: unknown) => void;
      start() {
        const result = Object.assign([{ transcript: "Good morning, birds" }], { isFinal: true });
        setTimeout(() => this.onresult?.({ resultIndex: 0, results: [result] }), 100);
      }
      abort() {}
    }
    Object.assign(window, { SpeechRecognition: Recognition, webkitSpeechRecognition: Recognition });
  });
  const path = await startSpace(ada.page, "Songs by day");
  await enter(ada.page, path, "Unmute");
  await equip(page, 880);
  await signUp(page, person("Ben Wren"));
  await enter(page, path, "Listen");
  await hears(page, 440);

  await page.getByRole("button", { name: "React" }).click();
  await expectAccessible(page);
  const floated = ada.page.locator(".stage__reaction, .room-faces .stage__reaction").first();
  const seen = floated.waitFor();
  await page.getByRole("menuitem", { name: "Applause" }).click();
  await Promise.race([seen, page.locator(".stage__reaction").first().waitFor()]);

  await control(ada.page, "More").click();
  await ada.page.getByRole("menuitemradio", { name: "Captions of what I say" }).click();
  await expect(ada.page.getByRole("dialog")).toContainText("may send your voice to its maker");
  await ada.page.getByRole("button", { name: "Agree" }).click();
  await expect(page.getByRole("list", { name: "Captions" })).toContainText("Ada Lark Good morning, birds");

  const post = await ada.page.evaluate(async () => {
    const answer = await fetch("/api/posts/create", {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ text: "The score of this song", audience: "public" }),
    });
    const { id, author } = await answer.json();
    return `${location.origin}/@${author.handle}/${id}`;
  });
  await control(ada.page, "More").click();
  await ada.page.getByRole("menuitem", { name: "Pin a post" }).click();
  await ada.page.getByLabel("Address of the post").fill(post);
  await ada.page.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(page.getByRole("region", { name: "Pinned posts" })).toContainText("The score of this song");
  await ada.page.getByRole("button", { name: "Unpin" }).click();
  await expect(page.getByRole("region", { name: "Pinned posts" })).toBeHidden();

  await control(ada.page, "More").click();
  await ada.page.getByRole("menuitem", { name: "Microphone and speaker" }).click();
  const dialog = ada.page.getByRole("dialog", { name: "Microphone and speaker" });
  await dialog.getByRole("button", { name: "Test the microphone" }).click();
  await expect.poll(() => dialog.getByRole("meter").evaluate((meter: HTMLMeterElement) => meter.value)).toBeGreaterThan(0);
  await expectAccessible(ada.page);
  await dialog.getByText("Other programs").click();
  await dialog.getByRole("button", { name: "Show addresses and token" }).click();
  await expect(dialog).toContainText("/whip");
  ada.watch.check();
});

test("a co-host takes over a minute after the host is lost", async ({ page, browser }) => {
  const ada = await bird(browser, "Ada Lark", 440);
  const path = await startSpace(ada.page, "Songs of two");
  await enter(ada.page, path, "Unmute");
  await equip(page, 880);
  await signUp(page, person("Ben Wren"));
  await enter(page, path, "Listen");
  await hears(page, 440);
  await menu(ada.page, "Ben Wren", "Make co-host");
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("button", { name: "Mute all" })).toBeVisible();
  await expect(page.getByRole("button", { name: "End space" })).toBeHidden();
  ada.watch.check();
  await ada.context.close();
  await expect(stage(page, "Ada Lark")).toContainText("Connection lost");
  await expect(page.getByRole("button", { name: "End space" })).toBeVisible({ timeout: 75_000 });
  await expect(stage(page, "Ben Wren")).toContainText("Host");
});
