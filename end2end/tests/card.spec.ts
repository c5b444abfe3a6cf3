// The medical-ID card: read at arm's length, printed on one page, and kept for when there is no connection only where somebody has
// turned that on; gone when that is turned off, at the end of the session, and when somebody else signs in.
import type { Page } from '@playwright/test';
import { verdict } from '../support/pdf';
import { axe, NARROWEST, PHONE, sideways } from '../support/looks';
import { signIn, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

const CARD = '/records/card';
const KEEP = 'Keep this card on this device for when there is no connection';

/** Waits until the service worker has kept what it keeps. */
async function installed(page: Page) {
  await page.waitForFunction(async () => Boolean((await navigator.serviceWorker.ready).active?.state === 'activated'));
}

const isKept = (page: Page) => page.evaluate(() => caches.has('card'));

/** Turns it on, and waits until the card is there. */
async function keep(page: Page) {
  await visit(page, CARD);
  await installed(page);
  await page.getByRole('button', { name: KEEP }).click();
  await expect(page.locator('[data-kept="stored"]')).toContainText(/This card is kept on this device, as of .+\d{4}, /);
  expect(await isKept(page)).toBe(true);
}

/** What stands at an address without a connection. */
async function withoutConnection(page: Page, path: string) {
  await page.context().setOffline(true);
  await page.goto(path).catch(() => {});
}

test('the card says what helps, on a phone, on a wide screen and on one page of paper', async ({ open }, info) => {
  const walter = await open('walter');
  await visit(walter, '/records');
  await walter.getByRole('link', { name: /^Medical-ID card/ }).click();
  await expect(walter).toHaveURL(/\/records\/card$/);
  await alive(walter);
  const card = walter.locator('[data-sheet="card"]');
  await expect(card.getByRole('heading', { level: 2 })).toHaveText('Walter Edward Hughes');
  for (const words of ['Penicillin', 'Reactions can be severe', 'Type 2 diabetes', 'Apixaban 5 mg tablet', 'Carol Hughes-Lang', 'Daughter']) {
    await expect(card).toContainText(words);
  }
  // What is over is not there.
  for (const words of ['Shingles', 'Simvastatin', 'Clopidogrel']) await expect(card).not.toContainText(words);
  await expect(card.getByRole('link', { name: '(845) 555-0162' })).toHaveAttribute('href', 'tel:8455550162');
  await axe(walter, 'the card');
  for (const viewport of [NARROWEST, PHONE]) {
    await walter.setViewportSize(viewport);
    expect(await sideways(walter)).toBeLessThanOrEqual(0);
  }
  const size = await card.getByText('Penicillin', { exact: true }).evaluate((words) => parseFloat(getComputedStyle(words).fontSize));
  expect(size).toBeGreaterThanOrEqual(19);
  await walter.emulateMedia({ colorScheme: 'light' });
  for (const format of ['A4', 'Letter']) {
    const path = info.outputPath(`${format}.pdf`);
    await walter.pdf({ path, format });
    expect(verdict(path).pages, format).toBe(1);
  }

  await visit(walter, '/more');
  await walter.getByRole('link', { name: 'Medical-ID card' }).click();
  await expect(walter).toHaveURL(/\/records\/card$/);
});

test('turned on, the card is there without a connection, with its date; turned off, it is gone', async ({ open }) => {
  const walter = await open('walter');
  await visit(walter, CARD);
  await installed(walter);
  await expect(walter.locator('[data-kept="ready"]')).toContainText('Anyone who unlocks this device can then read it');
  expect(await isKept(walter), 'off until somebody turns it on').toBe(false);
  await keep(walter);
  await axe(walter, 'a card that is kept');

  await withoutConnection(walter, CARD);
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Medical-ID card');
  await expect(walter.locator('[data-copy="as-of"]')).toContainText(/As of .+\d{4}, .+ A copy that is kept on this device/);
  await expect(walter.getByText('Penicillin', { exact: true })).toBeVisible();
  await axe(walter, 'the copy of the card');
  for (const viewport of [NARROWEST, PHONE]) {
    await walter.setViewportSize(viewport);
    expect(await sideways(walter)).toBeLessThanOrEqual(0);
  }
  // From every other address there is a way to it.
  await walter.goto('/visits').catch(() => {});
  await expect(walter.getByRole('heading', { name: 'No connection' })).toBeVisible();
  await walter.getByRole('link', { name: 'Open the medical-ID card on this device' }).click();
  await expect(walter.getByText('Penicillin', { exact: true })).toBeVisible();

  await walter.context().setOffline(false);
  await walter.getByRole('link', { name: 'Try again' }).click();
  await alive(walter);
  // It is brought up to date.
  await expect(walter.locator('[data-kept="stored"]')).toHaveCount(1);
  await walter.getByRole('button', { name: 'Remove the card from this device' }).click();
  await expect(walter.getByRole('status').first()).toContainText('The card was removed from this device.');
  await expect.poll(() => isKept(walter)).toBe(false);
  await withoutConnection(walter, CARD);
  await expect(walter.getByRole('heading', { name: 'No connection' })).toBeVisible();
  await expect(walter.getByRole('link', { name: /medical-ID card/ })).toBeHidden();
  await expect(walter.locator('body')).not.toContainText('Penicillin');
});

test('after signing out the card is gone', async ({ open }) => {
  const walter = await open('walter');
  await keep(walter);
  await walter.locator('form[action="/api/account/sign_out"] button:visible').first().click();
  await walter.waitForURL(/\/sign-in/);
  await alive(walter);
  await installed(walter);
  expect(await isKept(walter)).toBe(false);
  await withoutConnection(walter, CARD);
  await expect(walter.getByRole('heading', { name: 'No connection' })).toBeVisible();
  await expect(walter.locator('body')).not.toContainText('Walter Edward Hughes');
});

test('when somebody else signs in the card is gone, and when the session has ended it is gone until the same person is back', async ({ open }) => {
  const page = await open('walter');
  await keep(page);
  await page.context().clearCookies({ name: '__Host-sid' });
  await page.goto(CARD);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect.poll(() => isKept(page)).toBe(false);
  await signIn(page, 'walter');
  await visit(page, CARD);
  await expect(page.locator('[data-kept="stored"]')).toHaveCount(1);
  expect(await isKept(page)).toBe(true);

  await page.context().clearCookies({ name: '__Host-sid' });
  await signIn(page, 'priya');
  await expect.poll(() => isKept(page)).toBe(false);
  await visit(page, CARD);
  await expect(page.locator('[data-kept="ready"]')).toHaveCount(1);
  expect(await isKept(page)).toBe(false);
});

test.describe('at the Spanish clinic, without scripts', () => {
  test('the card is read, and nothing is promised that cannot be kept', async ({ open }) => {
    const page = await open('inaki', { facility: 'norte', javaScriptEnabled: false });
    await page.goto(CARD);
    await expect(page.locator('[data-sheet="card"]')).toContainText('Veneno de avispa');
    await expect(page.getByRole('button', { name: /^Guardar esta tarjeta/ })).toHaveCount(0);
  });
});
