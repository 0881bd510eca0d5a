/** Everything the generated media are made of: what is encoded, not how it is packaged. */

export const FPS = 25;
export const DURATION_SEC = 60;
/** VP9, AV1 and what is only there for one feature: long enough for several segments and a seek. */
export const SHORT_SEC = 10;
/** The encrypted, muxed and AES variants: segments enough for switches and seeks without another full ladder. */
export const MIDDLE_SEC = 20;
/** A keyframe every two seconds, so that 2 s and 4 s segments both start on one. */
export const KEYFRAME_SEC = 2;

export interface VideoRung {
  readonly height: number;
  readonly width: number;
  readonly bitrateBps: number;
}

/**
 * About a factor of two from rung to rung, as a ladder for adaptation needs. The synthetic picture is easy to code, so
 * the figures are a third of what film would take, which keeps the whole set small.
 */
export const H264_RUNGS: readonly VideoRung[] = [
  { height: 240, width: 426, bitrateBps: 160_000 },
  { height: 360, width: 640, bitrateBps: 320_000 },
  { height: 480, width: 854, bitrateBps: 640_000 },
  { height: 720, width: 1280, bitrateBps: 1_250_000 },
  { height: 1080, width: 1920, bitrateBps: 2_400_000 },
];

/** The two rungs of VP9 and of AV1. */
export const SHORT_RUNGS: readonly VideoRung[] = [
  { height: 240, width: 426, bitrateBps: 150_000 },
  { height: 480, width: 854, bitrateBps: 500_000 },
];

export interface AudioLanguage {
  readonly language: 'en' | 'fr';
  readonly label: string;
  readonly toneHz: number;
}

/** A different tone per language, so that a test can hear which track plays. */
export const AUDIO_LANGUAGES: readonly AudioLanguage[] = [
  { language: 'en', label: 'English', toneHz: 440 },
  { language: 'fr', label: 'Français', toneHz: 660 },
];

export const AAC_BPS = 96_000;
export const OPUS_BPS = 64_000;
