// Makes screenshots small enough to keep: 8-bit palette of at most 256 colours, others take the nearest.
import { deflateSync, inflateSync } from 'node:zlib';

const SIGN = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const CRC = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
const crc = (b) => { let c = 0xffffffff; for (const x of b) c = CRC[(c ^ x) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };
const chunk = (type, data) => {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
};

/** Pixels of an 8-bit RGB or RGBA picture as 0xRRGGBB, with its size. */
function decode(png) {
  const parts = [];
  let at = 8, width = 0, height = 0, channels = 0;
  while (at < png.length) {
    const size = png.readUInt32BE(at), type = png.toString('latin1', at + 4, at + 8), data = png.subarray(at + 8, at + 8 + size);
    if (type === 'IHDR') { width = data.readUInt32BE(0); height = data.readUInt32BE(4); channels = data[9] === 6 ? 4 : data[9] === 2 ? 3 : 0; if (data[8] !== 8 || !channels || data[12]) return null; }
    if (type === 'IDAT') parts.push(data);
    at += 12 + size;
  }
  const raw = inflateSync(Buffer.concat(parts)), row = width * channels, pixels = new Uint32Array(width * height);
  let before = new Uint8Array(row);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (row + 1)], line = Uint8Array.from(raw.subarray(y * (row + 1) + 1, (y + 1) * (row + 1)));
    for (let i = 0; i < row; i++) {
      const a = i < channels ? 0 : line[i - channels], b = before[i], c = i < channels ? 0 : before[i - channels];
      if (filter === 1) line[i] += a;
      else if (filter === 2) line[i] += b;
      else if (filter === 3) line[i] += (a + b) >> 1;
      else if (filter === 4) { const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c); line[i] += pa <= pb && pa <= pc ? a : pb <= pc ? b : c; }
    }
    for (let x = 0; x < width; x++) pixels[y * width + x] = (line[x * channels] << 16) | (line[x * channels + 1] << 8) | line[x * channels + 2];
    before = line;
  }
  return { width, height, pixels };
}

const apart = (p, c) => {
  const r = (p >> 16) - (c >> 16), g = ((p >> 8) & 255) - ((c >> 8) & 255), b = (p & 255) - (c & 255);
  return 2 * r * r + 4 * g * g + 3 * b * b;
};
/** Half the palette by frequency; the rest goes to those that are farthest from what is taken, so that a rare green stays green. */
function palette256(seen) {
  const order = [...seen].sort((a, b) => b[1] - a[1]);
  const colours = order.slice(0, 128).map(([c]) => c);
  const rest = order.slice(128, 6000).map(([c, n]) => ({ c, weight: Math.sqrt(n), far: Math.min(...colours.map((k) => apart(c, k))) }));
  while (colours.length < 256 && rest.length) {
    let best = rest[0];
    for (const r of rest) if (r.far * r.weight > best.far * best.weight) best = r;
    if (!best.far) break;
    colours.push(best.c);
    for (const r of rest) r.far = Math.min(r.far, apart(r.c, best.c));
  }
  return colours;
}

export function small(png) {
  const image = decode(png);
  if (!image) return png;
  const { width, height, pixels } = image;
  const seen = new Map();
  for (const p of pixels) seen.set(p, (seen.get(p) ?? 0) + 1);
  const colours = palette256(seen);
  const index = new Map(colours.map((c, i) => [c, i]));
  const nearest = (p) => {
    let best = 0, least = Infinity;
    for (let i = 0; i < colours.length; i++) {
      const d = apart(p, colours[i]);
      if (d < least) { least = d; best = i; }
    }
    index.set(p, best);
    return best;
  };
  const body = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) { const p = pixels[y * width + x]; body[y * (width + 1) + 1 + x] = index.get(p) ?? nearest(p); }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.alloc(colours.length * 3);
  colours.forEach((c, i) => palette.set([c >> 16, (c >> 8) & 255, c & 255], i * 3));
  const out = Buffer.concat([SIGN, chunk('IHDR', head), chunk('PLTE', palette), chunk('IDAT', deflateSync(body, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
  return out.length < png.length ? out : png;
}
