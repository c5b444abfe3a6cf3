// Results: a clinician releases them, the patient's open page shows them, and how a value went over time is read by eye, keyboard and ear.
import type { Page } from '@playwright/test';
import { axe } from '../support/looks';
import { visit } from '../support/portal';
import { expect, test } from '../support/test';

/** The status and the media type with which a file is answered. */
const fetched = (page: Page, path: string) =>
  page.evaluate(async (path) => {
    const answer = await fetch(path);
    return [answer.status, answer.headers.get('content-type')];
  }, path);

// First, for those after it release what waits.
test('a file of a result is on its page from its release on', async ({ open }) => {
  const walter = await open('walter');
  await visit(walter, '/records/results?words=chest');
  await walter.locator('[data-result] a').first().click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText('Chest X-ray, 2 views');
  const held = walter.locator('[data-file="Report of the chest X-ray"]');
  await expect(held).toContainText('PDF, 1 KB');
  const path = (await held.getByRole('link').getAttribute('href')) ?? '';
  expect(await fetched(walter, path)).toEqual([200, 'application/pdf']);

  // One that waits: the clinician's list says how many files it has, and the patient reaches none of them.
  const title = 'Ultrasound of the kidneys';
  const ruiz = await open('ruiz');
  await visit(ruiz, '/staff/results');
  const item = ruiz.locator(`[data-work="${title}"]`);
  const files = item.getByRole('link', { name: /^1 file,/ });
  const id = ((await files.getAttribute('href')) ?? '').split('/').pop() ?? '';
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect((await fetched(walter, `/files/records/${id}/0`))[0]).toBe(404);
  await visit(walter, '/records/results?words=ultrasound');
  await expect(walter.locator('[data-result]')).toHaveCount(0);
  await item.getByRole('checkbox').check();
  await ruiz.getByRole('button', { name: 'Release', exact: true }).click();
  await expect(ruiz.getByRole('alert')).toContainText('1 result was released.');
  // No reload: it comes live.
  await walter.locator(`[data-result="${title}"]`).getByRole('link').click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText(title);
  const link = walter.getByRole('link', { name: 'Download Report of the ultrasound, PDF, 2 KB' });
  await expect(link).toHaveAttribute('href', `/files/records/${id}/0`);
  expect(await fetched(walter, `/files/records/${id}/0`)).toEqual([200, 'application/pdf']);
  const [file] = await Promise.all([walter.waitForEvent('download'), link.click()]);
  expect(file.suggestedFilename()).toBe('report-of-the-ultrasound.pdf');
});

test('a clinician releases a result and the open page of the patient shows it', async ({ open }) => {
  const ruiz = await open('ruiz');
  await visit(ruiz, '/staff/results');
  const item = ruiz.locator('[data-work]').filter({ hasText: /Walter.* Hughes/ }).first();
  const title = (await item.getAttribute('data-work')) ?? '';
  // Found by its name: what is released may be older than the newest thirty.
  const walter = await open('walter');
  await visit(walter, `/records/results?words=${encodeURIComponent(title)}`);
  const list = walter.getByRole('main').getByRole('list', { name: 'Results' });
  const before = await list.getByRole('listitem').count();
  expect(before).toBeLessThan(30);
  await expect(list.locator(`[data-result="${title}"]`).filter({ hasText: 'New' })).toHaveCount(0);
  await item.getByRole('checkbox').check();
  await ruiz.getByLabel('Comment for the patient').fill('Nothing to worry about.');
  await ruiz.getByRole('button', { name: 'Release', exact: true }).click();
  await expect(ruiz.getByRole('alert')).toContainText('1 result was released.');
  // No reload: it comes live.
  await expect(list.getByRole('listitem')).toHaveCount(before + 1);
  await expect(walter.getByRole('status').filter({ hasText: 'The results have been updated.' })).toHaveCount(1);
  await list.locator(`[data-result="${title}"]`).filter({ hasText: 'New' }).first().getByRole('link').click();
  await expect(walter.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(walter.getByRole('main')).toContainText('Nothing to worry about.');
  await expect(walter.getByRole('heading', { name: 'Comment by Ana Ruiz' })).toBeVisible();
});

test('how a value went over time is read from a drawing with a name and a table with links', async ({ open }) => {
  const page = await open('walter');
  await visit(page, '/records/results');
  await page.getByLabel('Find a test or report').fill('lipid');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: /Lipid panel/ }).first().click();
  const test_ = page.locator('[data-test="LDL cholesterol"]');
  await expect(test_).toBeVisible();
  await expect(test_.getByRole('img').first()).toHaveAccessibleName(/Usual/);
  // The person's own range, made from earlier values: a second band on the line, and in words beside it.
  const own = test_.locator('[data-own-range]');
  await expect(own).toContainText(/Your usual range: [\d.]+–[\d.]+ mg\/dL, made from \d+ of your own earlier values\. This one is (below|within|above) it\./);
  await expect(own).toContainText('It is not the laboratory’s range.');
  await expect(test_.getByRole('img').first()).toHaveAccessibleName(/Your usual range/);
  await expect(test_.getByRole('img').first().locator('[data-own]')).toHaveCount(1);
  await expect(test_.locator('[data-explained]')).toContainText('In plain words: LDL carries cholesterol');
  await axe(page, 'a result with its own range and plain words');
  const earlier = test_.locator('summary');
  await earlier.focus();
  await page.keyboard.press('Enter');
  const course = test_.getByRole('img', { name: /LDL cholesterol: \d+ values from .* Your usual range/ });
  await expect(course).toBeVisible();
  await expect(course.locator('[data-own]')).toHaveCount(1);
  const rows = test_.getByRole('table', { name: 'Earlier values of LDL cholesterol' }).getByRole('row');
  expect(await rows.count()).toBeGreaterThan(3);
  await page.keyboard.press('Tab');
  await expect(rows.nth(1).getByRole('link')).toBeFocused();
  const here = page.url();
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(here);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lipid panel');
});

