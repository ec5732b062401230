// Communities: founded, found, joined as their level says, written in by members, read by everybody.
import { type Page, another, expect, foundCommunity, open, person, signUp, test } from "../support";

const card = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

const address = (handle: string) => `c-${handle.toLowerCase()}`;

test("an open community is joined after its rules, and its posts stand at home with members alone", { tag: "@phone" }, async ({
  page,
  browser,
}) => {
  const ada = await signUp(page, person("Ada Lark"));
  const [ben, eve] = [await another(browser), await another(browser)];
  await signUp(ben.page, person("Ben Wren"));
  await signUp(eve.page, person("Eve Owl"));
  const path = await foundCommunity(page, "Marsh birds", "Open", address(ada.handle));
  const main = page.getByRole("main");
  await main.getByRole("textbox", { name: "What is happening?" }).fill("The reeds are full");
  await main.getByRole("button", { name: "Post", exact: true }).click();
  await expect(card(page, "The reeds are full").getByRole("link", { name: "Marsh birds" })).toBeVisible();

  // Eve follows the author, Ben joins: he finds the post at home, she does not.
  await open(eve.page, `/@${ada.handle}`);
  await eve.page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
  await expect(eve.page.locator(".profile").getByRole("button", { name: "Following" })).toBeVisible();
  await expect(eve.page.getByText("The reeds are full")).toHaveCount(0);
  await open(eve.page, "/home");
  await expect(eve.page.getByText("The reeds are full")).toHaveCount(0);

  await open(ben.page, "/communities?q=marsh");
  await ben.page.getByRole("link", { name: /Marsh birds/ }).first().click();
  await ben.page.waitForURL(/\/c\//);
  await open(ben.page, path);
  await ben.page.getByRole("button", { name: "Join", exact: true }).click();
  const rules = ben.page.getByRole("dialog", { name: "Community rules" });
  await expect(rules.getByText("Be kind")).toBeVisible();
  await rules.getByRole("button", { name: "Agree and join" }).click();
  await expect(ben.page.getByRole("button", { name: "Joined" })).toBeVisible();
  await expect(ben.page.getByRole("link", { name: /2 members/ })).toBeVisible();
  await ben.page.getByRole("main").getByRole("textbox", { name: "What is happening?" }).fill("Coming at dawn");
  await ben.page.getByRole("main").getByRole("button", { name: "Post", exact: true }).click();
  await expect(card(ben.page, "Coming at dawn")).toBeVisible();
  await open(ben.page, "/home");
  await expect(card(ben.page, "The reeds are full")).toBeVisible();
  await expect(
    ben.page.getByRole("combobox", { name: "Audience" }).first().getByRole("option", { name: "Marsh birds" }),
  ).toHaveCount(1);

  // She reads it there, and is shown the way in when she wants to do more.
  await open(eve.page, path);
  await expect(card(eve.page, "The reeds are full")).toBeVisible();
  await card(eve.page, "The reeds are full").getByRole("button", { name: "Like", exact: true }).click();
  await expect(eve.page.getByText("Only members of Marsh birds reply, like and repost here.")).toBeVisible();
  await expect(card(eve.page, "The reeds are full").getByRole("button", { name: "Like", exact: true })).toHaveAttribute(
    "aria-pressed",
    "false",
  );
  await expect(
    card(eve.page, "The reeds are full").getByRole("button", { name: /^Reply/ }),
  ).toHaveAttribute("aria-disabled", "true");

  // Leaving is asked about, and takes the composer's offer with it.
  await open(ben.page, path);
  await ben.page.getByRole("button", { name: "Joined" }).click();
  await ben.page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(ben.page.getByRole("button", { name: "Join", exact: true })).toBeVisible();
  await expect(ben.page.getByRole("main").getByRole("textbox", { name: "What is happening?" })).toHaveCount(0);
  ben.watch.check();
  eve.watch.check();
});

test("invitations let in, roles are given, the last admin stays", async ({ page, browser, watch }) => {
  watch.allow(/answer 422/);
  const ada = await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  const bens = await signUp(ben.page, person("Ben Wren"));
  const path = await foundCommunity(page, "Oak council", "By invitation", address(ada.handle));
  await open(ben.page, path);
  await expect(ben.page.getByText("Only people with an invitation can join. Anybody may read.")).toBeVisible();
  await expect(ben.page.getByRole("button", { name: "Join", exact: true })).toHaveCount(0);

  await page.getByRole("main").getByRole("link", { name: "Invite" }).click();
  await page.waitForURL(/\/members$/);
  await page.getByRole("searchbox", { name: "Search people" }).fill(bens.handle);
  await page.getByRole("button", { name: `Invite @${bens.handle}` }).click();
  await expect(page.getByText("Invited", { exact: true })).toBeVisible();
  await open(ben.page, path);
  await ben.page.getByRole("button", { name: "Join", exact: true }).click();
  await ben.page.getByRole("dialog").getByRole("button", { name: "Agree and join" }).click();
  await expect(ben.page.getByRole("button", { name: "Joined" })).toBeVisible();
  await open(ben.page, `${path}/members`);
  await expect(ben.page.getByText("You have 5 invitations left")).toBeVisible();

  await open(page, `${path}/members`);
  await page.getByRole("button", { name: "Joined" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(page.getByText("You are the only admin. Hand the community over first.")).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("button", { name: `Role of @${bens.handle}` }).click();
  await page.getByRole("menuitem", { name: "Hand the community over" }).click();
  await expect(page.getByText("The role is changed")).toBeVisible();
  await open(page, `${path}/about`);
  await expect(page.getByRole("region", { name: "Who answers for it" }).getByText("Moderator")).toBeVisible();
  ben.watch.check();
});

test("admins change what stands there; what is refused keeps what was typed", { tag: "@phone" }, async ({ page, watch }) => {
  watch.allow(/answer 422/);
  const ada = await signUp(page, person("Ada Lark"));
  const path = await foundCommunity(page, "Marsh birds", "Open", address(ada.handle));
  await open(page, `${path}/settings`);
  await page.getByLabel("Topics").fill("one two three four five six");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("At most 5.")).toBeVisible();
  await expect(page.getByLabel("Topics")).toHaveValue("one two three four five six");
  await page.getByLabel("Topics").fill("reeds");
  await page.getByLabel("Name").fill("Reed birds");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("Saved")).toBeVisible();
  await page.getByLabel("Rule 2", { exact: true }).fill("Whisper");
  const saved = page.waitForResponse(/set_rules/);
  await page.getByRole("button", { name: "Save" }).last().click();
  await saved;
  await open(page, `${path}/about`);
  await expect(page.getByRole("heading", { name: "Reed birds", level: 1 })).toBeVisible();
  await expect(page.getByText("Whisper")).toBeVisible();
  await expect(page.getByRole("link", { name: "#reeds" })).toBeVisible();
});

test("who asks to join is let in by a moderator, writes, and the log tells of it", async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const ben = await another(browser);
  const bens = await signUp(ben.page, person("Ben Wren"));
  const path = await foundCommunity(page, "Canal watch", "On request", address(ada.handle));
  await open(ben.page, path);
  await ben.page.getByRole("button", { name: "Ask to join" }).click();
  const rules = ben.page.getByRole("dialog", { name: "Community rules" });
  await rules.getByLabel("Message to the moderators").fill("I live by the lock");
  await rules.getByRole("button", { name: "Agree and ask to join" }).click();
  await expect(ben.page.getByRole("button", { name: "Requested" })).toBeVisible();
  await expect(ben.page.getByText("You asked to join. A moderator will answer.")).toBeVisible();

  await open(page, "/notifications");
  await expect(page.getByRole("main").getByText("asks to join")).toBeVisible();
  await open(page, `${path}/moderation`);
  await expect(page.getByText("I live by the lock")).toBeVisible();
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByText("They are a member now")).toBeVisible();

  await open(ben.page, "/notifications");
  await expect(ben.page.getByRole("main").getByText("accepted you in")).toBeVisible();
  await open(ben.page, path);
  await ben.page.getByRole("main").getByRole("textbox", { name: "What is happening?" }).fill("Two herons at the lock");
  await ben.page.getByRole("main").getByRole("button", { name: "Post", exact: true }).click();
  await expect(card(ben.page, "Two herons at the lock")).toBeVisible();
  // Anybody reads the log.
  const guest = await another(browser);
  await open(guest.page, `${path}/moderation`);
  await expect(guest.page.getByText(/accepted/)).toContainText(bens.name);
  ben.watch.check();
  guest.watch.check();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a community is founded, joined and written in", { tag: "@phone" }, async ({ page, browser, watch }) => {
    const ben = await another(browser, { javaScriptEnabled: false });
    // The browser loads the script ahead and then is not allowed to run it.
    for (const one of [watch, ben.watch]) one.allow(/preloaded using link preload/);
    const ada = await signUp(page, person("Ada Lark"));
    await signUp(ben.page, person("Ben Wren"));
    const slug = address(ada.handle);
    await page.goto("/communities/new");
    await page.getByLabel("Name").fill("Plain birds");
    await page.getByLabel("Address").fill(slug);
    await page.getByLabel("Rule 1", { exact: true }).fill("Be kind");
    await page.getByRole("main").getByRole("button", { name: "Create a community" }).click();
    await page.waitForURL(new RegExp(`/c/${slug}$`));

    await ben.page.goto(`/c/${slug}`);
    await ben.page.getByRole("button", { name: "Join", exact: true }).click();
    await ben.page.waitForURL(/\/about/);
    await expect(ben.page.getByText("Be kind")).toBeVisible();
    await ben.page.getByRole("button", { name: "Agree and join" }).click();
    await expect(ben.page.getByRole("button", { name: "Joined" })).toBeVisible();
    await ben.page.getByRole("main").getByRole("textbox", { name: "What is happening?" }).fill("Without a script");
    await ben.page.getByRole("main").getByRole("button", { name: "Post", exact: true }).click();
    await page.goto(`/c/${slug}`);
    await expect(card(page, "Without a script")).toBeVisible();
    ben.watch.check();
  });
});

test("in French the pages speak French", async ({ browser }) => {
  const { page, watch } = await another(browser, { locale: "fr-FR" });
  await open(page, "/communities");
  await expect(page.getByRole("heading", { name: "Communautés", level: 1 })).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Chercher des communautés" })).toBeVisible();
  watch.check();
});

test("visitors look through the directory", { tag: "@phone" }, async ({ page }) => {
  await open(page, "/communities");
  await page.getByRole("main").getByRole("search").getByRole("searchbox").fill("nothing of that kind");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=nothing/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
