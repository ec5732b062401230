// What the menus of posts offer, on pages without script.
import { expect, person, signUp, test } from "../support";

test.use({ javaScriptEnabled: false });

test("a post is pinned and deleted by forms, after a question", { tag: "@phone" }, async ({ page, watch }) => {
  // The browser loads the script ahead and then is not allowed to run it.
  watch.allow(/preloaded using link preload/);
  await signUp(page, person("Ada Lark"));
  await page.goto("/compose");
  await page.getByRole("textbox", { name: "What is happening?" }).fill("Plain and mine");
  await page.getByRole("button", { name: "Post", exact: true }).click();
  const card = page.getByRole("article").filter({ hasText: "Plain and mine" });
  await card.getByRole("link", { name: "More" }).click();
  await page.waitForURL(/\/manage\?post=\d+$/);
  await page.getByRole("button", { name: "Pin to profile" }).click();
  await expect(page.getByRole("button", { name: "Unpin from profile" })).toBeVisible();
  await expect(page.getByText("Delete this post?")).toBeHidden();
  await page.locator("summary").filter({ hasText: "Delete" }).click();
  await expect(page.getByText("Delete this post?")).toBeVisible();
  await page.locator("details form").getByRole("button", { name: "Delete", exact: true }).click();
  await page.waitForURL(/\/home$/);
  await expect(page.getByText("Plain and mine")).toBeHidden();
});
