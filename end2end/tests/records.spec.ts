// The record, as it came in by FHIR.
import { signIn, visit } from '../support/portal';
import { expect, test } from '../support/test';

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

test('the Spanish clinic speaks Spanish and wears its own colours', async ({ open }) => {
  const page = await open('inaki', { facility: 'norte' });
  await visit(page, '/records');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page.getByRole('link', { name: 'Alergias' })).toBeVisible();
  const primary = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--c-primary').trim());
  expect(primary).toBe('#2a6b3f');
});
