// The base of every browser test: a console error, a failed script or a violated content policy fails it.
import {
  test as base,
  expect,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test';
import { BASE, signIn, type Facility } from './portal';

/** Opens a browser of its own for a demo account: its pages are watched, its times given back at the end. */
export type Open = (username: string, options?: BrowserContextOptions & { facility?: Facility }) => Promise<Page>;

const problems: string[] = [];

async function watch(context: BrowserContext) {
  context.on('page', (page) => {
    page.on('console', (message) => {
      // A refusal is an answer, and a connection that the test cut is no fault of the page.
      const isExpected = /status of 4\d\d|ERR_FAILED|ERR_INTERNET_DISCONNECTED/.test(message.text());
      if (message.type() === 'error' && !isExpected) problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
}

async function openAs(browser: Browser, opened: BrowserContext[], ...[username, options]: Parameters<Open>) {
  const { facility = 'demo', ...rest } = options ?? {};
  const isSpanish = facility === 'norte';
  const context = await browser.newContext({
    baseURL: BASE[facility],
    locale: isSpanish ? 'es-ES' : 'en-US',
    timezoneId: isSpanish ? 'Europe/Madrid' : 'America/New_York',
    ...rest,
  });
  opened.push(context);
  await watch(context);
  const page = await context.newPage();
  await signIn(page, username, facility);
  return page;
}

export const test = base.extend<{ watched: void; open: Open }>({
  watched: [
    async ({ context }, use) => {
      problems.length = 0;
      await watch(context);
      await use();
      expect(problems, 'the console must stay silent').toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ browser }, use) => {
    const opened: BrowserContext[] = [];
    await use((username, options) => openAs(browser, opened, username, options));
    for (const context of opened) {
      // Signing out ends the session, and with it what it kept.
      await context.setOffline(false);
      await context.request.post('/api/account/sign_out', { headers: { 'sec-fetch-site': 'same-origin' } });
      await context.close();
    }
  },
});

/** Waits until the page has woken up. */
export async function alive(page: Page) {
  await page.waitForFunction(() => 'alive' in document.documentElement.dataset);
}

export { expect };
