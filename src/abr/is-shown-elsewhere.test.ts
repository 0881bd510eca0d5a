import { expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import { isShownElsewhere } from './is-shown-elsewhere.ts';

const inHiddenPage = (changes: Partial<MediaElementPort> = {}): MediaElementPort =>
  Object.assign(new FakeMediaElement(), {
    ...{ videoWidth: 640, ownerDocument: { hidden: true, pictureInPictureElement: null } },
    ...{ remote: { state: 'disconnected' }, webkitPresentationMode: 'inline', ...changes },
  });

it('is not a picture in a hidden page, nor one of which the browser says nothing', () => {
  expect(isShownElsewhere(inHiddenPage())).toBe(false);
  expect(isShownElsewhere(new FakeMediaElement())).toBe(false);
});

it.each([
  ['in the page of another window', { ownerDocument: { hidden: false } }],
  ['on a remote screen', { remote: { state: 'connected' } }],
  ['on a remote screen of Apple', { webkitCurrentPlaybackTargetIsWireless: true }],
  ['in a window of its own in Safari', { webkitPresentationMode: 'picture-in-picture' }],
  ['nowhere, as there is none', { videoWidth: 0 }],
])('is a picture %s', (_where, changes) => {
  expect(isShownElsewhere(inHiddenPage(changes))).toBe(true);
});

it('is a picture in a window of its own, where that is not the one of another element', () => {
  const page = { hidden: true, pictureInPictureElement: null as unknown };
  const element = inHiddenPage({ ownerDocument: page });
  page.pictureInPictureElement = inHiddenPage();
  expect(isShownElsewhere(element)).toBe(false);
  page.pictureInPictureElement = element;
  expect(isShownElsewhere(element)).toBe(true);
});
