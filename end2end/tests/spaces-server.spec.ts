// Rooms on a server of their own: one that starts anew, and one that writes captions itself.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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

test("captions by the server need no recogniser in the browser", async ({ browser }) => {
  let heard = 0;
  const recogniser = createServer((request, response) => {
    request.resume().on("end", () => {
      heard += 1;
      response.setHeader("content-type", "application/json").end(JSON.stringify({ text: "Good morning, birds" }));
    });
  });
  await new Promise<void>((resolve) => recogniser.listen(0, "127.0.0.1", resolve));
  const { port } = recogniser.address() as AddressInfo;
  const server = await Server.start({ PIAF_CAPTIONS_URL: `http://127.0.0.1:${port}/v1/audio/transcriptions` });
  try {
    const at = { baseURL: server.url };
    const ada = await bird(browser, "Ada Lark", 440, at);
    const ben = await bird(browser, "Ben Wren", 880, at);
    const path = await startSpace(ada.page, "Songs in letters");
    await enter(ada.page, path, "Unmute");
    await enter(ben.page, path, "Listen");
    await hears(ben.page, 440);
    expect(heard, "nobody agreed yet").toBe(0);
    await control(ada.page, "More").click();
    await ada.page.getByRole("menuitemradio", { name: "Captions of what I say" }).click();
    await expect(ada.page.getByRole("dialog")).toContainText("is written down by the service that Piaf uses for it");
    await ada.page.getByRole("button", { name: "Agree" }).click();
    const captions = ben.page.getByRole("list", { name: "Captions" });
    await expect(captions).toContainText("Ada Lark Good morning, birds", { timeout: 30_000 });
    await control(ada.page, "More").click();
    await expect(ada.page.getByRole("menuitemradio", { name: "Captions of what I say" })).toBeChecked();
    ada.watch.check();
    ben.watch.check();
  } finally {
    await server.end();
    recogniser.close();
  }
});
