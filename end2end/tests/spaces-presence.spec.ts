// Who is in a room: pages that have just come, are loaded anew and go, and microphones that are unplugged.
import { bird, control, enter, startSpace } from "../spaces";
import { type Page, expect, hydrated, person, signUp, test } from "../support";
import { equip, hears } from "../voices";

test.describe.configure({ timeout: 120_000 });

const stage = (page: Page, name: string) =>
  page.getByRole("region", { name: "Speakers" }).getByRole("listitem").filter({ hasText: name });

test("a host who has just started is in, and listeners who go are not counted", { tag: "@phone" }, async ({ page, browser }) => {
  const ada = await bird(browser, "Ada Lark", 440);
  const path = await startSpace(ada.page, "Songs at once");
  await ada.page.goto(path);
  await hydrated(ada.page);
  const ben = await bird(browser, "Ben Wren", 880);
  await enter(ben.page, path, "Listen");
  await expect(stage(ben.page, "Ada Lark")).toHaveAttribute("data-muted", "");
  await expect(stage(ben.page, "Ada Lark")).not.toContainText("Connection lost");
  await expect(ada.page.locator(".room-header")).toContainText("1 listener");
  ben.watch.check();
  await ben.context.close();
  await expect(ada.page.locator(".room-header")).toContainText("0 listeners", { timeout: 5000 });

  // Who closes the last page is lost.
  await equip(page, 880);
  await signUp(page, person("Cy Owl"));
  await enter(page, path, "Listen");
  await expect(stage(page, "Ada Lark")).not.toContainText("Connection lost");
  ada.watch.check();
  await ada.context.close();
  await expect(stage(page, "Ada Lark")).toContainText("Connection lost");
});

test("a host who loads the page anew comes back muted", async ({ page, browser }) => {
  const ada = await bird(browser, "Ada Lark", 440);
  const path = await startSpace(ada.page, "Songs again");
  await enter(ada.page, path, "Unmute");
  await equip(page, 880);
  await signUp(page, person("Ben Wren"));
  await enter(page, path, "Listen");
  await hears(page, 440);
  await ada.page.reload();
  await hydrated(ada.page);
  await ada.page.getByRole("button", { name: "Listen", exact: true }).click();
  await expect(stage(page, "Ada Lark")).toHaveAttribute("data-muted", "");
  await expect(control(ada.page, "Leave")).toBeVisible();
  await control(ada.page, "Unmute").click();
  await expect(stage(page, "Ada Lark")).not.toHaveAttribute("data-muted", "");
  await hears(page, 440);
  ada.watch.check();
});

/** The microphones that are in use are unplugged. */
const unplug = (page: Page) =>
  page.evaluate(() => {
    const senders = window.ears.connections.flatMap((connection) => connection.getSenders());
    for (const { track } of senders) {
      track?.stop();
      track?.dispatchEvent(new Event("ended"));
    }
  });

const sends = (page: Page) =>
  page.evaluate(() => {
    const senders = window.ears.connections.flatMap((connection) => connection.getSenders());
    return senders.some((sender) => sender.track?.readyState === "live" && sender.track.enabled);
  });

test("a microphone that is unplugged is replaced, or its loss is told", async ({ page, browser }) => {
  const ada = await bird(browser, "Ada Lark", 440);
  const path = await startSpace(ada.page, "Songs unplugged");
  await enter(ada.page, path, "Unmute");
  await equip(page, 880);
  await signUp(page, person("Ben Wren"));
  await enter(page, path, "Listen");
  await hears(page, 440);

  await unplug(ada.page);
  await expect(ada.page.getByText("Your microphone is gone. The next one is used.")).toBeVisible();
  await expect.poll(() => sends(ada.page)).toBe(true);
  await expect(control(ada.page, "Mute")).toBeVisible();
  await hears(page, 440);

  // Without another one.
  await ada.page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia;
    devices.getUserMedia = () => Promise.reject(new DOMException("none", "NotFoundError"));
    Object.assign(window, { plugIn: () => (devices.getUserMedia = open) });
  });
  await unplug(ada.page);
  await expect(ada.page.getByRole("alert").filter({ hasText: "No microphone was found" })).toBeVisible();
  await expect(control(ada.page, "Unmute")).toBeVisible();
  await expect(stage(page, "Ada Lark")).toHaveAttribute("data-muted", "");

  // The next press opens one that is there by then.
  await ada.page.evaluate(() => (window as unknown as { plugIn: () => void }).plugIn());
  await control(ada.page, "Unmute").click();
  await expect.poll(() => sends(ada.page)).toBe(true);
  await hears(page, 440);
  ada.watch.check();
});

test("a space works at any spelling of its address", { tag: "@phone" }, async ({ page }) => {
  await equip(page, 440);
  await signUp(page, person("Ada Lark"));
  const path = await startSpace(page, "Songs at the slash");
  await enter(page, `${path}/`, "Unmute");
  expect(new URL(page.url()).pathname).toBe(path);
  await expect(control(page, "Mute")).toBeVisible();
  await expect(page.getByRole("region", { name: "Space", exact: true })).toBeHidden();
});
