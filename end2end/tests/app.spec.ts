// The portal as an application: installable, honest without a connection, nothing about a person in any cache, in two languages.
import type { Page } from '@playwright/test';
import { BASE, account, book, keep, openTimes, signIn, visit } from '../support/portal';
import { isExpected } from '../support/silence';
import { alive, expect, test } from '../support/test';

/** Waits until the service worker has kept what it keeps. */
async function installed(page: Page) {
  await page.waitForFunction(async () => Boolean((await navigator.serviceWorker.ready).active?.state === 'activated'));
}

/** Everything that any cache holds: paths and texts. */
async function cached(page: Page): Promise<{ path: string; text: string }[]> {
  return page.evaluate(async () => {
    const found: { path: string; text: string }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push({ path: new URL(request.url).pathname, text: (await response?.text()) ?? '' });
      }
    }
    return found;
  });
}

for (const [clinic, origin, color] of [
  ['the English clinic', '', '#0b5c73'],
  ['the Spanish clinic', BASE.norte, '#2a6b3f'],
]) {
  test(`${clinic} can be installed under its own name and colours`, async ({ page, context }) => {
    await page.goto(`${origin}/sign-in`);
    await alive(page);
    await installed(page);
    const browser = await context.newCDPSession(page);
    const { errors, data } = await browser.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(JSON.parse(data ?? '{}').theme_color).toBe(color);
    const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
    expect(installabilityErrors.filter((error) => error.errorId !== 'in-incognito')).toEqual([]);
  });
}

test.describe('without a connection', () => {
  test('the offline page stands in, in the reader’s language, and the way back works', async ({ page, context }) => {
    await signIn(page, 'walter');
    await visit(page, '/');
    await installed(page);
    await context.setOffline(true);
    await page.goto('/records').catch(() => {});
    await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible();
    await expect(page.getByRole('link', { name: /\+1 212/ })).toBeVisible();
    await expect(page.locator('body')).not.toContainText(account('walter').name.split(' ')[0]);
    const styled = await page.getByRole('link', { name: 'Try again' }).evaluate((link) => getComputedStyle(link).backgroundColor);
    expect(styled).not.toBe('rgba(0, 0, 0, 0)');
    await context.setOffline(false);
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page).toHaveURL(/\/records$/);
    await alive(page);
    await expect(page.getByRole('link', { name: /Allergies/ }).first()).toBeVisible();
  });
});

test('a new version is offered, waits for the reader, and is loaded when asked', async ({ page }) => {
  await page.goto('/sign-in');
  await alive(page);
  await installed(page);
  await page.reload();
  await alive(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.locator('#username').fill('walter');
  // Another script for the same pages is what a new build looks like to the browser.
  await page.evaluate(() => navigator.serviceWorker.register('/sw.js?next'));
  const prompt = page.locator('#update');
  await expect(prompt).toContainText('A new version is ready');
  await expect(page.locator('#username')).toHaveValue('walter');
  await prompt.getByRole('button', { name: 'Load it now' }).click();
  await expect(prompt).toContainText('not sent yet');
  await expect(page.locator('#username')).toHaveValue('walter');
  await page.locator('#username').fill('');
  await Promise.all([page.waitForEvent('load'), prompt.getByRole('button', { name: 'Load it now' }).click()]);
  await alive(page);
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/\/sw\.js\?next$/);
});

