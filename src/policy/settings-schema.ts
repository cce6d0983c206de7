import * as z from 'zod';
import { mostJobs } from '../postgres/jobs.ts';
import { nearest } from './nearest.ts';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of "90m", "24h", "7d", "2w"; null when it is no duration. */
export function seconds(text: string): number | null {
  const found = /^([1-9]\d{0,5})([smhdw])$/.exec(text);
  return found ? Number(found[1]) * units[found[2]!]! : null;
}

const size = /^(\d{1,6}) ?([MGT]B)$/;
const sizes: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** Bytes of "500 MB", "20 GB", "1 TB", in powers of 1000; null when it is no size. */
export function sizeInBytes(text: string): number | null {
  const found = size.exec(text);
  return found ? Number(found[1]) * sizes[found[2]!]! : null;
}

/** Rows that may change before it is destructive: a manual deletion of more than 10 rows needs a backup by the written procedure. */
export const mostChangedRows = 10;

const text = z.string().trim().min(1);
const refs = z.array(z.string().regex(/^[a-z]{20}$/, 'a project ref is 20 lowercase letters'));
const hosts = z.array(
  z
    .string()
    .regex(
      /^(\[[0-9A-Fa-f:.]+\]|[^\s:/@[\]]+)(:\d{1,5})?$/,
      'a host is "host" or "host:port", without scheme, user and path',
    ),
);
const branches = z.array(text);
const named = z.strictObject({ projectRefs: refs.optional(), hosts: hosts.optional(), branches: branches.optional() });
const days = z.int().min(1).max(36_500);

const vault = z
  .strictObject({
    repository: text
      .regex(
        /^((rest:https?|s3|sftp|b2|azure|gs|swift):\S+|[^:]+)$/,
        'a repository is a folder, or as restic names it: "rest:https://…", "sftp:…", "s3:…", "b2:…", "azure:…", "gs:…", "swift:…"',
      )
      .regex(
        /^(?!.*\/\/[^/@]*:[^/@]*@)/,
        'no password stands in the settings: give RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD in the environment',
      )
      .describe('Where it is, as restic names it; a folder is relative to this file.'),
    passwordFile: text.optional().describe('File that holds its password, relative to this file.'),
    passwordCommand: text.optional().describe('Command that prints its password.'),
  })
  .refine(({ passwordFile, passwordCommand }) => !passwordFile || !passwordCommand, {
    error: 'passwordFile and passwordCommand exclude each other',
  });

/** `.permahubrc.json` as written; schema.json is generated from it. Unknown keys are refused. */
export const settingsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    owner: z
      .strictObject({ name: text, email: z.email() })
      .optional()
      .describe('Who may approve for the team. Read from the committed file.'),
    cli: text.optional().describe('Path of the real Supabase CLI; found without it. Read from the committed file.'),
    backups: z
      .strictObject({
        directory: text.optional().describe('Where backups go, relative to this file. Default: backups/database.'),
        archive: text
          .optional()
          .describe('Where old backups go, compressed, relative to this file. Default: archive in the directory.'),
        maxAge: z
          .string()
          .regex(/^[1-9]\d{0,5}[smhdw]$/, 'a duration is a number and s, m, h, d or w, as in "24h"')
          .optional()
          .describe('A verified backup older than this is never reused. Default: 24h.'),
        keepLast: z
          .int()
          .min(1)
          .max(100_000)
          .optional()
          .describe('Newest backups of each target that are kept. Default: 10.'),
        preMigrationDays: days.optional().describe('Days that backups made before migrations are kept. Default: 30.'),
        archiveAfterDays: days
          .optional()
          .describe('Days after which backups that are kept go into the archive. Default: 30.'),
        afterMigration: z
          .boolean()
          .optional()
          .describe('A backup also after a push or up that went well. Default: false; on production always.'),
        parallel: z
          .strictObject({
            above: z.string().regex(size, 'a size is a number and MB, GB or TB, as in "20 GB"'),
            jobs: z.int().min(1).max(mostJobs).optional(),
          })
          .nullable()
          .optional()
          .describe(
            'Databases above this size are dumped and restored over several connections (jobs, 4 when left out), as one folder instead of the four dump files. Default: none.',
          ),
        vault: vault
          .nullable()
          .optional()
          .describe('A restic repository that every backup is handed to, encrypted. Default: none.'),
      })
      .optional(),
    limits: z
      .strictObject({
        changedRows: z
          .int()
          .min(0)
          .max(mostChangedRows)
          .optional()
          .describe('Rows a command may change before it counts as destructive. Default: 10, the most there is.'),
      })
      .optional()
      .describe('Can only be lowered. A committed limit holds; the working tree may lower it further.'),
    postgres: z
      .strictObject({
        tools: z
          .enum(['native', 'container'])
          .nullable()
          .optional()
          .describe('Pins where PostgreSQL programs come from; chosen by version otherwise.'),
        scratch: z
          .enum(['own', 'createdb'])
          .optional()
          .describe('Where backups are proven: a server of the guard, or a database on your own server. Default: own.'),
        bin: text.optional().describe('Folder of PostgreSQL programs, relative to this file.'),
      })
      .optional(),
    environments: z
      .strictObject({ staging: named.optional(), production: named.optional() })
      .optional()
      .describe(
        'Which remote databases are staging or production; a remote that nobody names is production. Read from the committed file.',
      ),
    approvals: z.strictObject({ allowedSigners: text.optional() }).optional().describe('Read from the committed file.'),
    contacts: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        'Whom to ask, by topic, shown by permahub status: "Database issues", "Migration issues", "Backup issues" or any other.',
      ),
  })
  .meta({ title: 'permahub settings' });

export type WrittenSettings = z.output<typeof settingsSchema>;

/** Parses settings as written; on faults every one of them, each "key.path: what is wrong". */
export function parseSettings(value: unknown): { settings: WrittenSettings } | { faults: string[] } {
  const result = settingsSchema.safeParse(value ?? {});
  if (result.success) return { settings: result.data };
  return { faults: result.error.issues.flatMap((issue) => describe(issue)).sort() };
}

function describe(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String);
  const at = (keys: string[]) => (keys.length === 0 ? 'the settings' : keys.join('.'));
  if (issue.code !== 'unrecognized_keys') return [`${at(path)}: ${issue.message}`];
  return issue.keys.map((key) => {
    const near = nearest(key, knownKeys(path));
    return `${at([...path, key])}: unknown key${near ? `; did you mean "${near}"?` : ''}`;
  });
}

/** The keys allowed at a place of the schema. */
function knownKeys(path: readonly string[]): string[] {
  let place: unknown = settingsSchema;
  for (const key of path) place = shapeOf(place)?.[key];
  return Object.keys(shapeOf(place) ?? {});
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | null {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = inner.unwrap();
  return inner instanceof z.ZodObject ? inner.shape : null;
}
