import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeGroups, makeTitles } from './made-links.ts';

/** `npm run sim:links -- DIR`: writes links and titles that nothing was fitted on, for `npm run sim -- --traces DIR`. */
const [dir] = process.argv.slice(2);
if (dir === undefined) {
  console.error('npm run sim:links -- DIR: the folder that is to hold the links, which --traces then names.');
  process.exit(2);
}
const moviesDir = join(dir, 'movies');
mkdirSync(moviesDir, { recursive: true });
for (const group of makeGroups()) writeFileSync(join(dir, `${group.group}.json`), JSON.stringify(group));
for (const [name, title] of Object.entries(makeTitles()))
  writeFileSync(join(moviesDir, `${name}.json`), JSON.stringify(title));
console.log(`Links and titles are in ${dir}: npm run sim -- --scenario vod,tv,live --traces ${dir}`);