test('the language is switched before signing in, and what was typed stays', async ({ page }) => {
  await page.goto('/sign-in?next=/records');
  await alive(page);
  await page.locator('#username').fill('walter');
  await page.getByRole('button', { name: 'Español' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await alive(page);
  await expect(page.locator('#username')).toHaveValue('walter');
  await expect(page).toHaveTitle(/^Entrar/);
  await expect(page).toHaveURL(/\/sign-in\?next=\/records$/);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test.describe('at the Spanish clinic', () => {
  test.use({ baseURL: BASE.norte });

  test('after a whole journey no cache holds anything about the patient', async ({ page }) => {
    const person = account('lucia', 'norte');
    await signIn(page, 'lucia', 'norte');
    await visit(page, '/');
    await installed(page);
    for (const path of ['/records', '/records/medications', '/records/allergies', '/visits', '/more', '/']) await visit(page, path);
    const times = await openTimes(page, /Revisión/);
    await keep(page, times.last());
    await book(page);
    await visit(page, '/visits');
    const held = await cached(page);
    expect(held.length).toBeGreaterThan(3);
    for (const { path, text } of held) {
      expect(path).toMatch(/^\/(pkg\/|fonts\/|icons\/|theme\/|offline$)/);
      if (path === '/offline') for (const word of person.name.split(' ')) expect(text).not.toContain(word);
    }
    await page.locator('form[action="/api/account/sign_out"] button:visible').first().click();
    await page.waitForURL(/\/sign-in/);
    await alive(page);
    await installed(page);
    for (const { path } of await cached(page)) expect(path).toMatch(/^\/(pkg\/|fonts\/|icons\/|theme\/|offline$)/);
  });

  test('whoever switches under More reads Spanish everywhere, also on the next sign-in', async ({ page, open }) => {
    await signIn(page, 'lucia', 'norte');
    await visit(page, '/more');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.getByRole('button', { name: 'Español' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await expect(page).toHaveURL(/\/more$/);
    for (const path of ['/', '/visits', '/visits/book', '/records', '/records/allergies', '/more', '/nowhere']) {
      await visit(page, path);
      await expect(page.locator('html')).toHaveAttribute('lang', 'es');
      await expect(page.locator('body')).not.toContainText(/\b(Home|Visits|Records|Sign out|Go to home|Language)\b/);
    }
    const elsewhere = await open('lucia', { facility: 'norte', locale: 'en-US' });
    await expect(elsewhere.locator('html')).toHaveAttribute('lang', 'es');
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the language is switched too', async ({ page }) => {
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Español' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await expect(page).toHaveURL(/\/sign-in$/);
  });
});

test('a time that is kept can be kept longer, and is free again when its page is left', async ({ open }) => {
  const page = await open('priya');
  await page.clock.install();
  const times = await openTimes(page, 'New concern');
  await times.last().click();
  await expect(page.getByText(/for you: 4:\d\d/)).toBeVisible();
  const longer = page.getByRole('button', { name: 'Keep it longer' });
  await expect(longer).toHaveCount(0);
  await page.clock.runFor(190_000);
  await expect(page.getByText(/for you: 1:\d\d/)).toBeVisible();
  await longer.click();
  await expect(longer).toHaveCount(0);
  await page.clock.runFor(1_000);
  await expect(page.getByText(/for you: 4:\d\d/)).toBeVisible();
  const hold = new URL(page.url()).searchParams.get('hold') ?? '';
  const status = () =>
    page.evaluate(
      async (id) =>
        (await fetch('/api/booking/read_hold', { method: 'POST', body: new URLSearchParams({ 'request[hold]': id }) })).status,
      hold,
    );
  expect(await status()).toBe(200);
  await page.goto('/more');
  await expect.poll(status).toBe(410);
});

test('no test passes over a missing part of the page, and each may be refused', () => {
  const missing = 'Failed to load resource: the server responded with a status of 404 (Not Found)';
  for (const part of ['/pkg/patient-1.js', '/pkg/clinic/clinic-1_bg.wasm', '/fonts/sans.woff2', '/theme/ab.css', '/icons/192.png', '/sw.js', '/manifest.webmanifest', '/favicon.ico']) {
    expect(isExpected(missing, BASE.demo + part, false), part).toBe(false);
    expect(isExpected('Failed to load resource: net::ERR_FAILED', BASE.norte + part, false), part).toBe(false);
    expect(isExpected('Failed to load resource: net::ERR_FAILED', BASE.norte + part, true), part).toBe(true);
  }
  for (const answer of ['/api/booking/hold_slot', '/visits/none', '/files/records/1/0', '/events/stream?since=1', '/']) {
    expect(isExpected(missing, BASE.demo + answer, false), answer).toBe(true);
    expect(isExpected('net::ERR_FAILED', BASE.demo + answer, false), answer).toBe(true);
  }
  expect(isExpected(missing, 'http://localhost:1/app.js', false), 'of an app elsewhere').toBe(true);
  expect(isExpected('Failed to load resource: the server responded with a status of 500', `${BASE.demo}/`, false)).toBe(false);
});
