// The record, as it came in by FHIR.
import { signIn, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

test('a patient reads medications, newest first, current apart from past', async ({ page }) => {
  await signIn(page, 'walter');
  for (const section of ['diagnoses', 'medications', 'allergies', 'vaccinations']) {
    await visit(page, `/records/${section}`);
    await expect(page.locator('main li').first()).toBeVisible();
  }
});

test('a patient with almost nothing sees that nothing is recorded, not an error', async ({ page }) => {
  await signIn(page, 'priya');
  await visit(page, '/records/medications');
  await expect(page.locator('main')).not.toContainText('Not permitted');
  await expect(page.locator('main li')).toHaveCount(0);
});

test('between home and the record, which have programs of their own, no page is empty', async ({ page }) => {
  await signIn(page, 'walter');
  await visit(page, '/');
  const home = await page.getByRole('heading', { level: 1 }).innerText();
  // What still stands there when the page goes.
  const noteLeft = () =>
    page.evaluate(() => addEventListener('beforeunload', () => sessionStorage.setItem('left', document.querySelector('h1')?.innerText ?? '')));
  const left = () => page.evaluate(() => sessionStorage.getItem('left'));
  await noteLeft();
  await page.getByRole('navigation').getByRole('link', { name: 'Records' }).click();
  await expect(page).toHaveURL(/\/records$/);
  await alive(page);
  expect(await left()).toBe(home);
  const record = await page.getByRole('heading', { level: 1 }).innerText();
  // Within the record the program goes on.
  await page.getByRole('main').getByRole('link', { name: 'Medications' }).click();
  await expect(page.locator('main li').first()).toBeVisible();
  await page.goBack();
  await noteLeft();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(home);
  expect(await left()).toBe(record);
});

test('the Spanish clinic speaks Spanish and wears its own colours', async ({ open }) => {
  const page = await open('inaki', { facility: 'norte' });
  await visit(page, '/records');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page.getByRole('link', { name: 'Alergias' })).toBeVisible();
  const primary = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--c-primary').trim());
  expect(primary).toBe('#2a6b3f');
});
