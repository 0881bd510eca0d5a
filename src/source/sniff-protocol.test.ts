import { describe, expect, it } from 'vitest';
import { sniffProtocol } from './sniff-protocol.ts';

describe('sniffProtocol', () => {
  it.each([
    ['#EXTM3U\n#EXT-X-VERSION:3', 'hls'],
    ['\ufeff \r\n#EXTM3U', 'hls'],
    ['<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', 'dash'],
    ['\ufeff\n<?xml version="1.0"?>\n<!-- made by x -->\n<MPD\n', 'dash'],
    ['<ns1:MPD xmlns:ns1="urn:mpeg:dash:schema:mpd:2011"/>', 'dash'],
    ['<!DOCTYPE html><html>', null],
    ['<SmoothStreamingMedia MajorVersion="2">', 'smooth'],
    ['<MPDX>', null],
    ['# comment\n#EXTM3U', null],
    ['MPD <MPD>', null],
    ['', null],
  ])('%j is %s', (text, protocol) => {
    expect(sniffProtocol(text)).toBe(protocol);
  });

  it('finds the root element behind a long comment', () => {
    expect(sniffProtocol(`<!-- ${'licence '.repeat(2000)}--><MPD>`)).toBe('dash');
  });
});
