// What is printed: entries without the ways to go on, whose record it is, and the summary of a visit that patients take home.
import type { Page } from '@playwright/test';
import { signIn, visit } from '../support/portal';
import { expect, test } from '../support/test';

/** Shows the page as on paper, where nothing stands that only works on a screen. */
async function onPaper(page: Page) {
  await page.emulateMedia({ media: 'print' });
  const left = await page.evaluate(() =>
    [...document.querySelectorAll('nav, button, form, input, select, summary.switcher-row, .rail, .back-link, .skip-link, [data-print="no"]')]
      .filter((element) => element.checkVisibility())
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(left, 'what only works on a screen').toEqual([]);
  await expect(page.locator('[data-print="only"]').filter({ hasText: /^Walter\b.*\bHughes, printed on / })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

test('a section, a result with its course, and the timeline are printed as they are read', async ({ page }) => {
  await signIn(page, 'walter');
  await visit(page, '/records/diagnoses');
  const main = page.getByRole('main');
  const entries = await main.locator('[data-entry]').count();
  expect(entries).toBeGreaterThan(3);
  await expect(page.locator('[data-print="only"]').first()).toBeHidden();
  await onPaper(page);
  await expect(main.locator('[data-entry]:visible')).toHaveCount(entries);

  await page.emulateMedia({ media: 'screen' });
  await visit(page, '/records/results');
  await onPaper(page);
  await expect(main.locator('[data-result]').first()).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
  await page.getByLabel('Find a test or report').fill('lipid');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await main.getByRole('link', { name: /Lipid panel/ }).first().click();
  const value = page.locator('[data-test="LDL cholesterol"]');
  const drawn = value.getByRole('img', { name: /LDL cholesterol: \d+ values from/ });
  await expect(value).toBeVisible();
  await expect(drawn, 'folded away on a screen').toBeHidden();
  await onPaper(page);
  await expect(value).toBeVisible();
  await expect(drawn).toBeVisible();
  await expect(value.locator('[data-own-range]')).toBeVisible();
  await expect(value.locator('tbody tr').first()).toBeVisible();

  await page.emulateMedia({ media: 'screen' });
  await visit(page, '/records/timeline');
  const lines = await main.locator('[data-line]').count();
  expect(lines).toBeGreaterThan(3);
  await onPaper(page);
  await expect(main.locator('[data-line]:visible')).toHaveCount(lines);
});

test('the summary of a visit is printed from its page', async ({ page }) => {
  await signIn(page, 'walter');
  await visit(page, '/records/visits');
  const main = page.getByRole('main');
  await main.locator('[data-entry="Follow-up visit"]').first().getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Follow-up visit');
  await page.evaluate(() => {
    window.print = () => {
      document.documentElement.dataset.asked = 'yes';
    };
  });
  await main.getByRole('button', { name: 'Print the summary of this visit' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-asked', 'yes');
  const summary = page.locator('[data-print="only"]').filter({ hasText: 'After-visit summary' });
  await expect(summary).toBeHidden();
  await onPaper(page);
  await expect(summary).toBeVisible();
  // When and who, what was written, and what was measured.
  await expect(main.locator('.page-header')).toContainText(/\d{4}/);
  await expect(main).toContainText('Samuel Okafor MD');
  for (const part of ['documents', 'measured']) await expect(main.locator(`#part-${part}`)).toBeVisible();
  await expect(main.locator('[data-entry]:visible').first()).toBeVisible();
  await expect(main.locator('section[aria-labelledby="part-measured"] dd').first()).toBeVisible();
  // An entry that is no visit has no summary.
  await page.emulateMedia({ media: 'screen' });
  await main.getByRole('link', { name: /^Progress note/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Progress note');
  await expect(main.getByRole('button', { name: 'Print the summary of this visit' })).toHaveCount(0);
});
