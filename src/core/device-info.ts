/** A picture to decode, in the words of MediaCapabilities. @see https://www.w3.org/TR/media-capabilities/#videoconfiguration */
export interface PictureFormat {
  /** MIME type with one codec. */
  readonly contentType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bit/s. */
  readonly bitrate: number;
  /** Frames a second. */
  readonly framerate: number;
}

/** @see https://www.w3.org/TR/media-capabilities/#mediacapabilitiesinfo */
export interface DecodingAbility {
  readonly supported: boolean;
  /** Without dropped frames. */
  readonly smooth: boolean;
  /** For information: no decision rests on it, as small pictures are decoded in software on devices that are fast. */
  readonly powerEfficient: boolean;
}

/** What the browser tells of the device, and of the page on it. */
export interface DeviceInfo {
  /**
   * How well it decodes such a picture; null: it does not say, or not yet. It is asked by the first call, which waits
   * for nothing; a later call has the answer.
   */
  decoding(format: PictureFormat): DecodingAbility | null;
  /** The page is not on the screen, where frames are dropped on purpose. */
  isHidden(): boolean;
  /** The app would have data saved while nobody sees the picture. */
  readonly savesUnseen: boolean;
}
