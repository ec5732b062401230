// Spaces around the room: planned, reminded of, started, found, shared.
import { HOUR, local, plan, startDialog, tile } from "../spaces";
import { type Page, another, expect, hydrated, open, person, signUp, test } from "../support";

async function follow(page: Page, handle: string) {
  await open(page, `/@${handle}`);
  const answered = page.waitForResponse(/\/api\/profiles\/follow/);
  await page.locator(".profile").getByRole("button", { name: "Follow", exact: true }).click();
  await answered;
}

test("a planned space is reminded of, moved and started; cards, pill and notifications follow", { tag: "@both" }, async ({
  page,
  browser,
}) => {
  const ada = await signUp(page, person("Ada Lark"));
  const name = `Dawn of ${ada.handle}`;
  const ben = await another(browser);
  await signUp(ben.page, person("Ben Wren"));
  await follow(ben.page, ada.handle);
  const path = await plan(page, name);
  await expect(page.getByText("in 2 days")).toBeVisible();

  // Links into spaces load the document whole; within, they do not.
  await open(ben.page, "/home");
  const narrow = (ben.page.viewportSize()?.width ?? 0) < 700;
  if (narrow) await ben.page.getByRole("button", { name: "Account menu" }).click();
  const ways = narrow ? ben.page.getByRole("menu") : ben.page.getByRole("navigation", { name: "Primary" });
  const link = ways.getByRole(narrow ? "menuitem" : "link", { name: "Spaces" });
  await expect(link.first()).toHaveAttribute("rel", "external");
  await open(ben.page, "/spaces");
  const card = tile(ben.page, name);
  await expect(card).toHaveAttribute("data-phase", "upcoming");
  await card.getByRole("button", { name: "Set reminder" }).click();
  await expect(card.getByRole("button", { name: "Reminder set" })).toHaveAttribute("aria-pressed", "true");
  await ben.page.reload();
  await hydrated(ben.page);
  await expect(card.getByRole("button", { name: "Reminder set" })).toHaveAttribute("aria-pressed", "true");

  await page.getByRole("button", { name: "Change time" }).click();
  await page.getByRole("dialog", { name: "Change time" }).getByLabel("Date and time").fill("");
  await page.getByRole("dialog", { name: "Change time" }).getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".field-error").filter({ hasText: /./ })).toBeVisible();
  await page
    .getByRole("dialog", { name: "Change time" })
    .getByLabel("Date and time")
    .fill(await local(page, Date.now() + 5 * 24 * HOUR));
  await page.getByRole("dialog", { name: "Change time" }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("in 5 days")).toBeVisible();

  await page.getByRole("button", { name: "Start now" }).click();
  await expect(page.getByRole("button", { name: "Start now" })).toHaveCount(0);
  await expect(card).toHaveAttribute("data-phase", "live");
  await expect(ben.page.getByRole("region", { name: "Live now" }).locator(".space-tile").filter({ hasText: name })).toBeVisible();

  // He is told, and finds the way in on top of Home and around her face.
  await expect(async () => {
    await open(ben.page, "/notifications");
    await expect(ben.page.getByText(`started the space ${name}`)).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(ben.page.getByRole("article").getByRole("link", { name })).toHaveAttribute("rel", "external");
  await open(ben.page, "/home");
  const pill = ben.page.locator(".space-pill").filter({ hasText: name });
  await expect(pill).toHaveAttribute("href", path);
  await open(ben.page, `/@${ada.handle}`);
  await expect(ben.page.locator(".profile .avatar[data-ring]").first()).toBeVisible();
  ben.watch.check();
});

