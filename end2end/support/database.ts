// What nobody can do from a browser: time passes for a session on the server.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const near = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Lets the session of a page be last used so many seconds earlier than it was. */
export async function rest(page: Page, seconds: number) {
  const cookies = await page.context().cookies();
  const token = cookies.find((cookie) => cookie.name === '__Host-sid')?.value ?? '';
  // The database knows the token's hash alone.
  const hash = createHash('sha256').update(Buffer.from(token, 'base64url')).digest('hex');
  const own = near('../../.tools/peers/bin/python');
  const folder = readFileSync(near('../test-results.folder'), 'utf8').trim();
  execFileSync(existsSync(own) ? own : 'python3', [near('rest.py'), `${folder}/portal.db`, hash, String(seconds)]);
}
