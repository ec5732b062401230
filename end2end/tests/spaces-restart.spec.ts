// A server that starts anew: the room goes on where it was.
import { Server } from "../server";
import { bird, control, enter, startSpace } from "../spaces";
import { expect, test } from "../support";
import { hears } from "../voices";

test.describe.configure({ timeout: 180_000 });

test("a restart of the server ends no room: roles stay, and the sound is back within three seconds", async ({ browser }) => {
  const server = await Server.start();
  try {
    const at = { baseURL: server.url };
    const ada = await bird(browser, "Ada Lark", 440, at);
    const ben = await bird(browser, "Ben Wren", 880, at);
    const cy = await bird(browser, "Cy Owl", 1320, at);
    const path = await startSpace(ada.page, "Songs of always");
    await enter(ada.page, path, "Unmute");
    await enter(ben.page, path, "Listen");
    await enter(cy.page, path, "Listen");
    await control(ben.page, "Request to speak").click();
    await ada.page.getByRole("button", { name: "Let Ben Wren speak" }).click();
    await control(ben.page, "Unmute").click();
    await hears(cy.page, 440);
    await hears(cy.page, 880);

    await server.stop();
    await expect(cy.page.getByText("Reconnecting").filter({ visible: true }).first()).toBeVisible();
    // Longer than the first tries.
    await cy.page.waitForTimeout(6000);
    await server.start();
    await Promise.all([hears(cy.page, 440, 3000), hears(cy.page, 880, 3000), hears(ada.page, 880, 3000)]);
    await hears(ben.page, 440, 3000);

    const stage = cy.page.getByRole("region", { name: "Speakers" });
    await expect(stage.getByRole("listitem").filter({ hasText: "Ada Lark" })).toContainText("Host");
    await expect(stage.getByRole("listitem").filter({ hasText: "Ben Wren" })).toContainText("Speaker");
    await expect(control(ben.page, "Mute")).toBeVisible();
    await expect(control(cy.page, "Request to speak")).toBeVisible();
    await ada.page.getByRole("button", { name: "End space" }).click();
    await ada.page.getByRole("dialog").getByRole("button", { name: "End space" }).click();
    await expect(cy.page.getByText("The space has ended.")).toBeVisible();
  } finally {
    await server.end();
  }
});
