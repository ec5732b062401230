import { defineConfig, devices } from "@playwright/test";

const port = process.env.TEST_PORT ?? "8123";
const baseURL = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: true,
  // A second try tells a machine that was busy from a fault; `make test` names such tests in its summary and at its end.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./report.ts"]],
  use: {
    baseURL,
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Spaces: a microphone without a device or a question, sound without a press, media over the loopback address.
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection",
      ],
    },
  },
  // A test runs at both widths only where layout matters, by the tag `@both`; others run once: those with the tag
  // `@phone` there, those without a tag at the desk. Each page is shown at both widths by some test.
  projects: [
    { name: "desk", grepInvert: /@phone/, use: { viewport: { width: 1280, height: 900 } } },
    { name: "phone", grep: /@both|@phone/, use: { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } } },
  ],
  // The release build on a data folder of its own, with the embedded Postgres: what a newcomer runs.
  webServer: {
    command: "./serve",
    cwd: __dirname,
    url: `${baseURL}/readyz`,
    timeout: 120_000,
    reuseExistingServer: !process.env.CI,
    stdout: "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
  },
});
