export type Protocol = 'dash' | 'hls';

/** Which rung a page of the limit plays. */
export type LimitRung = 'lowest' | 'kinora';

/** One contestant: a player on a protocol, or the limit. */
export interface BenchEntry {
  readonly id: string;
  readonly protocol: Protocol;
  /** The adapter, by its file name in `page/players`. */
  readonly page: string;
  /** The npm package that is measured; null: none. */
  readonly package: string | null;
  /** Set where Kinora plays through another engine: who races it, that engine alone. */
  readonly alone?: string;
  /** Suites that ask for what it was seen not to do, which takes half a minute to find out each time. */
  readonly unfitFor?: readonly string[];
  /** Whether its page sets up a licence server. */
  readonly takesLicences?: true;
  /** Set for the limit alone. */
  readonly rung?: LimitRung;
}

export const ENTRIES: readonly BenchEntry[] = [
  // Kinora comes before the limits of its rung: what it chose in a round is what they play in it.
  { id: 'kinora-dash', protocol: 'dash', page: 'kinora', package: 'kinora', takesLicences: true },
  { id: 'kinora-hls', protocol: 'hls', page: 'kinora', package: 'kinora', takesLicences: true },
  {
    id: 'kinora-via-shaka-dash',
    protocol: 'dash',
    page: 'kinora-via-shaka',
    package: 'kinora',
    alone: 'shaka-dash',
    takesLicences: true,
  },
  {
    id: 'kinora-via-shaka-hls',
    protocol: 'hls',
    page: 'kinora-via-shaka',
    package: 'kinora',
    alone: 'shaka-hls',
    takesLicences: true,
  },
  { id: 'kinora-via-hlsjs', protocol: 'hls', page: 'kinora-via-hlsjs', package: 'kinora', alone: 'hlsjs' },
  { id: 'shaka-dash', protocol: 'dash', page: 'shaka-dash', package: 'shaka-player', takesLicences: true },
  { id: 'shaka-hls', protocol: 'hls', page: 'shaka-hls', package: 'shaka-player', takesLicences: true },
  { id: 'hlsjs', protocol: 'hls', page: 'hlsjs', package: 'hls.js', takesLicences: true },
  { id: 'hlsjs-light', protocol: 'hls', page: 'hlsjs-light', package: 'hls.js' },
  { id: 'dashjs', protocol: 'dash', page: 'dashjs', package: 'dashjs' },
  { id: 'rx-player', protocol: 'dash', page: 'rx-player', package: 'rx-player' },
  { id: 'videojs', protocol: 'hls', page: 'videojs', package: 'video.js' },
  // A second title in the same element never shows a frame (10.0.0-rc.2).
  { id: 'spf', protocol: 'hls', page: 'spf', package: '@videojs/spf', unfitFor: ['zap', 'memory'] },
  { id: 'limit-dash', protocol: 'dash', page: 'limit', package: null, rung: 'lowest' },
  { id: 'limit-hls', protocol: 'hls', page: 'limit', package: null, rung: 'lowest' },
  { id: 'limit-dash-same', protocol: 'dash', page: 'limit', package: null, rung: 'kinora' },
  { id: 'limit-hls-same', protocol: 'hls', page: 'limit', package: null, rung: 'kinora' },
];

export const isKinora = ({ page }: BenchEntry): boolean => page === 'kinora';
export const isLimit = ({ rung }: BenchEntry): boolean => rung !== undefined;
export const isVia = ({ alone }: BenchEntry): boolean => alone !== undefined;
export const isPeer = (entry: BenchEntry): boolean => !isKinora(entry) && !isVia(entry) && !isLimit(entry);
/** A player as its users get it. */
export const isPlayer = (entry: BenchEntry): boolean => isKinora(entry) || isPeer(entry);
