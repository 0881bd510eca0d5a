import { FRAME_MARKER } from './frame-marker.ts';
import { FPS } from './ladder.ts';

/**
 * The ffmpeg filter graph that makes the picture: ffmpeg's moving test picture, the frame marker over it, and the frame
 * number and timecode for human eyes. The marker is computed on a strip of 24×1 pixels, then blown up.
 *
 * @param firstFrame what the first picture's number is
 * @returns a graph with one output labelled `[picture]`
 */
export function pictureGraph(width: number, height: number, durationSec: number, firstFrame = 0): string {
  const stripHeight = Math.round(height * FRAME_MARKER.height);
  const top = Math.round(height * FRAME_MARKER.top);
  const size = Math.round(height / 12);
  const text = `fontsize=${size}:fontcolor=white:box=1:boxcolor=black:x=${size}`;
  return [
    `testsrc2=s=${width}x${height}:r=${FPS}:d=${durationSec},format=yuv420p[base]`,
    `color=c=black:s=${FRAME_MARKER.blocks}x1:r=${FPS}:d=${durationSec},format=gray,` +
      `geq=lum='${stripExpression(firstFrame)}',scale=${width}:${stripHeight}:flags=neighbor,format=yuv420p[strip]`,
    `[base][strip]overlay=0:${top}:shortest=1,` +
      `drawtext=text='%{eif\\:n+${firstFrame}\\:d}':${text}:y=${size * 3},` +
      `drawtext=timecode='${timecodeAt(firstFrame)}':rate=${FPS}:${text}:y=${size * 4.5},` +
      'setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709[picture]',
  ].join(';');
}

function timecodeAt(frame: number): string {
  const sec = Math.floor(frame / FPS);
  const parts = [Math.floor(sec / 3600), Math.floor(sec / 60) % 60, sec % 60, frame % FPS];
  return parts.map((part) => String(part).padStart(2, '0')).join('\\:');
}

/** The brightness of strip pixel X in frame N, in ffmpeg's expression language. */
function stripExpression(firstFrame: number): string {
  const { bits, checkBits, firstBit, firstCheckBit, guardEnd, guardStart } = FRAME_MARKER;
  const number = `(N+${firstFrame})`;
  const lastBit = firstBit + bits - 1;
  const lastCheckBit = firstCheckBit + checkBits - 1;
  const bit = `mod(floor(${number}/pow(2,${lastBit}-X)),2)`;
  const nibbles = [0, 4, 8, 12].map((shift) => `floor(${number}/pow(2,${lastCheckBit + shift}-X))`);
  const check = `mod(${nibbles.join('+')},2)`;
  return (
    `if(eq(X,${guardStart})+eq(X,${guardEnd}),255,` +
    `if(between(X,${firstBit},${lastBit}),255*${bit},` +
    `if(between(X,${firstCheckBit},${lastCheckBit}),255*${check},0)))`
  );
}
