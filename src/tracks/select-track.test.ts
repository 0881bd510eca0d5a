import { describe, expect, it } from 'vitest';
import { sampleTrack } from '../../test/fixtures/model-samples.ts';
import type { Track } from '../model/track.ts';
import { selectTrack } from './select-track.ts';

const audio = (id: string, changes: Partial<Track> = {}): Track =>
  sampleTrack({ id, kind: 'audio', ...changes });
const choose = (
  tracks: readonly Track[],
  languages: string[] = [],
  previous: Track | null = null,
): string | null => selectTrack(tracks, 'audio', { languages, previous })?.id ?? null;

describe('selectTrack', () => {
  it('finds nothing where there is no track of the kind', () => {
    expect(choose([])).toBeNull();
    expect(choose([sampleTrack()])).toBeNull();
  });

  it('takes the first of equals', () => {
    expect(choose([audio('a'), audio('b')])).toBe('a');
  });

  it('prefers the default, then main, then what may be chosen by itself', () => {
    expect(choose([audio('a'), audio('main', { roles: ['main'] })])).toBe('main');
    expect(choose([audio('main', { roles: ['main'] }), audio('default', { isDefault: true })])).toBe(
      'default',
    );
    expect(choose([audio('no', { isAutoSelectable: false }), audio('yes')])).toBe('yes');
  });

  it('prefers the wanted languages in their order', () => {
    const tracks = [
      audio('en', { language: 'en', isDefault: true }),
      audio('de', { language: 'de' }),
      audio('fr', { language: 'fr' }),
    ];
    expect(choose(tracks, ['fr', 'de'])).toBe('fr');
    expect(choose(tracks, ['it', 'de'])).toBe('de');
    expect(choose(tracks, ['it'])).toBe('en');
  });

  it('takes a region of the language where the exact one is missing', () => {
    const tracks = [
      audio('en', { language: 'en' }),
      audio('pt-BR', { language: 'pt-BR' }),
      audio('pt-PT', { language: 'pt-PT' }),
    ];
    expect(choose(tracks, ['pt'])).toBe('pt-BR');
    expect(choose(tracks, ['PT-pt'])).toBe('pt-PT');
    expect(
      choose(
        [tracks[0], audio('en-GB', { language: 'en-GB' })].filter((track) => track !== undefined),
        ['en-AU'],
      ),
    ).toBe('en');
  });

  it.each(['commentary', 'description', 'dub', 'sign'])('gives nobody a %s track unasked', (role) => {
    expect(choose([audio('special', { roles: [role], isDefault: true }), audio('plain')])).toBe('plain');
    expect(
      choose(
        [audio('special', { roles: [role], language: 'de' }), audio('plain', { language: 'en' })],
        ['de'],
      ),
    ).toBe('special');
  });

  it('passes over accessible audio, but not over accessible video', () => {
    expect(choose([audio('described', { accessibility: ['description'] }), audio('plain')])).toBe('plain');
    const signed = sampleTrack({ id: 'signed', accessibility: ['sign'] });
    expect(selectTrack([signed, sampleTrack()], 'video', { languages: [], previous: null })?.id).toBe(
      'signed',
    );
  });

  describe('in the next period', () => {
    const previous = audio('fr-1', { language: 'fr', label: 'Français', continuityKey: 'k2' });

    it('keeps the same track', () => {
      expect(choose([audio('en', { language: 'en' }), previous], ['en'], previous)).toBe('fr-1');
    });

    it('continues by its key', () => {
      const tracks = [audio('x', { language: 'fr', label: 'Français' }), audio('y', { continuityKey: 'k2' })];
      expect(choose(tracks, [], previous)).toBe('y');
    });

    it('else in its language, and with its label', () => {
      const tracks = [
        audio('en', { language: 'en', isDefault: true }),
        audio('fr-comment', { language: 'fr', label: 'Commentaire', roles: ['commentary'] }),
        audio('fr', { language: 'fr', label: 'Français' }),
      ];
      expect(choose(tracks, ['en'], previous)).toBe('fr');
    });

    it('else by what the viewer wants', () => {
      expect(
        choose([audio('de', { language: 'de' }), audio('en', { language: 'en' })], ['en'], previous),
      ).toBe('en');
    });
  });
});
