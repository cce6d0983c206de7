import { printFailure } from '../../../src/terminal/failure.ts';
import { printLines } from '../../../src/terminal/style.ts';

printFailure({
  message: 'The vault /mnt/vault/shop cannot be reached: dial tcp 10.0.0.7:8000: connect: connection refused.',
  hint: 'Make sure that it runs, then start again: `permahub vault push`.',
});
const note = 'Not in the vault: backup_20251114_143022_full: it was stopped. Again: `permahub vault push`.';
printLines([{ text: `permahub: ${note}`, tone: 'danger' }]);
