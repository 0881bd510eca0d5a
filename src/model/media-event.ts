/** Timed metadata: DASH EventStream, in-band emsg, HLS date range. */
export interface MediaEvent {
  readonly origin: 'event-stream' | 'emsg' | 'date-range';
  readonly schemeIdUri: string;
  readonly value: string;
  /** As declared; with scheme and value it identifies the event. */
  readonly id: string;
  /** Presentation seconds. */
  readonly startSec: number;
  /** Seconds; null: unknown. */
  readonly durationSec: number | null;
  /** Message bytes (emsg) or text (EventStream: its inner XML or decoded text); attributes of a date range. */
  readonly data: Uint8Array | string | Readonly<Record<string, string>> | null;
}
