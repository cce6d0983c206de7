import type { Marker } from './marker.ts';

type Identity = Pick<Marker, 'systemIdentifier' | 'databaseOid'>;

const name = 'permahub.environment';
/** One marker as it is written: name, environment, system identifier, database oid. */
const written = /\[permahub\.environment (staging|production) (\d{1,20}) (\d{1,10})\]/g;
/** Whatever looks like one, with the blanks before it. */
const anything = /\s*\[?permahub\.environment[^\]\n]*\]?/g;

/**
 * The marker in a database's comment; null without one. More than one, or one that is not as it is written, counts as
 * production of this very database (`own`), with its fault: whoever damaged it takes nothing away. Pure.
 */
export function markerIn(comment: string, own: Identity): Marker | null {
  if (!comment.includes(name)) return null;
  const [found, second] = [...comment.matchAll(written)];
  const mentions = comment.split(name).length - 1;
  if (found && !second && mentions === 1) {
    const [, environment, systemIdentifier = '', oid] = found;
    return {
      environment: environment === 'staging' ? 'staging' : 'production',
      systemIdentifier,
      databaseOid: Number(oid),
      fault: null,
    };
  }
  const fault = mentions > 1 ? 'it stands there more than once' : 'it is not as permahub writes it';
  return { environment: 'production', ...own, fault };
}

/** The comment with this marker alone, or with none; everything else in it stays. Pure. */
export function withMarker(comment: string, marker: Omit<Marker, 'fault'> | null): string {
  const rest = comment.replaceAll(anything, '');
  if (marker === null) return rest;
  const { environment, systemIdentifier, databaseOid } = marker;
  return `${rest}${rest === '' ? '' : ' '}[${name} ${environment} ${systemIdentifier} ${databaseOid}]`;
}
