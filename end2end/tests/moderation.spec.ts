// Moderation: reported, judged, logged and told of; first posts that wait; bans.
import { type Page, another, expect, foundCommunity, open, person, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

async function join(page: Page, path: string) {
  await open(page, path);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.getByRole("button", { name: "Agree and join" }).click();
  await expect(page.getByRole("button", { name: "Joined" })).toBeVisible();
}

async function write(page: Page, path: string, text: string) {
  await open(page, path);
  const main = page.getByRole("main");
  await main.getByRole("textbox", { name: "What is happening?" }).fill(text);
  await main.getByRole("button", { name: "Post", exact: true }).click();
  await expect(card(page, text)).toBeVisible();
}

const address = (handle: string) => `m-${handle.toLowerCase()}`;

test("a report leads to a hidden post, a line in the log and word to everybody concerned", { tag: "@phone" }, async ({
  page,
  browser,
  watch,
}) => {
  const ada = await signUp(page, person("Ada Lark"));
  const [ben, eve] = [await another(browser), await another(browser)];
  await signUp(ben.page, person("Ben Wren"));
  await signUp(eve.page, person("Eve Owl"));
  // A report and a deed without a reason.
  for (const one of [watch, eve.watch]) one.allow(/answer 422/);
  const path = await foundCommunity(page, "Marsh birds", "Open", address(ada.handle));
  await join(ben.page, path);
  await write(ben.page, path, "Rude words");

  await open(eve.page, path);
  await card(eve.page, "Rude words").getByRole("button", { name: "More" }).click();
  await eve.page.getByRole("menuitem", { name: "Report this post" }).click();
  const report = eve.page.getByRole("dialog", { name: "Report this post" });
  await report.getByRole("button", { name: "Send report" }).click();
  await expect(report.getByText("Fill this in.")).toBeVisible();
  await report.getByRole("radio", { name: /Be kind/ }).check();
  await report.getByLabel(/More about it/).fill("Third time");
  await report.getByRole("button", { name: "Send report" }).click();
  await expect(report).toBeHidden();
  await expect(eve.page.getByText("Thank you: your report is on its way")).toBeVisible();

  await open(page, `${path}/moderation`);
  await expect(page.getByText("1 report", { exact: true })).toBeVisible();
  await expect(page.getByText("Third time")).toBeVisible();
  const main = page.getByRole("main");
  await main.getByRole("link", { name: "Hide", exact: true }).click();
  const why = page.getByRole("dialog", { name: "Hide this post" });
  await why.getByRole("button", { name: "Hide", exact: true }).click();
  await expect(why.getByText("Fill this in.")).toBeVisible();
  await why.getByLabel("Rule").selectOption("Be kind");
  await why.getByLabel("Reason").fill("Not even to owls");
  await why.getByRole("button", { name: "Hide", exact: true }).click();
  await expect(page.getByText("Nothing waits for you")).toBeVisible();
  await expect(main.getByText("Ada Lark hid a post by Ben Wren")).toBeVisible();
  await expect(main.getByText("Be kind: Not even to owls")).toBeVisible();

  // Eve still looks at the community.
  await expect(card(eve.page, "Rude words")).toHaveCount(0);
  await open(eve.page, "/notifications");
  await expect(eve.page.getByText("Your report was looked at, and something was done about it.")).toBeVisible();
  await open(eve.page, `${path}/moderation`);
  await expect(eve.page.getByText("Be kind: Not even to owls")).toBeVisible();
  await expect(eve.page.getByText("Ban somebody")).toHaveCount(0);
  await open(ben.page, "/notifications");
  await expect(ben.page.getByText("The moderators of Marsh birds hid your post")).toBeVisible();
  await open(ben.page, path);
  await expect(card(ben.page, "Rude words").getByText("Hidden by the moderators")).toBeVisible();

  // From the post itself it is shown again.
  await open(page, path);
  await card(page, "Rude words").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Show this post again" }).click();
  const again = page.getByRole("dialog", { name: "Show this post again" });
  await again.getByLabel("Reason").fill("It was meant kindly");
  await again.getByRole("button", { name: "Show again", exact: true }).click();
  await expect(page.getByText("The post is shown again")).toBeVisible();
  await expect(card(page, "Rude words").getByText("Hidden by the moderators")).toHaveCount(0);
  await open(eve.page, path);
  await expect(card(eve.page, "Rude words")).toBeVisible();
  ben.watch.check();
  eve.watch.check();
});

test("a first post waits until it is approved; who is banned stays out", async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  const bens = await signUp(ben.page, person("Ben Wren"));
  const slug = address(ada.handle);
  const path = await foundCommunity(page, "Marsh birds", "Open", slug);
  await open(page, path);
  const kept = await page.evaluate(async (slug) => {
    const body = new URLSearchParams({ slug, name: "Marsh birds", hold_first: "1" });
    return (await fetch("/api/communities/update", { method: "POST", body })).status;
  }, slug);
  expect(kept).toBe(200);
  await join(ben.page, path);
  await write(ben.page, path, "My first words");
  await expect(ben.page.getByText("Your post waits until a moderator has looked at it")).toBeVisible();
  await expect(card(ben.page, "My first words").getByText("Waits for a moderator")).toBeVisible();

  await open(page, "/notifications");
  await page.getByRole("article").getByRole("link", { name: "Marsh birds" }).first().click();
  await page.waitForURL(/\/moderation$/);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Nothing waits for you")).toBeVisible();
  await expect(page.getByText("Ada Lark approved a post by Ben Wren")).toBeVisible();
  await open(ben.page, "/notifications");
  await expect(ben.page.getByText("Your post is shown in Marsh birds")).toBeVisible();

  await page.getByRole("link", { name: "Ban somebody" }).click();
  const dialog = page.getByRole("dialog", { name: "Ban somebody" });
  await dialog.getByLabel("Handle").fill(bens.handle);
  await dialog.getByLabel("For how long").selectOption("7 days");
  await dialog.getByLabel("Reason").fill("Enough");
  await dialog.getByRole("button", { name: "Ban", exact: true }).click();
  await expect(page.getByText("Ada Lark banned Ben Wren for 7 days")).toBeVisible();
  await open(ben.page, path);
  await expect(ben.page.getByRole("button", { name: "Join", exact: true })).toHaveCount(0);
  await page.getByRole("link", { name: "Lift ban" }).click();
  const lifting = page.getByRole("dialog", { name: "Lift ban" });
  await lifting.getByLabel("Reason").fill("It was a mistake");
  await lifting.getByRole("button", { name: "Lift ban" }).click();
  await expect(page.getByText("Ada Lark lifted the ban of Ben Wren")).toBeVisible();
  await join(ben.page, path);
  ben.watch.check();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a post is reported and hidden by plain forms", { tag: "@phone" }, async ({ page, browser, watch }) => {
    const eve = await another(browser, { javaScriptEnabled: false });
    for (const one of [watch, eve.watch]) one.allow(/preloaded using link preload/);
    const ada = await signUp(page, person("Ada Lark"));
    await signUp(eve.page, person("Eve Owl"));
    const slug = address(ada.handle);
    await page.goto("/communities/new");
    await page.getByLabel("Name").fill("Plain birds");
    await page.getByLabel("Address").fill(slug);
    await page.getByLabel("Rule 1", { exact: true }).fill("Be kind");
    await page.getByRole("main").getByRole("button", { name: "Create a community" }).click();
    await eve.page.goto(`/c/${slug}`);
    await eve.page.getByRole("button", { name: "Join", exact: true }).or(eve.page.getByRole("link", { name: "Join", exact: true })).first().click();
    await eve.page.getByRole("button", { name: "Agree and join" }).click();
    await eve.page.goto("/compose");
    await eve.page.getByRole("textbox", { name: "What is happening?" }).fill("Plainly rude");
    await eve.page.getByRole("combobox", { name: "Audience" }).selectOption({ label: "Plain birds" });
    await eve.page.getByRole("button", { name: "Post", exact: true }).click();
    await expect(card(eve.page, "Plainly rude")).toBeVisible();

    await page.goto(`/c/${slug}`);
    await card(page, "Plainly rude").getByRole("link", { name: "Report this post" }).click();
    await page.getByRole("button", { name: "Send report" }).click();
    await expect(page.getByText("Fill this in.")).toBeVisible();
    await page.getByRole("radio", { name: /Be kind/ }).check();
    await page.getByRole("button", { name: "Send report" }).click();
    await expect(page.getByText("Thank you: your report is on its way")).toBeVisible();

    await page.goto(`/c/${slug}/moderation`);
    await page.getByRole("link", { name: "Hide", exact: true }).click();
    await page.getByRole("button", { name: "Hide", exact: true }).click();
    await expect(page.getByText("Fill this in.")).toBeVisible();
    await page.getByLabel("Reason").fill("Rude");
    await page.getByRole("button", { name: "Hide", exact: true }).click();
    await expect(page.getByText("Ada Lark hid a post by Eve Owl")).toBeVisible();
    eve.watch.check();
  });
});
