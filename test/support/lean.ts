/**
 * Set for the real CLIs while they are tested: their JavaScript engine leaves out its optimising compiler, which costs a short command
 * more than it gives (a third of its processor time), and changes nothing of what it does.
 */
export const lean = { BUN_JSC_useDFGJIT: '0' };
