// Password, devices, and the warning before a session ends.
import { codeOf } from '../support/app_code';
import { rest } from '../support/database';
import { axe } from '../support/looks';
import { BASE, account, signIn, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

test('an owner sees where the account is signed in, and signs the other device out', async ({ open }) => {
  const page = await open('nuria', { facility: 'norte' });
  const other = await open('nuria', { facility: 'norte' });
  await visit(page, '/account/security');
  await expect(page.getByText('Este dispositivo')).toHaveCount(1);
  const rows = page.locator('[aria-labelledby=devices-title] .row');
  const before = await rows.count();
  expect(before).toBeGreaterThan(1);
  await page.getByRole('button', { name: /Cerrar la sesión de/ }).first().click();
  await expect(page.getByRole('status').filter({ hasText: 'Se ha cerrado la sesión del dispositivo' })).toBeVisible();
  await expect(rows).toHaveCount(before - 1);
  const all = page.getByRole('button', { name: 'Cerrar sesión en los demás' });
  if (await all.isVisible()) await all.click();
  await expect(rows).toHaveCount(1);
  await other.goto('/visits');
  await expect(other).toHaveURL(/\/sign-in/);
});

test('a wrong password is told beside its field, and nothing changes', async ({ open }) => {
  const page = await open('priya');
  await visit(page, '/account/security');
  await page.locator('#current').fill('not my password at all');
  await page.locator('#new').fill('several words of my own');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This is not your password now.')).toBeVisible();
  await expect(page.locator('#current')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#new')).toHaveValue('several words of my own');
});

test('before a session ends the page asks, and staying keeps what was typed', async ({ open }) => {
  const page = await open('priya');
  await page.clock.install();
  await visit(page, '/account/security');
  await page.locator('#new').fill('half a passw');
  // A second window that is used keeps the first from asking: the page asks the server before it warns.
  await rest(page, 5 * 60);
  await page.clock.fastForward(29 * 60_000);
  const dialog = page.locator('dialog#session-end');
  await page.clock.runFor(2_000);
  await expect(dialog).toBeHidden();
  await rest(page, 23 * 60 + 30);
  await page.clock.fastForward(29 * 60_000);
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('timer')).toContainText(/1:\d\d/);
  await axe(page, 'before a session ends');
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('#new')).toHaveValue('half a passw');
  // The server has heard of it: what would have ended the session does not.
  await rest(page, 20 * 60);
  await page.locator('#current').fill('not my password at all');
  await page.locator('#new').fill('several words of my own');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This is not your password now.')).toBeVisible();
  await expect(page.locator('#new')).toHaveValue('several words of my own');
});

test('a session that has ended leaves nothing on the screen', async ({ open }) => {
  const page = await open('priya');
  await page.clock.install();
  await visit(page, '/more');
  await rest(page, 31 * 60);
  await page.clock.fastForward(31 * 60_000);
  await expect(page).toHaveURL(/\/sign-in\?next=\/more/);
  await alive(page);
  await page.goBack();
  await expect(page.getByText('Priya')).toHaveCount(0);
});

