import { expect, test } from 'vitest';
import { projectsOf } from '../../src/postgres/local-projects.ts';

// Catches: a project that is left out because it is stopped, or one whose database is overlooked.
test('every project with a volume is found, by what the CLI labels', () => {
  const volumes = [
    ['zoo', 'supabase_storage_zoo'],
    ['shop', 'supabase_db_shop'],
    ['zoo', 'supabase_db_zoo'],
    ['files', 'supabase_storage_files'],
  ];
  const containers = [
    ['zoo', '/home/ada/zoo'],
    ['gone', '/home/ada/gone'],
    ['files', ''],
  ];
  expect(projectsOf(volumes, containers)).toEqual([
    { id: 'files', volumes: ['supabase_storage_files'], hasDatabase: false, folder: null },
    { id: 'shop', volumes: ['supabase_db_shop'], hasDatabase: true, folder: null },
    { id: 'zoo', volumes: ['supabase_db_zoo', 'supabase_storage_zoo'], hasDatabase: true, folder: '/home/ada/zoo' },
  ]);
  expect(projectsOf([], containers)).toEqual([]);
});
