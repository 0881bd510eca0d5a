export interface EmsgFields {
  readonly version: 0 | 1;
  readonly scheme: string;
  readonly value: string;
  readonly timescale: number;
  /** Version 0: from the segment's start; version 1: on the media timeline. */
  readonly timeTicks: number;
  readonly durationTicks: number;
  readonly id: number;
  readonly data: string;
}

/** An event message box. @see ISO/IEC 23009-1, 5.10.3.3 */
export function emsgBox(fields: EmsgFields): Uint8Array {
  const { version, timescale, timeTicks, durationTicks, id } = fields;
  const strings = Buffer.from(`${fields.scheme}\0${fields.value}\0`);
  const numbers = Buffer.alloc(version === 0 ? 16 : 20);
  if (version === 0) {
    for (const [i, number] of [timescale, timeTicks, durationTicks, id].entries())
      numbers.writeUInt32BE(number, i * 4);
  } else {
    numbers.writeUInt32BE(timescale, 0);
    numbers.writeBigUInt64BE(BigInt(timeTicks), 4);
    numbers.writeUInt32BE(durationTicks, 12);
    numbers.writeUInt32BE(id, 16);
  }
  const parts = version === 0 ? [strings, numbers] : [numbers, strings];
  const head = Buffer.alloc(12);
  const body = Buffer.concat([...parts, Buffer.from(fields.data)]);
  head.writeUInt32BE(head.length + body.length, 0);
  head.write('emsg', 4, 'latin1');
  head.writeUInt8(version, 8);
  return Buffer.concat([head, body]);
}
