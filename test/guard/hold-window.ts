import { closeWindow } from '../../src/action/close-window.ts';
import { windowKeeper } from '../../src/action/window-record.ts';
import { connect } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';

// A process of its own that has closed the window of a database, and never opens it: `node hold-window KEY PASSWORD`.
const [key = '', password = ''] = process.argv.slice(2);
const [host = '', port, database = ''] = key.split(/[:/]/);
const to = { host, port: Number(port), database, user: 'postgres', password: secret(password), sslmode: 'disable' };
await closeWindow(await connect(to), windowKeeper(key, 'supabase db reset', process.env), to.user);
process.stdout.write('closed');
setInterval(() => undefined, 1000);
