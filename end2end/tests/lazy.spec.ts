// Pages and dialogs whose code comes when they are first shown.
import { expect, hydrated, signUp, test } from "../support";

const unreachable = [/failed request/, /Failed to (load|fetch)/];

test("a page names its code with the first byte, and loads nothing else", async ({ page }) => {
  const loaded: string[] = [];
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    if (path.endsWith(".wasm")) loaded.push(path);
  });
  const response = await page.goto("/login");
  await hydrated(page);
  const announced = [...(response?.headers().link ?? "").matchAll(/<([^>]+)>/g)].map((found) => found[1]);
  expect(announced.some((path) => path.endsWith("/LogInPage.wasm"))).toBe(true);
  const main = await page.locator("link[as=fetch]").getAttribute("href");
  expect(loaded.sort()).toEqual([main, ...announced].sort());

  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Set a new password" })).toBeVisible();
  expect(loaded.some((path) => path.endsWith("/ForgotPage.wasm"))).toBe(true);
});

test("a page whose code does not come is loaded as a document", async ({ page, watch }) => {
  watch.allow(...unreachable);
  await page.goto("/login");
  await hydrated(page);
  await page.route("**/ForgotPage.wasm", (route) => route.abort("failed"));
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.waitForURL("/forgot");
  await expect(page.getByRole("heading", { level: 1, name: "Set a new password" })).toBeVisible();

  // It is not hydrated, and leads on all the same.
  await page.unroute("**/ForgotPage.wasm");
  await page.getByRole("link", { name: "Back to log-in" }).click();
  await page.waitForURL("/login");
  await hydrated(page);
});

test("a dialog whose code does not come says so, and comes at the next press", { tag: "@phone" }, async ({ page, watch }) => {
  watch.allow(...unreachable);
  await signUp(page);
  await hydrated(page);
  await page.route("**/EveryPostDialog.wasm", (route) => route.abort("failed"));
  await page.keyboard.press("n");
  await expect(page.getByRole("status").or(page.getByRole("alert")).filter({ hasText: /again/i }).first()).toBeVisible();
  await page.unroute("**/EveryPostDialog.wasm");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
});
