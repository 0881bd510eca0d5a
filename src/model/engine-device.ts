/** What this device can do, as far as it bears on which engine plays. */
export interface EngineDevice {
  readonly hasMse: boolean;
  /** Encrypted Media Extensions are there. */
  readonly hasEme: boolean;
  /** What the element says of playing this MIME type by itself: `probably`, `maybe` or nothing. */
  canPlayType(mimeType: string): string;
}
