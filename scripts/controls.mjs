// Takes controls out of a copy of the source, and says which tests notice (SECURITY.md).
//   node controls.mjs apply FOLDER        changes the copy
//   node controls.mjs tests FOLDER        the names of the tests that have to fail, one per line
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [verb, folder] = process.argv.slice(2);
const controls = JSON.parse(readFileSync(join(folder, 'server/tests/controls/taken_out.json'), 'utf8'));
if (verb === 'tests') {
  for (const { tests } of controls) for (const test of tests) console.log(test);
} else {
  for (const { changes } of controls) {
    for (const { file, from, to } of changes) {
      const path = join(folder, file);
      const source = readFileSync(path, 'utf8');
      if (source.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`);
      writeFileSync(path, source.replace(from, () => to));
    }
  }
}
