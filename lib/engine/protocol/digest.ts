const SEEDS = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
const FACTORS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];

/** A hash of 128 bits, in 32 hexadecimal digits. Not cryptographic: it also runs on platforms without a synchronous SHA-256. */
export function digestOf(text: string): string {
  let [a, b, c, d] = SEEDS as [number, number, number, number];
  const [p, q, r, s] = FACTORS as [number, number, number, number];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(rotated(a ^ code), p) ^ b;
    b = Math.imul(rotated(b ^ code), q) ^ c;
    c = Math.imul(rotated(c ^ code), r) ^ d;
    d = Math.imul(rotated(d ^ code), s) ^ a;
  }
  return [a ^ mixed(b), b ^ mixed(c), c ^ mixed(d), d ^ mixed(a)].map(hexadecimal).join('');
}

function rotated(bits: number): number {
  return (bits << 13) | (bits >>> 19);
}

function mixed(bits: number): number {
  const folded = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  return folded ^ (folded >>> 15);
}

function hexadecimal(bits: number): string {
  return (bits >>> 0).toString(16).padStart(8, '0');
}
