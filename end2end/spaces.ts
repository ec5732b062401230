// What journeys of spaces share.
import type { Browser, BrowserContextOptions } from "@playwright/test";
import { type Page, another, expect, hydrated, open, person, signUp } from "./support";
import { equip, toldSlots } from "./voices";

export const HOUR = 3_600_000;

/** As a field for date and time wants it, in the browser's zone. */
export const local = (page: Page, at: number) =>
  page.evaluate((at) => {
    const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
    return date.toISOString().slice(0, 16);
  }, at);

export const tile = (page: Page, name: string) => page.locator(".space-tile").filter({ hasText: name });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Start a space" });

export async function startDialog(page: Page) {
  await open(page, "/spaces");
  await page.getByRole("button", { name: "Start a space" }).click();
  await expect(dialog(page)).toBeVisible();
  return dialog(page);
}

/** Plans a space through the dialog and stays on its page; answers its address. */
export async function plan(page: Page, name: string, hours = 48) {
  const form = await startDialog(page);
  await form.getByLabel("Name").fill(name);
  await form.getByRole("switch", { name: "Schedule for later" }).check();
  await form.getByLabel("Date and time").fill(await local(page, Date.now() + hours * HOUR));
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.waitForURL(/\/spaces\/\d+$/);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** The server function that the form of `/spaces` calls. */
export async function startSpace(page: Page, name: string) {
  const id = await page.evaluate(async (name) => {
    const answer = await fetch("/api/spaces/start", {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ name, audience: "public" }),
    });
    return answer.text();
  }, name);
  return `/spaces/${id.replaceAll('"', "")}`;
}

/** Opens a live space and presses what lets one in. */
export async function enter(page: Page, path: string, button: string) {
  await page.goto(path);
  await hydrated(page);
  await page.getByRole("button", { name: button, exact: true }).click();
}

/** Somebody in a browser of their own, whose microphone hums. */
export async function bird(browser: Browser, name: string, tone: number, options: BrowserContextOptions = {}) {
  const one = await another(browser, options);
  await equip(one.page, tone);
  const told = toldSlots(one.page);
  const who = await signUp(one.page, person(name));
  return { ...one, who, told };
}

export const control = (page: Page, name: string) =>
  page.getByRole("group", { name: "Your controls" }).getByRole("button", { name, exact: true });
