import type { Marker } from '../postgres/marker.ts';

/** "marked production", "not marked". */
export function markWords(environment: Marker['environment'] | null): string {
  return environment === null ? 'not marked' : `marked ${environment}`;
}
