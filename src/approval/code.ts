import { randomInt } from 'node:crypto';

/** Lower case and digits without look-alikes (no b/6/8, i/l/1, o/0, s/5, v/u, z/2), so that it is typed right at night. */
const alphabet = 'acdefghjkmnpqrtwxy3479';

/** A fresh random code of four characters, 22^4 = 234,256 possibilities, from the system's secure source. */
export function freshCode(): string {
  return Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
