/** A protection descriptor, kept as found for the licence exchange. @see ISO/IEC 23009-1 §5.8.4.1, RFC 8216bis §4.4.2.7 */
export interface ContentProtection {
  /** Lower case, e.g. `urn:mpeg:dash:mp4protection:2011` or `urn:uuid:…`; HLS: the KEYFORMAT. */
  readonly schemeIdUri: string;
  readonly value: string | null;
  /** `cenc`, `cbcs`, … where declared. */
  readonly encryptionScheme: string | null;
  /** 32 lower-case hex digits, no dashes; null where not declared. */
  readonly keyId: string | null;
  /** The pssh box or system-specific init data; null where the manifest has none. */
  readonly initData: Uint8Array | null;
  /** Licence server or HLS key URI, absolute; null where the manifest names none. */
  readonly licenceUrl: string | null;
}
