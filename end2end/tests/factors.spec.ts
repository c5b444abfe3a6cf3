// Codes by e-mail and text message as the second step, and what happens when every second step is lost.
import { codeOf } from '../support/app_code';
import { axe, PHONE, sideways } from '../support/looks';
import { activate, codeSent, invited, toSecondStep } from '../support/newcomer';
import { BASE, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';
import type { Page } from '@playwright/test';

/** Sets up a factor that an address gets codes for. */
async function enrol(page: Page, mailbox: Page, kind: string, address: string) {
  await page.getByRole('button', { name: `Add: ${kind}` }).click();
  const dialog = page.locator('dialog#add-factor');
  await dialog.locator('#factor-address').fill(address);
  await dialog.getByRole('button', { name: 'Send a code' }).click();
  await expect(dialog.locator('#factor-code')).toBeVisible();
  await dialog.locator('#factor-code').fill(await codeSent(mailbox, address));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
}

/** The recovery codes, shown once. */
async function keepCodes(page: Page): Promise<string[]> {
  const dialog = page.locator('dialog#add-factor');
  await expect(dialog.locator('[data-recovery] li')).toHaveCount(10, { timeout: 30_000 });
  const codes = await dialog.locator('[data-recovery] li').allTextContents();
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(dialog).toBeHidden();
  return codes;
}

test('codes by e-mail and by text message are set up, and each is the second step', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const mara = await invited(open, stranger, 'Mara');
  await activate(mara);
  const [page, mailbox] = [mara.phone, await stranger()];
  await visit(page, '/account/security');
  const [second, number] = [`second.${mara.email}`, `+1212555${String(Date.now()).slice(-4)}`];
  await enrol(page, mailbox, 'Code by e-mail', second);
  await keepCodes(page);
  await enrol(page, mailbox, 'Code by text message', number);
  await expect(page.locator('[aria-labelledby=factors-title] .row', { hasText: 'Code by text message · not used yet' })).toBeVisible();

  for (const [kind, address] of [['Code by text message', number], ['Code by e-mail', second]]) {
    const other = await stranger({ viewport: PHONE });
    await toSecondStep(other, mara.email);
    const link = other.getByRole('link', { name: new RegExp(`^${kind}`) });
    if (await link.isVisible()) {
      await link.click();
      await alive(other);
    }
    await axe(other, `second step: ${kind}`);
    await other.getByRole('button', { name: 'Send a code' }).click();
    await expect(other.locator('#second-code')).toBeVisible();
    await other.locator('#second-code').fill('000000');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await expect(other.getByText('code is not right').first()).toBeVisible();
    await other.locator('#second-code').fill(await codeSent(mailbox, address));
    await other.getByRole('button', { name: 'Sign in' }).click();
    await expect(other).toHaveURL(`${BASE.demo}/`);
  }
});

test('who has lost every second step is let in at the front desk, and sets up another', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const owen = await invited(open, stranger, 'Owen');
  await activate(owen);
  await visit(owen.phone, '/account/security');
  await owen.phone.getByRole('button', { name: 'Add: Authenticator app' }).click();
  const adding = owen.phone.locator('dialog#add-factor');
  const secret = (await adding.locator('[data-secret]').getAttribute('data-secret')) ?? '';
  await adding.locator('#factor-code').fill(codeOf(secret, Date.now() / 1000));
  await adding.getByRole('button', { name: 'Confirm' }).click();
  await keepCodes(owen.phone);

  // The telephone is gone. At the front desk somebody looks at a passport.
  const desk = await open('frontdesk');
  await visit(desk, '/patients/invitations');
  await desk.locator('#name').fill(owen.name);
  await desk.locator('main form button[type=submit]').first().click();
  await desk.getByRole('link', { name: /^Who has access/ }).click();
  await alive(desk);
  await desk.getByRole('link', { name: 'Lost the second step' }).click();
  const sheet = desk.locator('dialog#access');
  await expect(sheet).toBeVisible();
  await axe(desk, 'letting somebody in');
  await desk.setViewportSize({ width: 320, height: 640 });
  expect(await sideways(desk)).toBeLessThanOrEqual(0);
  await sheet.locator('#f-reason').fill(' ');
  await sheet.getByRole('button', { name: 'Make a code' }).click();
  await expect(sheet.locator('#f-reason')).toHaveAttribute('aria-invalid', 'true');
  await sheet.locator('#f-reason').fill('Lost the phone; seen with a passport');
  // Without a connection nothing is lost; pressed twice, one code is made.
  await desk.context().setOffline(true);
  await sheet.getByRole('button', { name: 'Make a code' }).click();
  await expect(sheet.getByRole('alert')).toContainText('connection');
  await expect(sheet.locator('#f-reason')).toHaveValue('Lost the phone; seen with a passport');
  await desk.context().setOffline(false);
  let asked = 0;
  desk.on('request', (request) => (asked += Number(request.url().endsWith('/api/family/let_in'))));
  await sheet.getByRole('button', { name: 'Make a code' }).dblclick();
  const told = sheet.locator('[data-reset-code]');
  await expect(told).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(asked).toBe(1);
  await axe(desk, 'a code to tell');
  const code = (await told.textContent()) ?? '';

  // Typed where a recovery code is typed, without scripts.
  const other = await stranger({ viewport: PHONE });
  await toSecondStep(other, owen.email);
  await other.getByRole('link', { name: 'Recovery code' }).click();
  await other.locator('#second-code').fill('ABCD-EFGH');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByText('code is not right').first()).toBeVisible();
  await other.locator('#second-code').fill(code.toLowerCase());
  await other.getByRole('button', { name: 'Sign in' }).click();
  // Nothing opens before another is set up.
  await expect(other).toHaveURL(/\/account\/security/);
  await alive(other);
  await axe(other, 'another has to be set up');
  await other.goto('/records');
  await expect(other).toHaveURL(/\/account\/security/);
  await alive(other);
  await other.getByRole('button', { name: 'Add: Authenticator app' }).click();
  const again = other.locator('dialog#add-factor');
  const fresh = (await again.locator('[data-secret]').getAttribute('data-secret')) ?? '';
  await again.locator('#factor-code').fill(codeOf(fresh, Date.now() / 1000));
  await again.getByRole('button', { name: 'Confirm' }).click();
  await keepCodes(other);
  await visit(other, '/');
  await expect(other).toHaveURL(`${BASE.demo}/`);
  // The telephone that was lost is signed out.
  await owen.phone.goto('/visits');
  await expect(owen.phone).toHaveURL(/\/sign-in/);
});