test("what is wrong in the form is said at its field, and what was typed stays", { tag: "@phone" }, async ({ page, watch }) => {
  watch.allow(/answer 422/);
  const who = await signUp(page, person("Ada Lark"));
  const form = await startDialog(page);
  await form.getByLabel("Topics").fill("one two three four");
  await form.getByRole("button", { name: "Start now" }).click();
  await expect(form.getByText("Fill in this field").or(form.locator(".field-error").filter({ hasText: /./ }))).toBeVisible();
  const name = `Reeds of ${who.handle}`;
  await form.getByLabel("Name").fill(name);
  await expect(form.getByText(`${name.length}/70`)).toBeVisible();
  await form.getByRole("button", { name: "Start now" }).click();
  await expect(form.locator(".field", { hasText: "Topics" }).locator(".field-error")).not.toBeEmpty();
  await form.getByLabel("Topics").fill("reeds");
  await form.getByLabel("Audience").selectOption({ label: "People I invite" });
  await form.getByLabel("Who is invited?").fill("@nobody_has_this");
  await form.getByRole("button", { name: "Start now" }).click();
  await expect(form.locator(".field", { hasText: "Who is invited?" }).locator(".field-error")).not.toBeEmpty();
  await form.getByLabel("Audience").selectOption({ label: "Everyone" });
  await form.getByRole("switch", { name: "Schedule for later" }).check();
  await form.getByLabel("Date and time").fill(await local(page, Date.now() + 40 * 24 * HOUR));
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(form.getByText("Choose a time within the next 30 days.")).toBeVisible();
  await form.getByLabel("Date and time").fill("");
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(form.locator(".field", { hasText: "Date and time" }).locator(".field-error")).not.toBeEmpty();
  await expect(form.getByLabel("Name")).toHaveValue(name);
  await expect(form.getByLabel("Topics")).toHaveValue("reeds");
});

