// Reply control: said before one writes, held by the server, changed later, and replies put out of the way.
import { type Page, another, expect, open, person, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

test("who can reply is chosen before posting and changed later", { tag: "@phone" }, async ({ page, browser }) => {
  await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  await signUp(ben.page, person("Ben Wren"));
  await open(page, "/home");
  await page.getByRole("textbox", { name: "What is happening?" }).first().fill("A monologue");
  await page.getByRole("combobox", { name: "Who can reply" }).first().selectOption({ label: "Nobody" });
  await page.getByRole("button", { name: "Post", exact: true }).first().click();
  const path = (await card(page, "A monologue").getAttribute("data-href"))!;

  await open(ben.page, path);
  await expect(ben.page.locator(".reply-notice")).toHaveText("Nobody can reply to this conversation.");
  await expect(ben.page.getByRole("textbox", { name: "Post your reply" })).toHaveCount(0);
  // The button explains itself; everything else still works.
  await card(ben.page, "A monologue").getByRole("button", { name: /^Reply/ }).press("Enter");
  await expect(ben.page.getByRole("status").getByText("Nobody can reply to this conversation.")).toBeVisible();
  const like = card(ben.page, "A monologue").getByRole("button", { name: "Like", exact: true });
  await like.click();
  await expect(like).toHaveAttribute("aria-pressed", "true");

  await open(page, path);
  await expect(page.getByRole("textbox", { name: "Post your reply" })).toBeVisible();
  await card(page, "A monologue").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Who can reply" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("radio", { name: "Nobody" })).toBeChecked();
  await dialog.getByRole("radio", { name: "Everyone" }).check();
  await dialog.getByRole("combobox", { name: "Close replies" }).selectOption({ label: "After 1 day" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Changed for the whole conversation")).toBeVisible();
  // In the reader's own time zone.
  await expect(page.locator(".reply-notice")).toHaveText(/^Replies close at \d\d:\d\d · \d+ \w+ \d+\.$/);
  const closing = await page.locator(".reply-notice time").getAttribute("datetime");

  // Another rule leaves the time as it is.
  await card(page, "A monologue").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Who can reply" }).click();
  await expect(dialog.getByRole("combobox", { name: "Close replies" }).locator(":checked")).toHaveText("As it is");
  await dialog.getByRole("radio", { name: "People you follow and mention" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".reply-notice")).toHaveText(/^Only people whom the author follows .* Replies close at /);
  await expect(page.locator(".reply-notice time")).toHaveAttribute("datetime", closing!);
  await card(page, "A monologue").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Who can reply" }).click();
  await dialog.getByRole("radio", { name: "Everyone" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".reply-notice")).toHaveText(/^Replies close at /);

  await open(ben.page, path);
  await ben.page.getByRole("textbox", { name: "Post your reply" }).fill("A dialogue");
  await ben.page.getByRole("button", { name: "Reply", exact: true }).last().click();
  await expect(card(ben.page, "A dialogue")).toBeVisible();
  ben.watch.check();
});

test("the author of the first post hides a reply, and everybody can still open it", async ({ page, browser }) => {
  await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  await signUp(ben.page, person("Ben Wren"));
  await open(page, "/home");
  await page.getByRole("textbox", { name: "What is happening?" }).first().fill("Speak your mind");
  await page.getByRole("button", { name: "Post", exact: true }).first().click();
  const path = (await card(page, "Speak your mind").getAttribute("data-href"))!;
  await open(ben.page, path);
  await ben.page.getByRole("textbox", { name: "Post your reply" }).fill("Something unkind");
  await ben.page.getByRole("button", { name: "Reply", exact: true }).last().click();
  await expect(card(ben.page, "Something unkind")).toBeVisible();

  await open(page, path);
  await card(page, "Something unkind").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Hide reply" }).click();
  await expect(page.getByText("The reply is hidden. Everybody can still open it.")).toBeVisible();
  await open(ben.page, path);
  await expect(ben.page.getByText("Something unkind")).toHaveCount(0);
  await ben.page.getByRole("link", { name: "Show 1 hidden reply" }).click();
  await expect(card(ben.page, "Something unkind")).toBeVisible();
  await ben.page.getByRole("link", { name: "Back to all other replies" }).click();
  await expect(ben.page.getByText("Something unkind")).toHaveCount(0);
  ben.watch.check();
});
