// Programs in Python beside the browser tests, with the packages of scripts/peers.sh.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const near = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Runs a program of this folder; what it said. */
export function python(program: string, ...args: string[]): string {
  const tools = process.env.PORTAL_TOOLS ?? near('../../.tools');
  return execFileSync(`${tools}/peers/bin/python`, [near(program), ...args], { encoding: 'utf8' });
}