test("a private space is there for those who are invited, and for nobody else", async ({ page, browser }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const [ben, eve, guest] = [await another(browser), await another(browser), await another(browser)];
  const bens = await signUp(ben.page, person("Ben Wren"));
  await signUp(eve.page, person("Eve Owl"));
  const name = `Nest of ${ada.handle}`;
  const form = await startDialog(page);
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Audience").selectOption({ label: "People I invite" });
  await form.getByLabel("Who is invited?").fill(`@${bens.handle.slice(0, -1)}`);
  await form.getByRole("button", { name: `Invite @${bens.handle}` }).click();
  await expect(form.getByLabel("Who is invited?")).toHaveValue(`@${bens.handle}, `);
  await form.getByRole("switch", { name: "Schedule for later" }).check();
  await expect(form.getByLabel("Date and time")).not.toHaveValue("");
  await form.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.waitForURL(/\/spaces\/\d+$/);
  const path = new URL(page.url()).pathname;
  await expect(page.getByRole("region", { name: "Invited people" }).getByText(`@${bens.handle}`)).toBeVisible();

  for (const other of [eve, guest]) {
    other.watch.allow(/answer 404/);
    const answer = await other.page.goto(path);
    expect(answer?.status()).toBe(404);
    await other.page.goto("/spaces");
    await expect(tile(other.page, name)).toHaveCount(0);
  }
  await open(ben.page, "/spaces");
  await expect(tile(ben.page, name).getByText("By invitation")).toBeVisible();
  await open(ben.page, path);
  await expect(ben.page.getByRole("region", { name: "Invited people" })).toHaveCount(0);

  // It is cancelled while he looks at it.
  await page.getByRole("button", { name: "Cancel the space" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the space" }).click();
  await page.waitForURL(/\/spaces$/);
  await expect(ben.page.getByRole("button", { name: "Set reminder" })).toHaveCount(0);
  for (const other of [ben, eve, guest]) other.watch.check();
});

test("a space is shared in a post", { tag: "@phone" }, async ({ page }) => {
  const ada = await signUp(page, person("Ada Lark"));
  const name = `Marsh of ${ada.handle}`;
  const path = await plan(page, name, 3);
  await page.getByRole("main").getByRole("button", { name: "Share" }).click();
  await page.getByRole("menuitem", { name: "Post it" }).click();
  const composer = page.getByRole("dialog", { name: "New post" });
  await expect(composer.getByRole("textbox", { name: "What is happening?" })).toHaveValue(new RegExp(`${path}$`));
  await composer.getByRole("button", { name: "Post", exact: true }).click();
  await expect(composer).toBeHidden();
});

test("guests find public spaces and are led to log-in", { tag: "@both" }, async ({ page, browser }) => {
  const ada = await another(browser);
  const { handle } = await signUp(ada.page, person("Ada Lark"));
  const path = await plan(ada.page, `Gate of ${handle}`);
  await open(page, path);
  await expect(page).toHaveTitle(new RegExp(`Gate of ${handle}`));
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute("content", `Gate of ${handle}`);
  await page.getByRole("button", { name: "Set reminder" }).click();
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
  await open(page, "/spaces");
  await page.getByRole("button", { name: "Start a space" }).click();
  await page.waitForURL(/\/login\?next=/);
  ada.watch.check();
});

test("what one listens to can be kept to oneself", { tag: "@phone" }, async ({ page }) => {
  await signUp(page, person("Ada Lark"));
  await open(page, "/settings/privacy");
  const hide = page.getByRole("switch", { name: "Hide what I listen to" });
  await expect(hide).not.toBeChecked();
  await hide.check();
  await page.locator("form").filter({ has: hide }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await open(page, "/settings/privacy");
  await expect(hide).toBeChecked();
});

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });

  test("a space is planned", { tag: "@phone" }, async ({ page, browser }) => {
    const ada = await another(browser, { locale: "en-GB", timezoneId: "Europe/Paris" });
    const { handle, ...who } = await signUp(ada.page, person("Ada Lark"));
    await plan(ada.page, `Aube de ${handle}`, 30);
    await open(page, "/spaces");
    await expect(page.getByRole("heading", { name: "Espaces", level: 1 })).toBeVisible();
    await expect(page.getByRole("region", { name: "À venir" })).toBeVisible();
    await expect(tile(page, `Aube de ${handle}`).getByRole("button", { name: "Me le rappeler" })).toBeVisible();
    await expect(tile(page, `Aube de ${handle}`).getByText(/à \d\d:\d\d$/)).toBeVisible();
    expect(who.name).toBe("Ada Lark");
    ada.watch.check();
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a space is planned, and one is reminded of it", async ({ page, browser, watch }) => {
    const ben = await another(browser, { javaScriptEnabled: false });
    // The browser loads the script ahead and then is not allowed to run it.
    for (const one of [watch, ben.watch]) one.allow(/preloaded using link preload/);
    const ada = await signUp(page, person("Ada Lark"));
    await signUp(ben.page, person("Ben Wren"));
    await page.goto("/spaces");
    await page.getByRole("button", { name: "Start a space" }).click();
    await page.waitForURL(/\?start=/);
    const main = page.getByRole("main");
    await main.getByLabel("Topics").fill("plain");
    await main.locator("select[name=at]").selectOption({ label: "in 3 hours" });
    await main.getByRole("switch", { name: "Record this space" }).check();
    await main.getByRole("button", { name: "Start now" }).click();
    await page.waitForURL(/\?start=/);
    await expect(main.locator(".field", { hasText: "Name" }).locator(".field-error").first()).not.toBeEmpty();
    await expect(main.getByLabel("Topics")).toHaveValue("plain");
    await expect(main.getByRole("switch", { name: "Record this space" })).toBeChecked();
    await main.getByLabel("Name").fill(`Plain ${ada.handle}`);
    await main.locator("select[name=at]").selectOption({ label: "in 3 hours" });
    // The page knows by now that it is for later.
    await main.getByRole("button", { name: "Schedule" }).click();
    await page.waitForURL(/\/spaces\/\d+$/);
    await expect(main.getByText("It will be recorded")).toBeVisible();
    await ben.page.goto(new URL(page.url()).pathname);
    await ben.page.getByRole("button", { name: "Set reminder" }).click();
    await expect(ben.page.getByRole("button", { name: "Reminder set" })).toBeVisible();
    ben.watch.check();
  });
});
