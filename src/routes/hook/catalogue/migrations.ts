import type { Danger } from './danger.ts';

const danger = (
  programs: readonly string[],
  words: readonly string[],
  message: string,
  more: Partial<Danger> = {},
): Danger => ({
  rule: `${programs[0]}-${words.join('-') || 'tasks'}`,
  programs,
  words,
  unless: /^(?:--help|-h|--dry-run|--pretend)$/,
  verdict: 'deny',
  message,
  ...more,
});

const empties = 'It drops everything in the database and builds it anew: every row is lost.';
const drops = 'It drops what stands in the database, with every row.';
const back = 'It takes migrations back, which drops what they made with every row in it.';
const reshapes = 'It changes the database until it is as the code says, and drops what is not there any more.';

/** Tools that change a schema by their own means: what they would run is not read, so their names are enough. */
export const migrations: readonly Danger[] = [
  danger(['prisma'], ['migrate', 'reset'], empties, { safer: 'prisma migrate deploy' }),
  danger(['prisma'], ['db', 'push'], reshapes, {
    flag: /^--(?:accept-data-loss|force-reset)(?:=true)?$/,
    safer: 'prisma db push, without --accept-data-loss and --force-reset',
  }),
  danger(['prisma'], ['db', 'execute'], 'It runs SQL that was not read.', { verdict: 'ask' }),
  danger(['drizzle-kit'], ['push'], reshapes, { safer: 'drizzle-kit generate, then supabase migration up' }),
  danger(['drizzle-kit'], ['drop'], 'It removes migrations.'),
  danger(['sequelize', 'sequelize-cli'], ['db:drop'], drops),
  danger(['sequelize', 'sequelize-cli'], [], back, { operand: /^db:migrate:undo/ }),
  danger(['rails', 'rake'], [], drops, {
    operand:
      /^db:(?:drop|reset|purge|setup|schema:load|structure:load|truncate_all|seed:replant|migrate:reset|migrate:redo|migrate:down|rollback)(?:[:[]|$)/,
    safer: 'rails db:migrate',
  }),
  danger(['knex'], [], back, { operand: /^migrate:(?:rollback|down)$/ }),
  danger(['typeorm', 'typeorm-ts-node-commonjs', 'typeorm-ts-node-esm'], [], drops, {
    operand: /^(?:schema:drop|schema:sync|migration:revert)$/,
  }),
  danger(['mikro-orm'], [], drops, {
    operand: /^(?:schema:drop|schema:fresh|migration:fresh|migration:down|database:drop)$/,
  }),
  danger(['alembic'], ['downgrade'], back, { unless: /^(?:--help|-h|--sql)$/ }),
  danger(['flyway'], ['clean'], empties),
  danger(['flyway'], ['undo'], back),
  danger(['liquibase'], [], drops, {
    operand: /^(?:drop-all|dropAll|rollback.*)$/,
    unless: /^(?:--help|rollback.*(?:sql|SQL))$/,
  }),
  danger(['dbmate'], ['drop'], drops),
  danger(['dbmate'], [], back, { operand: /^(?:down|rollback)$/ }),
  danger(['atlas'], ['schema', 'clean'], empties),
  danger(['atlas'], ['schema', 'apply'], reshapes, { safer: 'atlas schema apply --dry-run' }),
  danger(['atlas'], ['migrate', 'down'], back),
  danger(['migrate'], [], drops, { operand: /^(?:drop|down)$/ }),
  danger(['goose'], [], back, { operand: /^(?:down|down-to|reset|redo)$/ }),
  danger(['sqlx'], ['database'], drops, { operand: /^(?:drop|reset)$/ }),
  danger(['sqlx'], ['migrate', 'revert'], back),
  danger(['diesel'], ['database'], drops, { operand: /^(?:reset|drop)$/ }),
  danger(['diesel'], ['migration'], back, { operand: /^(?:revert|redo)$/ }),
  danger(['mix'], [], drops, { operand: /^(?:ecto\.(?:drop|reset|rollback)|ash\.reset)$/ }),
  danger(['artisan', 'php'], [], drops, { operand: /^(?:migrate:(?:fresh|reset|refresh|rollback)|db:wipe)$/ }),
  danger(['manage.py', 'django-admin'], [], drops, { operand: /^(?:flush|reset_db|sqlflush)$/ }),
  danger(['manage.py', 'django-admin'], ['migrate', 'zero'], back),
  danger(['graphile-migrate'], [], drops, { operand: /^(?:reset|watch)$/ }),
  danger(['node-pg-migrate', 'db-migrate'], [], back, { operand: /^(?:down|redo|reset|db:drop)$/ }),
  danger(['permahub'], ['hook', 'remove'], 'It takes this hook away.', { rule: 'removes-guard', verdict: 'ask' }),
  danger(['permahub'], ['uninstall'], 'It takes the guard away.', { rule: 'removes-guard', verdict: 'ask' }),
];
