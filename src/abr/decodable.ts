/** What is to be decoded: frames of so many pixels; where that is not known, of so many bits. */
export interface DecodeLoad {
  readonly id: string;
  readonly bandwidthBps: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate?: number | null;
}

/** What the limits of a device rest on; an engine that does not know the codecs leaves them out. */
export interface Decodable extends DecodeLoad {
  readonly codecs?: string | null;
  readonly audioGroupId?: string | null;
}

export interface Limited<R> {
  /** At least one, where there was one. */
  readonly renditions: readonly R[];
  /** Why nothing better is among them; null: nothing better was there. */
  readonly limit: string | null;
}

/** Frames a second, where the manifest does not tell. */
export const ASSUMED_FPS = 30;
