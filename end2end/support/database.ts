// What nobody can do from a browser: time passes for a session on the server, and for a visit.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { python } from './peers';

/** Lets the session of a page be last used so many seconds earlier than it was. */
export const rest = (page: Page, seconds: number) => move(page, seconds);

/** Lets who sits there be proven so many seconds earlier than it was. */
export const doubt = (page: Page, seconds: number) => move(page, seconds, 'proof');

/** Lets so many days pass for a visit. */
export const pass = (visit: string, days: number) => python('past.py', database(), visit, String(days));

const database = () =>
  `${readFileSync(fileURLToPath(new URL('../test-results.folder', import.meta.url)), 'utf8').trim()}/portal.db`;

async function move(page: Page, seconds: number, ...what: string[]) {
  const cookies = await page.context().cookies();
  const token = cookies.find((cookie) => cookie.name === '__Host-sid')?.value ?? '';
  // The database knows the token's hash alone.
  const hash = createHash('sha256').update(Buffer.from(token, 'base64url')).digest('hex');
  python('rest.py', database(), hash, String(seconds), ...what);
}
