import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { cursorSecrets } from '../client/configuration';

/**
 * No key needs more: eight attributes of an index and two of the table, every character escaped. Longer input is refused unread.
 */
const MAX_LENGTH = 160_000;

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Makes a text opaque and URL-safe; with `configure({ cursorSecret })` nobody else can read or make one. */
export function seal(text: string): string {
  const [secret] = cursorSecrets();
  if (secret === undefined) return Buffer.from(text).toString('base64url');
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(secret), iv);
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), hidden]).toString('base64url');
}

/** The sealed text; undefined for anything that `seal` did not make with one of the current secrets. */
export function unseal(sealed: unknown): string | undefined {
  if (typeof sealed !== 'string' || sealed.length > MAX_LENGTH) return undefined;
  const bytes = Buffer.from(sealed, 'base64url');
  const secrets = cursorSecrets();
  if (secrets.length === 0) return bytes.toString();
  for (const secret of secrets) {
    const text = decrypt(bytes, secret);
    if (text !== undefined) return text;
  }
  return undefined;
}

function decrypt(bytes: Buffer, secret: string): string | undefined {
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, keyOf(secret), bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

function keyOf(secret: string): Buffer {
  return createHash('sha256').update(`dynact cursor\0${secret}`).digest();
}
