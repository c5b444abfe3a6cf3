// The base of every browser test: a console error, a failed script or a violated content policy fails it.
import { test as base, expect, type Page } from '@playwright/test';

export const test = base.extend<{ watched: void }>({
  watched: [
    async ({ context }, use) => {
      const problems: string[] = [];
      const watch = (page: Page) => {
        page.on('console', (message) => {
          // A refusal is an answer, not a fault of the page.
          const isRefusal = /status of 4\d\d/.test(message.text());
          if (message.type() === 'error' && !isRefusal) problems.push(`console: ${message.text()}`);
        });
        page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
      };
      context.on('page', watch);
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`),
        );
      });
      await use();
      expect(problems, 'the console must stay silent').toEqual([]);
    },
    { auto: true },
  ],
});

/** Waits until the page has woken up. */
export async function alive(page: Page) {
  await page.waitForFunction(() => 'alive' in document.documentElement.dataset);
}

export { expect };
