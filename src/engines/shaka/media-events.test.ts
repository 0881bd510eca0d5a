import { describe, expect, test } from 'vitest';
import { fromEmsg, fromRegion } from './media-events.ts';

type Region = Parameters<typeof fromRegion>[0];
type EventNode = NonNullable<Region['eventNode']>;

const node = (attributes: Record<string, string>, children: readonly unknown[] = []): EventNode => ({
  tagName: 'Event',
  attributes,
  children: [...children],
  parent: null,
});

const region = (changes: Partial<Region>): Region => ({
  schemeIdUri: 'urn:example:ads',
  value: '1',
  startTime: 4.5,
  endTime: 6.5,
  id: '7',
  timescale: 10,
  eventNode: null,
  ...changes,
});

describe('an Event of an EventStream', () => {
  test('has the place of its region, and its text', () => {
    const eventNode = node({ id: '7', duration: '20' }, ['break']);
    expect(fromRegion(region({ eventNode }))).toEqual({
      origin: 'event-stream',
      schemeIdUri: 'urn:example:ads',
      value: '1',
      id: '7',
      startSec: 4.5,
      durationSec: 2,
      data: 'break',
    });
  });

  test('without a duration has an unknown one', () => {
    expect(fromRegion(region({ endTime: 4.5, eventNode: node({}) }))).toMatchObject({
      durationSec: null,
      data: null,
    });
  });

  test('of base64 is bytes; what only says so is text', () => {
    const read = (content: string): unknown =>
      fromRegion(region({ eventNode: node({ contentEncoding: 'base64' }, [content]) })).data;
    expect(read('aGVsbG8=')).toEqual(new TextEncoder().encode('hello'));
    expect(read('no base64!')).toBe('no base64!');
  });

  test('of elements is their XML', () => {
    const signal = node({ 'xmlns:scte35': 'urn:a&b' }, ['1 < 2']);
    const eventNode = node({}, [{ ...signal, tagName: 'scte35:Signal' }]);
    expect(fromRegion(region({ eventNode })).data).toBe(
      '<scte35:Signal xmlns:scte35="urn:a&#38;b">1 &#60; 2</scte35:Signal>',
    );
  });
});

test('a date range has its attributes; one without an end has no duration', () => {
  const frame = (key: string, data: string) => ({
    key,
    data,
    description: '',
    mimeType: null,
    pictureType: null,
  });
  const values = [frame('ID', 'ad-1'), frame('X-COM-EXAMPLE', 'yes')];
  expect(
    fromRegion(region({ schemeIdUri: 'com.example.ad', id: 'ad-1', endTime: Infinity, values })),
  ).toEqual({
    origin: 'date-range',
    schemeIdUri: 'com.example.ad',
    value: '1',
    id: 'ad-1',
    startSec: 4.5,
    durationSec: null,
    data: { ID: 'ad-1', 'X-COM-EXAMPLE': 'yes' },
  });
});

test('an emsg has its message; a duration of all ones is unknown', () => {
  const emsg = {
    schemeIdUri: 'urn:example:inband',
    value: 'x',
    id: 3,
    startTime: 2.25,
    endTime: 2.75,
    eventDuration: 500,
    timescale: 1000,
    presentationTimeDelta: 0,
    messageData: new Uint8Array([1]),
  };
  expect(fromEmsg(emsg)).toEqual({
    origin: 'emsg',
    schemeIdUri: 'urn:example:inband',
    value: 'x',
    id: '3',
    startSec: 2.25,
    durationSec: 0.5,
    data: new Uint8Array([1]),
  });
  expect(fromEmsg({ ...emsg, eventDuration: 0xffffffff }).durationSec).toBeNull();
});