test('a result is taken back with a reason', async ({ open }) => {
  const ruiz = await open('ruiz');
  await visit(ruiz, '/staff/results?shelf=released');
  const item = ruiz.locator('[data-work]').first();
  const title = await item.getAttribute('data-work');
  await item.getByText('Take back', { exact: true }).first().click();
  await item.getByRole('button', { name: 'Take back' }).click();
  await item.getByLabel('Reason').fill('It belongs to somebody else.');
  await item.getByRole('button', { name: 'Take back' }).click();
  await expect(ruiz.getByRole('alert')).toContainText('It is held back.');
  const blocked = ruiz.locator(`[data-work="${title}"]`).filter({ hasText: 'It belongs to somebody else.' });
  await expect(blocked).toHaveCount(1);
  await expect(blocked).toContainText('held back by Ana Ruiz');
});

test('without scripts results are read and released too', async ({ open }) => {
  const page = await open('ruiz', { javaScriptEnabled: false });
  await page.goto('/staff/results');
  await page.locator('[data-work]').first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Release', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('1 result was released.');
});

test('an administrator adds a class of tests, changes it and takes it away', async ({ open }) => {
  const page = await open('admin');
  await visit(page, '/settings/results');
  await page.getByRole('link', { name: 'Add class' }).click();
  const form = page.getByRole('dialog', { name: 'Add a class of tests' });
  await form.getByLabel('Name', { exact: true }).fill('Thyroid');
  await form.getByLabel('Codes of its tests').fill('3016-3 3024-7');
  await form.getByLabel('When patients see it').selectOption('after');
  await form.getByLabel('Hours', { exact: false }).fill('0');
  await form.getByRole('button', { name: 'Save class' }).click();
  await expect(form.getByText('Use 1 to 2160 hours.').first()).toBeVisible();
  await form.getByLabel('Hours', { exact: false }).fill('24');
  await form.getByRole('button', { name: 'Save class' }).click();
  const row = page.locator('[data-class="Thyroid"]');
  await expect(row).toContainText('Shown 24 hours after they arrive');
  await expect(row).toContainText('2 codes');
  await row.getByRole('link', { name: 'Change' }).click();
  await page.getByRole('dialog').getByLabel('Sensitive').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Save class' }).click();
  await expect(row).toContainText('Sensitive');
  await row.getByRole('link', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove Thyroid?' }).getByRole('button', { name: 'Remove' }).click();
  await expect(row).toHaveCount(0);
});

test('how one hears of new results is chosen, with and without scripts', async ({ open }) => {
  const page = await open('priya');
  await visit(page, '/records/results');
  const main = page.getByRole('main');
  await main.getByText('How you hear of new results').click();
  await main.getByLabel('Send me a message').selectOption('with_comment');
  await main.getByLabel(/^Not at weekends/).check();
  await main.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(main.getByRole('alert')).toContainText('Saved.');
  const plain = await open('priya', { javaScriptEnabled: false });
  await plain.goto('/records/results');
  await plain.getByText('How you hear of new results').click();
  await expect(plain.getByLabel('Send me a message')).toHaveValue('with_comment');
  await expect(plain.getByLabel(/^Not at weekends/)).toBeChecked();
  await plain.getByLabel(/^Not at weekends/).uncheck();
  await plain.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(plain.getByRole('alert')).toContainText('Saved.');
  await expect(plain.getByLabel(/^Not at weekends/)).not.toBeChecked();
});
