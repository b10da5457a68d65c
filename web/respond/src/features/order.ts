// The random order of a response: sort 0..n-1 by splitmix64(fnv1a64("<response>/<key>/<i>")), as the server does.
// 64-bit numbers as [high, low], since BigInt is younger than some of the WebViews.
import { feature } from '../core';

type U64 = [number, number];

const multiply = (a: U64, b: U64): U64 => {
  // The low words in 16-bit halves, so that no product leaves 2^53.
  const al = a[1] & 0xffff, ah = a[1] >>> 16, bl = b[1] & 0xffff, bh = b[1] >>> 16;
  const low = al * bl, mid = ah * bl + (low >>> 16), mid2 = al * bh + (mid & 0xffff);
  const high = ah * bh + Math.floor(mid / 65536) + (mid2 >>> 16);
  return [(high + Math.imul(a[0], b[1]) + Math.imul(a[1], b[0])) >>> 0, ((mid2 << 16) | (low & 0xffff)) >>> 0];
};
const mix = (x: U64, shift: number): U64 => [(x[0] ^ (x[0] >>> shift)) >>> 0, (x[1] ^ ((x[1] >>> shift) | (x[0] << (32 - shift)))) >>> 0];
const plus = (a: U64, b: U64): U64 => { const low = a[1] + b[1]; return [(a[0] + b[0] + +(low > 0xffffffff)) >>> 0, low >>> 0]; };

export const fnv1a64 = (s: string): U64 => {
  let x: U64 = [0xcbf29ce4, 0x84222325];
  for (const c of unescape(encodeURIComponent(s))) x = multiply([x[0], (x[1] ^ c.charCodeAt(0)) >>> 0], [0x100, 0x1b3]);
  return x;
};
export const splitmix64 = (x: U64): U64 => {
  x = plus(x, [0x9e3779b9, 0x7f4a7c15]);
  x = multiply(mix(x, 30), [0xbf58476d, 0x1ce4e5b9]);
  x = multiply(mix(x, 27), [0x94d049bb, 0x133111eb]);
  return mix(x, 31);
};
export const shuffled = (response: string, key: string, n: number): number[] => {
  const u = Array.from({ length: n }, (_, i) => splitmix64(fnv1a64(response + '/' + key + '/' + i)));
  return u.map((_, i) => i).sort((a, b) => u[a][0] - u[b][0] || u[a][1] - u[b][1]);
};

feature((page) => { page.order = shuffled; });
