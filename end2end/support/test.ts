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
import { isAsset, isExpected } from './silence';

/** A page of a browser of its own, that nobody is signed in to; it is watched. */
export type Stranger = (options?: BrowserContextOptions & { facility?: Facility }) => Promise<Page>;

/** Opens a browser of its own for a demo account; its pages are watched. Tests give back the times they keep. */
export type Open = (username: string, options?: BrowserContextOptions & { facility?: Facility }) => Promise<Page>;

const problems: string[] = [];

async function watch(context: BrowserContext) {
  let wasCutOff = false;
  const setOffline = context.setOffline.bind(context);
  context.setOffline = (isOffline) => {
    wasCutOff ||= isOffline;
    return setOffline(isOffline);
  };
  context.on('page', (page) => {
    page.on('console', (message) => {
      const { url } = message.location();
      // Whoever opens an address at which nothing is means to.
      const isPage = url === page.url() && /status of 404/.test(message.text());
      const isMeant = isPage || isExpected(message.text(), url, wasCutOff);
      if (message.type() === 'error' && !isMeant) problems.push(`console: ${message.text()} ${url}`);
    });
    page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  });
  // Not everything that is refused is told on the console: icons of a manifest are not.
  context.on('response', (response) => {
    const isRefused = response.status() >= 400 && !wasCutOff && !response.request().isNavigationRequest();
    if (isRefused && isAsset(response.url())) problems.push(`refused: ${response.status()} ${response.url()}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
}

async function openNew(browser: Browser, opened: BrowserContext[], ...[options]: Parameters<Stranger>) {
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
  return context.newPage();
}

export const test = base.extend<{ watched: void; stranger: Stranger; open: Open }>({
  watched: [
    async ({ context }, use) => {
      problems.length = 0;
      await watch(context);
      await use();
      expect(problems, 'the console must stay silent').toEqual([]);
    },
    { auto: true },
  ],
  stranger: async ({ browser }, use) => {
    const opened: BrowserContext[] = [];
    await use((options) => openNew(browser, opened, options));
    for (const context of opened) await context.close();
  },
  open: async ({ stranger }, use) => {
    await use(async (username, options) => {
      const page = await stranger(options);
      await signIn(page, username, options?.facility);
      return page;
    });
  },
});

/** Waits until the page has woken up. */
export async function alive(page: Page) {
  await page.waitForFunction(() => 'alive' in document.documentElement.dataset);
}

export { expect };
