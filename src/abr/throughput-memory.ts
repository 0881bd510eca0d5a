import type { TextStore } from '../core/network-info.ts';

/** A remembered throughput counts half as much after this long, and nothing after `FORGET_MS`. Milliseconds. */
const HALF_LIFE_MS = 24 * 3600_000;
const FORGET_MS = 7 * 24 * 3600_000;
/** Networks remembered: home, work, phone, and some more. */
const MAX_NETWORKS = 8;

interface Entry {
  /** As far as the browser tells networks apart. */
  readonly network: string;
  readonly bps: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/**
 * Remembers what each network gave, so that the next title starts in the right picture. With its age it is trusted
 * less: a network that gave much a day ago may be a crowded one now.
 */
export class ThroughputMemory {
  readonly #store: TextStore | undefined;
  #entries: readonly Entry[];

  constructor(store?: TextStore) {
    this.#store = store;
    this.#entries = parseEntries(store?.read() ?? '[]');
  }

  /** Bit/s to reckon with on this network; null: nothing is known of it. */
  recall(network: string, nowMs: number): number | null {
    const entry = this.#entries.find((each) => each.network === network);
    const ageMs = Math.max(0, nowMs - (entry?.atMs ?? 0));
    return entry && ageMs < FORGET_MS ? entry.bps * 0.5 ** (ageMs / HALF_LIFE_MS) : null;
  }

  remember(network: string, bps: number, nowMs: number): void {
    const others = this.#entries.filter((each) => each.network !== network);
    this.#entries = [{ network, bps, atMs: nowMs }, ...others].slice(0, MAX_NETWORKS);
    this.#store?.write(JSON.stringify(this.#entries));
  }
}

/** What is stored may be of another version, or anybody's. */
function parseEntries(text: string): readonly Entry[] {
  try {
    return (JSON.parse(text) as unknown[]).filter(isEntry);
  } catch {
    return []; // no list of ours: written over the next time
  }
}

function isEntry(value: unknown): value is Entry {
  const { network, bps, atMs } = value as Partial<Record<keyof Entry, unknown>>;
  return typeof network === 'string' && Number(bps) > 0 && Number(atMs) > 0;
}
