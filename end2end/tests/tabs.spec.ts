// Two tabs of one browser, in which another account was chosen meanwhile.
import { type Page, another, expect, hydrated, logIn, open, person, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });
const field = (page: Page) => page.getByRole("textbox", { name: "What is happening?" }).first();
const post = (page: Page) => page.getByRole("button", { name: "Post", exact: true }).first();

/** Ada writes in the first tab; the second one goes on as Ben. */
async function twoTabs(page: Page, browser: Parameters<typeof another>[0]) {
  const other = await another(browser);
  const ben = await signUp(other.page, person("Ben Wren"));
  await other.context.close();
  const ada = await signUp(page, person("Ada Lark"));
  await open(page, "/home");
  await field(page).fill("Whose words are these?");
  const tab = await page.context().newPage();
  await logIn(tab, ben);
  return { ada, ben, tab };
}

test("a tab sends nothing for another account, and goes back to its own", async ({ page, browser, watch }) => {
  const { ada, ben, tab } = await twoTabs(page, browser);
  watch.allow(/answer 409/);
  await post(page).click();
  const dialog = page.getByRole("dialog", { name: "Another account" });
  await expect(dialog).toContainText(`@${ada.handle}`);
  await dialog.getByRole("button", { name: `Back to @${ada.handle}` }).click();
  await expect(dialog).toBeHidden();
  await expect(field(page)).toHaveValue("Whose words are these?");
  await post(page).click();
  await expect(card(page, "Whose words are these?").first()).toHaveAccessibleName(/^Ada Lark/);
  await tab.goto(`/@${ben.handle}`);
  await expect(card(tab, "Whose words are these?")).toHaveCount(0);
});

test("a tab goes on as the other account with what was written", { tag: "@phone" }, async ({ page, browser, watch }) => {
  const { ada, ben } = await twoTabs(page, browser);
  watch.allow(/answer 409/);
  await post(page).click();
  const dialog = page.getByRole("dialog", { name: "Another account" });
  const loaded = page.waitForEvent("load");
  await dialog.getByRole("button", { name: `Continue as @${ben.handle}` }).click();
  await loaded;
  await hydrated(page);
  await expect(field(page)).toHaveValue("Whose words are these?");
  await post(page).click();
  await expect(card(page, "Whose words are these?").first()).toHaveAccessibleName(/^Ben Wren/);
  await page.goto(`/@${ada.handle}`);
  await expect(card(page, "Whose words are these?")).toHaveCount(0);
});
