/**
 * How a source is delivered: a manifest of DASH, HLS or Smooth Streaming, or one file (progressive MP4, WebM, MP3, …).
 */
export type Protocol = 'dash' | 'hls' | 'smooth' | 'file';

/** What the app asked to be played. */
export interface SourceDescriptor {
  /** Absolute URL. */
  readonly url: string;
  readonly mimeType: string | null;
  /** From MIME type or URL; null: the first bytes tell. */
  readonly protocol: Protocol | null;
}
