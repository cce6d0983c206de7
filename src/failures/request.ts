import type { Entry } from './entry.ts';

/** Failures of making, signing and carrying out requests. */
export const requestFailures = {
  'request-needless': {
    status: 64,
    says: () => 'This only reads or writes local files: nobody has to sign it.',
    hint: () => 'Run it as it is.',
  },
  'request-secret': {
    status: 64,
    says: () => 'A password stands in the command. A request travels to other people, so none was made.',
    hint: () => 'Name the database by a URL without its password; PGPASSWORD or ~/.pgpass has it.',
  },
  'request-outside': {
    status: 64,
    says: (d) => `${d.file} lies outside the repository: nobody else can look at it, so it cannot be signed.`,
    hint: () => 'Put it into the repository, commit it and name it there.',
  },
  'request-stdin': {
    status: 64,
    says: () => 'SQL on standard input cannot be signed: it would not be there when the request is carried out.',
    hint: () => 'Write it into a file of the repository and name it with -f.',
  },
  'request-unfit': {
    status: 77,
    says: (d) => `Refused: the request does not stand: ${d.why}. Nothing was signed or forwarded.`,
    hint: () => 'Make a new request if it is still wanted.',
  },
  'request-used': {
    status: 77,
    says: (d) => `Refused: this request was carried out at ${d.at} already. Nothing was forwarded.`,
    hint: () => 'Make a new request; each is good for one run.',
  },
  'request-unlike': {
    status: 77,
    says: (d) => `Not signed: this checkout does not say the same as the request.\n${d.differences}`,
    hint: () => 'Fetch the branch the request was made on, then look again.',
  },
  'request-other': {
    status: 77,
    says: () => 'Refused: the command is not the one of the request. Nothing was forwarded.',
    hint: (d) => `The request is for: ${d.command}`,
  },
  'request-unasked': {
    status: 77,
    says: (d) => `Only a person at a terminal can ${d.what}, and ${d.why}.`,
    hint: (d) => `${d.instead}`,
  },
} satisfies Record<string, Entry>;
