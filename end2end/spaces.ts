// What journeys of spaces share.
import { type Page, expect, open } from "./support";

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
