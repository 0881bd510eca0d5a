import type { AudioLanguage } from './ladder.ts';

type Language = AudioLanguage['language'];

const WORDS: Record<Language, { second: string; frame: string }> = {
  en: { second: 'Second', frame: 'frame' },
  fr: { second: 'Seconde', frame: 'image' },
};

/** WebVTT whose cues say the second and the frame at which they start: one cue of 1.5 s every two seconds. */
export function webVtt(language: Language, durationSec: number, fps: number): string {
  const { second, frame } = WORDS[language];
  const cues: string[] = ['WEBVTT'];
  for (let sec = 0; sec < durationSec; sec += 2) {
    cues.push(`${stamp(sec)} --> ${stamp(sec + 1.5)}\n${second} ${sec}, ${frame} ${sec * fps}`);
  }
  return `${cues.join('\n\n')}\n`;
}

function stamp(sec: number): string {
  return new Date(sec * 1000).toISOString().slice(11, 23);
}
