import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOrExit } from '../command-line.ts';
import { makeGroups, makeTitles } from './made-links.ts';

/** `npm run sim:links -- DIR`: writes made-up links and titles, for `npm run sim -- --traces DIR`. */
const USAGE = `npm run sim:links -- DIR
  DIR  a new folder that is to hold the links, which --traces of npm run sim then names`;

/** @throws Error where no folder is named, or the made-up titles could take the place of what it holds */
function readDir([dir]: readonly string[]): string {
  if (dir === undefined || dir.startsWith('-')) throw new Error('No folder is named.');
  if (existsSync(dir) && readdirSync(dir).length > 0) throw new Error(`${dir} holds something already.`);
  return dir;
}

const dir = readOrExit(() => readDir(process.argv.slice(2)), USAGE);
const moviesDir = join(dir, 'movies');
mkdirSync(moviesDir, { recursive: true });
for (const group of makeGroups()) writeFileSync(join(dir, `${group.group}.json`), JSON.stringify(group));
for (const [name, title] of Object.entries(makeTitles()))
  writeFileSync(join(moviesDir, `${name}.json`), JSON.stringify(title));
console.log(`Links and titles are in ${dir}: npm run sim -- --scenario vod,tv,live --traces ${dir}`);
