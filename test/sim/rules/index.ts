import type { Rule } from '../rule.ts';
import { bba0 } from './bba-0.ts';
import { bba2 } from './bba-2.ts';
import { bolaE } from './bola-e.ts';
import { bolaO } from './bola-o.ts';
import { dashjs5 } from './dashjs5.ts';
import { dynamic } from './dynamic.ts';
import { hlsjs17 } from './hlsjs17.ts';
import { l2a } from './l2a.ts';
import { lolPlus } from './lol-plus.ts';
import { mpc } from './mpc.ts';
import { robustMpc } from './robust-mpc.ts';
import { rxPlayer } from './rx-player.ts';
import { shaka5 } from './shaka5.ts';
import { soda } from './soda.ts';
import { throughput } from './throughput.ts';
import { vhs } from './vhs.ts';

const ALL = [
  throughput,
  bba0,
  bba2,
  bolaO,
  bolaE,
  dynamic,
  dashjs5,
  shaka5,
  hlsjs17,
  rxPlayer,
  vhs,
  mpc,
  robustMpc,
  soda,
  l2a,
  lolPlus,
];

/** The well-known rules, by name: what is published, and what ships. */
export const RULES: Readonly<Record<string, Rule>> = Object.fromEntries(ALL.map((rule) => [rule.name, rule]));

/** Rules made for live streams alone. */
export const LIVE_RULES: ReadonlySet<string> = new Set([l2a.name, lolPlus.name]);
