import type { ContentProtection } from '../model/content-protection.ts';

/** A title that takes keys. */
export interface LockedTitle {
  /** The manifest's, without query. */
  readonly url: string;
  readonly protections: readonly ContentProtection[];
  readonly media: readonly LockedMedia[];
}

/** A kind of media that is to be decrypted. */
export interface LockedMedia {
  readonly kind: 'video' | 'audio';
  /** With codecs. */
  readonly mimeType: string;
  /** `cenc`, `cbcs`, …; null: not declared. */
  readonly scheme: string | null;
}
