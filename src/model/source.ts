/** What the app asked to be played. */
export interface SourceDescriptor {
  /** Absolute URL. */
  readonly url: string;
  readonly mimeType: string | null;
  /** From MIME type or URL; null: the first bytes tell. */
  readonly protocol: 'dash' | 'hls' | null;
}
