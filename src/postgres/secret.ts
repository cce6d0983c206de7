import { inspect } from 'node:util';
import type { Secret } from './types.ts';

/** Wraps a password so that printing it by accident gives "[secret]"; only reveal() gives the text. */
export function secret(text: string): Secret {
  const hidden = () => '[secret]';
  return Object.freeze({ reveal: () => text, toString: hidden, toJSON: hidden, [inspect.custom]: hidden });
}
