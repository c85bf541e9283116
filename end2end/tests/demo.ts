// What every spec works with: an app and a simulator of its own, people who sign in, and eyes on
// everything their browsers complain about. Nothing is shared between two tests.
import { type BrowserContext, type Locator, type Page, test as base, expect } from "@playwright/test";
import { startPair } from "../pair.mjs";
import { Simulator } from "./simulator";

export { expect };

// Everybody of the demo's organization, as the buttons of the sign-in page name them.
export type Name = "Provider 1" | "Provider 2" | "Provider 3" | "Scheduler 1" | "Org Admin 1";

type Pair = { app: string; simulator: string; stop: () => Promise<void> };
type Watch = { context: (context: BrowserContext) => void };
type Fixtures = {
  pair: Pair;
  simulator: Simulator;
  watch: Watch;
  // Signs somebody in, each in a browser of their own.
  person: (name: Name, options?: Parameters<import("@playwright/test").Browser["newContext"]>[0]) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  pair: async ({}, use, info) => {
    const pair = await startPair({
      label: `-${info.parallelIndex}`,
      postgresUrl: process.env.BROWSER_TESTS_PG_URL,
      // As always, only sooner: a change waits half a second for the one that undoes it.
      environment: { APP__SYNC__SETTLE_MS: "500" },
    });
    await use(pair);
    await pair.stop();
  },

  baseURL: async ({ pair }, use) => use(pair.app),

  simulator: async ({ pair }, use) => use(new Simulator(pair.simulator)),

  watch: async ({}, use) => {
    const complaints: string[] = [];
    await use({
      context: (context) => {
        context.on("console", (message) => {
          if (message.type() === "error" && !isRefusal(message.text())) {
            complaints.push(`${message.page()?.url()}: ${message.text()}`);
          }
        });
        context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
        context.on("request", (request) => {
          const { protocol, hostname } = new URL(request.url());
          // A federated organization signs its people in on another origin of this machine.
          if (protocol.startsWith("http") && !["127.0.0.1", "localhost"].includes(hostname)) {
            complaints.push(`${request.url()} is asked for`);
          }
        });
      },
    });
    expect(complaints, "what the browsers complained about").toEqual([]);
  },

  context: async ({ context, watch }, use) => {
    watch.context(context);
    await use(context);
  },

  person: async ({ browser, watch, pair: _ }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name, options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      watch.context(context);
      const page = await context.newPage();
      await signIn(page, name);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

// A status of 400 to 499 is an answer that a test provoked; Chromium notes each in the console.
const isRefusal = (text: string) => /^Failed to load resource: .* status of 4\d\d/.test(text);

// From whatever page leads to the sign-in page, with the demo's button.
export async function signIn(page: Page, name: Name, path = "/sign-in") {
  await page.goto(path);
  await page.getByRole("button", { name }).click();
  await expect(page.getByRole("button", { name: "Your account" })).toBeVisible();
}

// A page, and with script its WebAssembly: only then does the account menu say whether it is open.
export async function open(page: Page, path: string) {
  await page.goto(path);
  await awake(page);
}

export async function awake(page: Page) {
  if (withScript()) {
    await expect(page.getByRole("button", { name: "Your account" })).toHaveAttribute("aria-expanded", "false");
  }
}

export const withScript = () => test.info().project.use.javaScriptEnabled !== false;

// Waits until a page shows what happens elsewhere. With script it shows it by itself; without, it
// says how to look again.
export async function comesToShow(page: Page, what: Locator) {
  if (withScript()) {
    await expect(what).toBeVisible();
  } else {
    await showsWhenAsked(page, what);
  }
}

// Looks again until it is there.
export async function showsWhenAsked(page: Page, what: Locator) {
  await expect(async () => {
    await page.reload();
    await expect(what).toBeVisible({ timeout: 500 });
  }).toPass({ intervals: [100], timeout: 30_000 });
}

// What a browser with this person's session gets for a request that no page makes.
export async function request(page: Page, method: "GET" | "POST", path: string, form: Record<string, string> = {}) {
  const cookies = await page.context().cookies();
  return fetch(new URL(path, page.url()), {
    method,
    redirect: "manual",
    headers: {
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
      ...(method === "POST" && { "content-type": "application/x-www-form-urlencoded" }),
    },
    body: method === "POST" ? new URLSearchParams(form) : undefined,
  });
}
