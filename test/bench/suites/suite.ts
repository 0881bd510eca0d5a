import type { Browser } from '@playwright/test';
import type { BenchOrigin } from '../bench-origin.ts';
import type { BenchEntry } from '../entries.ts';
import type { Sample } from '../figures.ts';
import type { Profile, ProfileId } from '../profiles.ts';
import { Visit, type VisitOptions } from '../visit.ts';

/** One player, one profile, one run. */
export interface RunContext {
  readonly browser: Browser;
  readonly origin: BenchOrigin;
  readonly entry: BenchEntry;
  readonly profile: Profile;
  /** 0 for the first of an entry on a profile. */
  readonly run: number;
  /** What the entries of this round have measured so far, by id. */
  readonly round: ReadonlyMap<string, Sample>;
}

export interface Suite {
  readonly title: string;
  /** What its columns mean, for the report. */
  readonly about: string;
  /** Where it runs if nothing else is named. */
  readonly profiles: readonly ProfileId[];
  readonly runs: number;
  /** What of it runs in `all`, which has to end in 40 minutes; null: nothing. */
  readonly inAll: { readonly runs: number; readonly profiles?: readonly ProfileId[] } | null;
  /** What is measured of whom. */
  readonly isFor: (entry: BenchEntry) => boolean;
  readonly measure: (context: RunContext) => Promise<Sample>;
}

/** Opens a page for as long as it is used. */
export async function visiting<T>(
  { browser, origin, entry, profile }: RunContext,
  options: Pick<VisitOptions, 'title' | 'rung' | 'isProtected'>,
  use: (visit: Visit) => Promise<T>,
): Promise<T> {
  const visit = await Visit.open({ browser, origin, entry, profile, ...options });
  try {
    return await use(visit);
  } finally {
    await visit.close();
  }
}

/** The address of a title of the media folder. */
export const titleUrl = (origin: BenchOrigin, path: string): string => `${origin.url}/media/${path}`;

/**
 * The limit's folder: the lowest rung, or the one whose height Kinora came to in this round.
 * @throws Error where Kinora was not asked, or failed
 */
export function rungFor({ entry, round }: RunContext, heightMetric: string): string {
  if (entry.rung === 'lowest') return 'video-240';
  const id = `kinora-${entry.protocol}`;
  const height = round.get(id)?.[heightMetric];
  if (height === undefined)
    throw new Error(`${entry.id} plays the rung of ${id}, which has none in this round`);
  return `video-${height}`;
}
