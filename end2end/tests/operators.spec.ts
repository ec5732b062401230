// What the operators of an instance do about reports: on a server of their own, because one of them has to be made.
import { Server } from "../server";
import { type Page, another, expect, expectAccessible, open, person, post, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

async function report(page: Page, handle: string, text: string, note: string) {
  await open(page, `/@${handle}`);
  await card(page, text).getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Report this post" }).click();
  const dialog = page.getByRole("dialog", { name: "Report this post" });
  await dialog.getByRole("radio", { name: /Spam/ }).check();
  await dialog.getByLabel(/More about it/).fill(note);
  await dialog.getByRole("button", { name: "Send report" }).click();
  await expect(page.getByText("Thank you: your report is on its way")).toBeVisible();
}

test("operators read, dismiss and act upon reports; for others their page does not exist", async ({ browser }) => {
  const server = await Server.start();
  try {
    const at = { baseURL: server.url };
    const [olive, ben, eve] = [await another(browser, at), await another(browser, at), await another(browser, at)];
    const operator = await signUp(olive.page, person("Olive Swift"));
    const author = await signUp(ben.page, person("Ben Wren"));
    await signUp(eve.page, person("Eve Owl"));
    server.run("account", "role", operator.handle, "operator");
    await post(ben.page, "Buy feathers");
    await post(ben.page, "Nothing wrong here");
    await report(eve.page, author.handle, "Buy feathers", "The third today");
    await report(eve.page, author.handle, "Nothing wrong here", "");
    expect((await eve.page.goto("/admin/reports"))?.status()).toBe(404);

    const { page } = olive;
    await open(page, "/settings");
    await page.getByRole("link", { name: "See what was reported" }).click();
    await page.waitForURL(/\/admin\/reports$/);
    const item = (text: string) => page.getByRole("listitem").filter({ has: card(page, text) });
    await expect(item("Buy feathers")).toContainText("Spam or deception");
    await expect(item("Buy feathers")).toContainText("The third today");
    await expectAccessible(page);
    await item("Nothing wrong here").getByRole("button", { name: "Dismiss" }).click();
    await expect(item("Nothing wrong here")).toHaveCount(0);
    await item("Buy feathers").getByRole("button", { name: "Delete post" }).click();
    await expect(page.getByRole("dialog")).toContainText("The post is gone for everybody, for good.");
    await page.getByRole("dialog").getByRole("button", { name: "Delete post" }).click();
    await expect(page.getByText("No reports here")).toBeVisible();

    await page.getByRole("link", { name: "Handled" }).click();
    await expect(page.getByText("Acted upon")).toBeVisible();
    await expect(page.getByText("Dismissed")).toBeVisible();
    await expectAccessible(page);
    await expect(card(ben.page, "Buy feathers")).toHaveCount(0);
    await open(eve.page, "/notifications");
    await expect(eve.page.getByText("something was done about it")).toBeVisible();
    olive.watch.check();
    ben.watch.check();
    eve.watch.allow(/answer 404/);
    eve.watch.check();
  } finally {
    await server.end();
  }
});
