// What all browser tests share: every test fails on a console error, a hydration warning, a failed request or an
// accessibility violation on the page where it ends.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";

export { expect };
export type { Page };

export interface Person {
  handle: string;
  name: string;
  email: string;
  password: string;
}

let count = 0;

/** A plainly fictional person whose handle nobody else in this run has. */
export function person(name = "Test Bird"): Person {
  count += 1;
  const handle = `b${process.pid.toString(36)}${Date.now().toString(36).slice(-5)}${count.toString(36)}`.slice(0, 15);
  return { handle, name, email: `${handle}@example.org`, password: `quiet meadow ${handle}` };
}

/** Collects what must not happen; `allow` names answers that a test provokes on purpose. */
export class Watch {
  readonly problems: string[] = [];
  private readonly allowed: RegExp[] = [];

  constructor(page: Page) {
    // A page that cannot be hydrated says nothing, to people; each script of the page's beginning comes before it.
    void page.addInitScript(() => addEventListener("piaf:not-hydrated", () => console.error("not hydrated")));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.note(`console ${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.note(`page error: ${error.message}`));
    page.on("requestfailed", (request) => {
      // A navigation away cancels what was under way.
      // Without script its preloads are refused by the page’s own policy.
      if (!["net::ERR_ABORTED", "csp"].includes(request.failure()?.errorText ?? "")) {
        this.note(`failed request: ${request.url()} ${request.failure()?.errorText}`);
      }
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.note(`answer ${response.status()}: ${new URL(response.url()).pathname}`);
    });
  }

  private note(text: string) {
    this.problems.push(text);
  }

  /** A refusal that this test wants to see, such as /answer 404/; the browser's own console line for it goes too. */
  allow(...patterns: RegExp[]) {
    this.allowed.push(...patterns);
  }

  check() {
    const refusals = this.allowed.some((pattern) => this.problems.some((text) => pattern.test(text)));
    const left = this.problems.filter(
      (text) =>
        !this.allowed.some((pattern) => pattern.test(text)) &&
        !(refusals && text.includes("Failed to load resource")),
    );
    expect(left).toEqual([]);
  }
}

export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ page, javaScriptEnabled }, use, info) => {
      const watch = new Watch(page);
      await use(watch);
      if (info.status === info.expectedStatus) {
        watch.check();
        // The accessibility check is itself a script in the page.
        if (javaScriptEnabled !== false && !page.isClosed() && page.url().startsWith("http")) {
          await expectAccessible(page);
        }
      }
    },
    { auto: true },
  ],
});

/** No axe violation on the page as it stands: of all rules, or of some. */
export async function expectAccessible(page: Page, rules?: string[]) {
  // Piaf has no frames. The other mode opens a second page to put the results of frames together, and takes four times
  // as long; what passes takes half of the rest to list.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rules ? builder.withRules(rules) : builder).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

/** Waits until the page's script has taken over. */
export async function hydrated(page: Page) {
  await page.waitForFunction(() => document.documentElement.dataset.hydrated !== undefined);
}

/** Signs somebody up with one request and opens the home page. `accounts.spec.ts` and the journeys use the form. */
export async function signUp(page: Page, who: Person = person()): Promise<Person> {
  const answer = await page.request.post("/api/accounts/sign_up", {
    form: { handle: who.handle, display_name: who.name, email: who.email, password: who.password },
    headers: { "sec-fetch-site": "same-origin", accept: "text/html" },
    maxRedirects: 0,
  });
  expect([answer.status(), answer.headers()["location"]], await answer.text()).toEqual([303, "/welcome"]);
  await page.goto("/home");
  return who;
}

/** Logs in through the form. */
export async function logIn(page: Page, who: Person) {
  await page.goto("/login");
  await page.getByLabel("Handle or email").fill(who.handle);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(/\/home/);
}

/** Another person in a browser of their own, watched like the first. */
export async function another(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const watch = new Watch(page);
  return { page, watch, context };
}

/** Writes a post from the home page. */
export async function post(page: Page, text: string) {
  await page.goto("/home");
  await hydrated(page);
  await page.getByRole("textbox", { name: "What is happening?" }).first().fill(text);
  await page.getByRole("button", { name: "Post", exact: true }).first().click();
  await expect(page.getByRole("article").filter({ hasText: text }).first()).toBeVisible();
}

/** Opens a page and waits for its script. */
export async function open(page: Page, path: string) {
  await page.goto(path);
  await hydrated(page);
}

/** Founds a community with one rule through its form and leaves the founder on its page; answers its address. */
export async function foundCommunity(
  page: Page,
  name: string,
  level: "Open" | "On request" | "By invitation",
  slug: string,
) {
  await open(page, "/communities/new");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Address").fill(slug);
  await page.getByLabel("Description").fill("On roofs and in parks");
  await page.getByLabel("Topics").fill(`birds ${slug}`);
  await page.getByRole("radio", { name: level }).check();
  await page.getByLabel("Rule 1", { exact: true }).fill("Be kind");
  await page.getByLabel("Explanation of rule 1").fill("To birds too");
  await page.getByRole("main").getByRole("button", { name: "Create a community" }).click();
  await page.waitForURL(new RegExp(`/c/${slug}$`));
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  return `/c/${slug}`;
}
