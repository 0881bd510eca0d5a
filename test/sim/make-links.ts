import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeGroups, makeTitles } from './made-links.ts';

/** `npm run sim:links -- DIR`: writes links and titles that nothing was fitted on, for `npm run sim -- --traces DIR`. */
const [dir] = process.argv.slice(2);
if (dir === undefined || dir.startsWith('-'))
  refuse('npm run sim:links -- DIR: the folder that is to hold the links, which --traces then names.');
if (existsSync(dir) && readdirSync(dir).length > 0)
  refuse(`${dir} holds something already, which made-up titles could take the place of: name a new folder.`);
const moviesDir = join(dir, 'movies');
mkdirSync(moviesDir, { recursive: true });
for (const group of makeGroups()) writeFileSync(join(dir, `${group.group}.json`), JSON.stringify(group));
for (const [name, title] of Object.entries(makeTitles()))
  writeFileSync(join(moviesDir, `${name}.json`), JSON.stringify(title));
console.log(`Links and titles are in ${dir}: npm run sim -- --scenario vod,tv,live --traces ${dir}`);

function refuse(words: string): never {
  console.error(words);
  process.exit(2);
}
