// Notifications: what others do reaches one while one looks.
import { type Page, another, expect, hydrated, person, post, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text }).first();

async function like(page: Page, handle: string, text: string) {
  await page.goto(`/@${handle}`);
  await hydrated(page);
  const button = card(page, text).getByRole("button", { name: "Like", exact: true });
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "true");
}

test("the counter moves live, in the title too, and seeing them clears it everywhere", { tag: "@phone" }, async ({ page, browser, context }) => {
  const ada = await signUp(page, person("Ada Lark"));
  await post(page, "Who likes wrens?");
  const ben = await another(browser);
  await signUp(ben.page, person("Ben Wren"));
  await like(ben.page, ada.handle, "Who likes wrens?");
  await expect(page).toHaveTitle(/^\(1\) /);
  await expect(page.locator(".nav, .bottom-bar").getByText("1 unread").first()).toBeAttached();

  const second = await context.newPage();
  await second.goto("/notifications");
  await hydrated(second);
  const line = second.getByRole("article").filter({ hasText: "Ben Wren liked your post" });
  await expect(line).toHaveAttribute("data-unread", "");
  await expect(line).toContainText("Who likes wrens?");
  await expect(page).not.toHaveTitle(/^\(/);
  // The next one comes while one looks.
  const eve = await another(browser);
  await signUp(eve.page, person("Eve Finch"));
  const seen = second.waitForResponse((answer) => answer.url().endsWith("/api/notifications/seen"));
  await like(eve.page, ada.handle, "Who likes wrens?");
  await expect(second.getByText("liked your post").first()).toContainText("Eve Finch and Ben Wren liked your post");
  await seen;
  await second.reload();
  await hydrated(second);
  await expect(second.locator("[data-unread]")).toHaveCount(0);
  ben.watch.check();
  eve.watch.check();
});

test("replies and mentions stand as posts, in a part of their own", async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  await signUp(ben.page, person("Ben Wren"));
  await post(ben.page, `Good morning @${ada.handle}!`);
  await ben.page.goto(`/@${ada.handle}`);
  await hydrated(ben.page);
  await ben.page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
  await expect(ben.page.locator(".profile").getByRole("button", { name: "Following" })).toBeVisible();
  await page.goto("/notifications");
  await hydrated(page);
  await expect(card(page, "Good morning")).toHaveAccessibleName(/^Ben Wren/);
  await expect(card(page, "Ben Wren followed you")).toBeVisible();
  await page.locator(".tabs").getByRole("link", { name: "Mentions" }).click();
  await expect(page).toHaveURL(/f=mentions/);
  await expect(page.getByText("followed you")).toHaveCount(0);
  await card(page, "Good morning").getByRole("button", { name: "Like", exact: true }).click();
  await expect(card(page, "Good morning").getByRole("button", { name: "Like", exact: true })).toHaveAttribute("aria-pressed", "true");
  ben.watch.check();
});

test("nothing yet invites, and visitors are led to log-in", { tag: "@phone" }, async ({ page, browser }) => {
  await signUp(page);
  await page.goto("/notifications");
  await expect(page.getByText("Nothing yet")).toBeVisible();
  const guest = await another(browser);
  await guest.page.goto("/notifications");
  await guest.page.waitForURL(/\/login/);
});