test('an address is added with the code that was sent there, and taken away again', async ({ open, stranger }) => {
  const page = await open('turno', { facility: 'norte' });
  await visit(page, '/account/security');
  await page.getByRole('button', { name: 'Añadir un correo electrónico' }).click();
  const dialog = page.locator('dialog#add-factor');
  await axe(page, 'adding an address');
  await dialog.locator('#factor-address').fill('carmen@example');
  await dialog.getByRole('button', { name: 'Enviar un código' }).click();
  await expect(dialog.locator('#factor-address')).toHaveAttribute('aria-invalid', 'true');
  const address = `carmen.${Date.now()}@example.org`;
  await dialog.locator('#factor-address').fill(address);
  await dialog.getByRole('button', { name: 'Enviar un código' }).click();
  const mailbox = await stranger({ facility: 'norte' });
  const message = mailbox.locator(`[data-to="${address}"]`).first();
  await expect(async () => {
    await mailbox.goto('/outbox');
    await expect(message).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const words = (await message.textContent()) ?? '';
  await dialog.locator('#factor-code').fill(/(?<!\d)\d{6}(?!\d)/.exec(words)?.[0] ?? '');
  await dialog.getByRole('button', { name: 'Confirmar' }).click();
  const row = page.locator('[data-contact]', { hasText: address });
  await expect(row).toBeVisible();
  await expect(dialog).toBeHidden();
  await axe(page, 'addresses');
  await row.getByRole('button', { name: `Quitar: ${address}` }).click();
  await expect(row).toHaveCount(0);
});

test('an app is set up, asked for at the next sign-in, and removed again', async ({ open, stranger }) => {
  test.setTimeout(180_000);
  const page = await open('turno', { facility: 'norte' });
  await visit(page, '/account/security');
  await page.getByRole('button', { name: 'Añadir: Aplicación de autenticación' }).click();
  const dialog = page.locator('dialog#add-factor');
  await expect(dialog.getByRole('img', { name: 'Código QR para la aplicación de autenticación' })).toBeVisible();
  await axe(page, 'adding an app');
  const secret = (await dialog.locator('[data-secret]').getAttribute('data-secret')) ?? '';
  await dialog.locator('#factor-code').fill('000000');
  await dialog.getByRole('button', { name: 'Confirmar' }).click();
  await expect(dialog.getByRole('alert')).toContainText('El código no es correcto');
  await dialog.locator('#factor-code').fill(codeOf(secret, Date.now() / 1000));
  await dialog.getByRole('button', { name: 'Confirmar' }).click();
  await expect(dialog.locator('[data-recovery] li')).toHaveCount(10, { timeout: 30_000 });
  const recovery = await dialog.locator('[data-recovery] li').allTextContents();
  await dialog.getByRole('button', { name: 'Los he guardado' }).click();
  await expect(page.getByText('Quedan 10 códigos')).toBeVisible();

  // When it was proven too long ago, both are asked for: here with a recovery code, for whoever has lost the telephone.
  await page.route('**/api/account/renew_recovery_codes', (route) => route.fulfill({ status: 403, json: { error: 'step_up' } }), {
    times: 1,
  });
  await page.getByRole('button', { name: 'Crear códigos nuevos' }).click();
  const proof = page.locator('dialog#step-up');
  await expect(proof.locator('#step-up-code')).toBeVisible();
  await axe(page, 'proving who is asking');
  await proof.locator('#step-up-password').fill(account('turno', 'norte').password);
  await proof.locator('#step-up-code').fill('000000');
  await proof.getByRole('button', { name: 'Continuar' }).click();
  await expect(proof.getByText('El código no es correcto')).toBeVisible();
  await proof.locator('#step-up-way').selectOption('recovery');
  await proof.locator('#step-up-code').fill(recovery[4]);
  await proof.getByRole('button', { name: 'Continuar' }).click();
  await expect(proof).toBeHidden();
  await expect(dialog.locator('[data-recovery] li')).toHaveCount(10, { timeout: 30_000 });
  await dialog.getByRole('button', { name: 'Los he guardado' }).click();

  const third = await stranger({ facility: 'norte' });
  await signIn(third, 'turno', 'norte');
  await expect(third).toHaveURL(/\/sign-in\/second/);
  await alive(third);
  await axe(third, 'second step');

  // Without scripts: name and password, then a code of the next half minute, since each is good once.
  const other = await stranger({ facility: 'norte', javaScriptEnabled: false });
  const person = account('turno', 'norte');
  await other.goto(`${BASE.norte}/sign-in`);
  await other.locator('#username').fill(person.username);
  await other.locator('#password').fill(person.password);
  await other.locator('main form button[type=submit]').click();
  await expect(other).toHaveURL(/\/sign-in\/second/);
  await other.locator('#second-code').fill('000000');
  await other.locator('main form button[type=submit]').click();
  await expect(other.getByText('El código no es correcto')).toBeVisible();
  await other.locator('#second-code').fill(codeOf(secret, Date.now() / 1000 + 30));
  await other.locator('main form button[type=submit]').click();
  await expect(other).toHaveURL(/\/staff\/today/);
  await page.getByRole('button', { name: /^Quitar: / }).click();
  await expect(page.getByText('Quedan 10 códigos')).toHaveCount(0);
});
