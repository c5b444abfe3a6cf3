// Passkeys with the browser's virtual authenticators: one of the device and one that is carried about.
import type { CDPSession, Page } from '@playwright/test';
import { axe } from '../support/looks';
import { BASE, account, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

interface Kind {
  transport: 'internal' | 'usb';
  hasResidentKey: boolean;
}

interface Authenticator {
  client: CDPSession;
  id: string;
}

/** Connects an authenticator that touches and verifies by itself. */
async function connect(page: Page, { transport, hasResidentKey }: Kind): Promise<Authenticator> {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const { authenticatorId: id } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport,
      hasResidentKey,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { client, id };
}

/** Takes the passkeys of one authenticator to one of another browser. */
async function carry(from: Authenticator, to: Authenticator) {
  const { credentials } = await from.client.send('WebAuthn.getCredentials', { authenticatorId: from.id });
  for (const credential of credentials)
    await to.client.send('WebAuthn.addCredential', { authenticatorId: to.id, credential });
  return credentials;
}

/** Name and password, up to whatever follows. */
async function firstStep(page: Page, username: string) {
  const person = account(username, 'norte');
  await page.goto(`${BASE.norte}/sign-in`);
  await page.locator('#username').fill(person.username);
  await page.locator('#password').fill(person.password);
  await page.locator('main form button[type=submit]').click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Sets up a passkey on the security page. */
async function enrol(page: Page, label: string) {
  await page.getByRole('button', { name: 'Añadir: Llave de acceso' }).click();
  const dialog = page.locator('dialog#add-factor');
  await expect(dialog.getByText('El navegador le pedirá')).toBeVisible();
  await dialog.locator('#factor-label').fill(label);
  await dialog.getByRole('button', { name: 'Configurar la llave de acceso' }).click();
}

const row = (page: Page, label: string) => page.locator('[aria-labelledby=factors-title] .row', { hasText: label });

test('a passkey of the device is set up, signs in alone, by autofill and as the second step, and is removed', async ({
  open,
  stranger,
}) => {
  test.setTimeout(180_000);
  const page = await open('archivo', { facility: 'norte' });
  const device = await connect(page, { transport: 'internal', hasResidentKey: true });
  await visit(page, '/account/security');
  await page.getByRole('button', { name: 'Añadir: Llave de acceso' }).click();
  const dialog = page.locator('dialog#add-factor');
  await axe(page, 'adding a passkey');
  await dialog.locator('#factor-label').fill('El portátil');
  await device.client.send('WebAuthn.setUserVerified', { authenticatorId: device.id, isUserVerified: false });
  await dialog.getByRole('button', { name: 'Configurar la llave de acceso' }).click();
  await expect(dialog.getByRole('alert')).toContainText('No se ha configurado ninguna llave');
  await device.client.send('WebAuthn.setUserVerified', { authenticatorId: device.id, isUserVerified: true });
  await dialog.getByRole('button', { name: 'Configurar la llave de acceso' }).click();
  await expect(dialog.locator('[data-recovery] li')).toHaveCount(10, { timeout: 30_000 });
  await dialog.getByRole('button', { name: 'Los he guardado' }).click();
  await expect(row(page, 'El portátil')).toContainText('solo en este dispositivo o llave');

  // The same device does not make a second one.
  await enrol(page, 'Otra vez');
  await expect(dialog.getByRole('alert')).toContainText('use esa');
  await page.keyboard.press('Escape');

  await row(page, 'El portátil').getByRole('button', { name: 'Cambiar el nombre: El portátil' }).click();
  const naming = page.getByRole('dialog').filter({ hasText: 'Otro nombre' });
  await naming.getByRole('textbox').fill('El portátil azul');
  await naming.getByRole('button', { name: 'Guardar el nombre' }).click();
  await expect(row(page, 'El portátil azul')).toBeVisible();

  // Alone, by the button: in a browser that offers nothing in the name's field.
  const second = await stranger({ facility: 'norte' });
  await second.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  const there = await connect(second, { transport: 'internal', hasResidentKey: true });
  await second.goto(`${BASE.norte}/sign-in?next=/account/security`);
  await alive(second);
  await axe(second, 'signing in with a passkey');
  await second.getByRole('button', { name: 'Entrar con una llave de acceso' }).click();
  await expect(second.getByRole('alert')).toContainText('No se ha usado ninguna llave de acceso', { timeout: 90_000 });
  await carry(device, there);
  await second.getByRole('button', { name: 'Entrar con una llave de acceso' }).click();
  await expect(second).toHaveURL(`${BASE.norte}/account/security`);
  await expect(row(second, 'El portátil azul')).toContainText('en uso');

  // By autofill: the browser offers it in the name's field, and one touch is all.
  const third = await stranger({ facility: 'norte' });
  const again = await connect(third, { transport: 'internal', hasResidentKey: true });
  await carry(there, again);
  await third.goto(`${BASE.norte}/sign-in`);
  await expect(third).toHaveURL(/\/staff\/today/, { timeout: 30_000 });

  // After the password, and without JavaScript told why not.
  const fourth = await stranger({ facility: 'norte' });
  const last = await connect(fourth, { transport: 'internal', hasResidentKey: true });
  await fourth.goto(`${BASE.norte}/offline`);
  await firstStep(fourth, 'archivo');
  await expect(fourth).toHaveURL(/\/sign-in\/second/);
  await alive(fourth);
  await axe(fourth, 'a passkey as the second step');
  await carry(again, last);
  await fourth.getByRole('button', { name: 'Usar la llave de acceso' }).click();
  await expect(fourth).toHaveURL(/\/staff\/today/);
  const plain = await stranger({ facility: 'norte', javaScriptEnabled: false });
  await plain.goto(`${BASE.norte}/sign-in`);
  await expect(plain.getByRole('button', { name: 'Entrar con una llave de acceso' })).toBeHidden();
  await firstStep(plain, 'archivo');
  await expect(plain.getByText('Una llave de acceso necesita JavaScript')).toBeVisible();
  await expect(plain.getByRole('button', { name: 'Usar la llave de acceso' })).toBeHidden();
  await expect(plain.getByRole('link', { name: 'Código de recuperación' })).toBeVisible();

  await visit(fourth, '/account/security');
  await row(fourth, 'El portátil azul').getByRole('button', { name: /^Quitar: / }).click();
  await expect(row(fourth, 'El portátil azul')).toHaveCount(0);
});

test('a security key that lists no passkeys is the second step, and never signs in alone', async ({ open, stranger }) => {
  test.setTimeout(120_000);
  const page = await open('archivo', { facility: 'norte' });
  const key = await connect(page, { transport: 'usb', hasResidentKey: false });
  await visit(page, '/account/security');
  await enrol(page, 'Llavero');
  const dialog = page.locator('dialog#add-factor');
  await expect(dialog.locator('[data-recovery] li')).toHaveCount(10, { timeout: 30_000 });
  await dialog.getByRole('button', { name: 'Los he guardado' }).click();
  const other = await stranger({ facility: 'norte' });
  const there = await connect(other, { transport: 'usb', hasResidentKey: false });
  const credentials = await carry(key, there);
  expect(credentials.map((credential) => credential.isResidentCredential)).toEqual([false]);
  await firstStep(other, 'archivo');
  await expect(other).toHaveURL(/\/sign-in\/second/);
  await alive(other);
  await there.client.send('WebAuthn.setUserVerified', { authenticatorId: there.id, isUserVerified: false });
  await other.getByRole('button', { name: 'Usar la llave de acceso' }).click();
  await expect(other.getByRole('alert')).toContainText('No se ha usado ninguna llave de acceso', { timeout: 90_000 });
  await there.client.send('WebAuthn.setUserVerified', { authenticatorId: there.id, isUserVerified: true });
  await other.getByRole('button', { name: 'Usar la llave de acceso' }).click();
  await expect(other).toHaveURL(/\/staff\/today/);
  await visit(other, '/account/security');
  await row(other, 'Llavero').getByRole('button', { name: /^Quitar: / }).click();
  await expect(row(other, 'Llavero')).toHaveCount(0);
});
