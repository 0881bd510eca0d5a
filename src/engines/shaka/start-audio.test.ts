import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { describe, expect, it, vi } from 'vitest';
import { chooseStartAudio, withStartAudio } from './start-audio.ts';

type Variant = shaka.extern.Variant;

const variant = (id: number, language: string, changes: object = {}): Variant => {
  const audio = {
    ...{ id, originalLanguage: language, language, label: null, roles: [], primary: false },
    ...{ accessibilityPurpose: null, channelsCount: 2, ...changes },
  };
  return { id, audio } as object as Variant;
};
const idsOf = (variants: readonly Variant[], languages: readonly string[] = []): readonly number[] =>
  withStartAudio(variants, languages).map(({ id }) => id);

describe('withStartAudio', () => {
  it('takes the first of equals, in all its qualities', () => {
    expect(idsOf([variant(1, 'en'), variant(2, 'fr'), variant(3, 'en', { channelsCount: 6 })])).toEqual([
      1, 3,
    ]);
  });

  it('takes the default, wherever it stands, unless another language is preferred', () => {
    const variants = [variant(1, 'en'), variant(2, 'fr', { primary: true }), variant(3, 'de')];
    expect(idsOf(variants)).toEqual([2]);
    expect(idsOf(variants, ['de', 'en'])).toEqual([3]);
    expect(idsOf(variants, ['it'])).toEqual([2]);
  });

  it('gives nobody what is special unasked', () => {
    const described = variant(1, 'en', { accessibilityPurpose: 'visually impaired' });
    expect(idsOf([described, variant(2, 'en', { roles: ['commentary'] }), variant(3, 'en')])).toEqual([3]);
  });

  it('leaves all where there is no sound', () => {
    expect(idsOf([{ id: 1, audio: null } as Variant])).toEqual([1]);
  });
});

describe('chooseStartAudio', () => {
  it('chooses until the app has selected a track', () => {
    const own = {
      configure: vi.fn(),
      getConfiguration: vi.fn(),
      getLastAdaptationSet: vi.fn(),
      create: vi.fn<(variants: Variant[]) => shaka.media.AdaptationSet>(),
    };
    const criteria = chooseStartAudio(own, ['fr']);
    const variants = [variant(1, 'en'), variant(2, 'fr')];
    const configure = (preferredAudio: readonly object[]): void => {
      criteria.configure({ preferredAudio } as shaka.extern.AdaptationSetCriteria.Configuration);
    };
    configure([]);
    criteria.create(variants);
    configure([{ language: 'en' }]);
    criteria.create(variants);
    expect(own.create.mock.calls).toEqual([[[variants[1]]], [variants]]);
  });
});
