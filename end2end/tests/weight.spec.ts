// What a first visit moves over the network: everything, headers included, nothing kept from before.
import type { Page } from '@playwright/test';
import { signIn } from '../support/portal';
import { alive, expect, test } from '../support/test';

/** What a first visit may move at most, in bytes. */
const LIMIT = 350_000;

/** Opens a page with empty caches; what it moved until it was awake and still, by path. */
async function moved(page: Page, path: string): Promise<Map<string, number>> {
  const session = await page.context().newCDPSession(page);
  const names = new Map<string, string>();
  const bytes = new Map<string, number>();
  await session.send('Network.enable');
  await session.send('Network.setBypassServiceWorker', { bypass: true });
  await session.send('Network.clearBrowserCache');
  session.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, new URL(request.url).pathname));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const name = names.get(requestId) ?? 'unknown';
    bytes.set(name, (bytes.get(name) ?? 0) + encodedDataLength);
  });
  await page.goto(path);
  await alive(page);
  await page.waitForTimeout(1_000);
  await session.detach();
  return bytes;
}

for (const { name, path } of [
  { name: 'the sign-in page', path: '/sign-in' },
  { name: 'home', path: '/' },
  { name: 'booking', path: '/visits/book' },
  { name: 'the record', path: '/records/medications' },
]) {
  test(`a first visit of ${name} stays light`, async ({ page }) => {
    if (path !== '/sign-in') {
      await signIn(page, 'walter');
      await alive(page);
      // What home goes on loading is not this page's.
      await page.goto('about:blank');
    }
    const bytes = await moved(page, path);
    const sum = [...bytes.values()].reduce((all, one) => all + one, 0);
    const list = [...bytes].sort(([, a], [, b]) => b - a).map(([file, size]) => `${size} ${file}`);
    console.log(`${path}: ${sum} bytes moved`);
    expect([...bytes.keys()].some((file) => file.endsWith('.wasm')), 'the program was measured too').toBe(true);
    expect(sum, list.join('\n')).toBeLessThanOrEqual(LIMIT);
  });
}
