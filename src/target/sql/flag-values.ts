import type { Invocation } from '../../invocation/types.ts';

/** Whether a boolean flag is on: of two contrary uses both CLIs take the first [ran both]. Pure. */
export function isOn({ flags }: Invocation, name: string): boolean {
  return flags.find((flag) => flag.name === name)?.value === 'true';
}

/** The value of a flag; a fault in words where it stands twice with two values. Pure. */
export function flagValue({ flags }: Invocation, name: string): { value: string | null; faults: readonly string[] } {
  const values = flags.filter((flag) => flag.name === name).map(({ value }) => value);
  const differ = values.some((value) => value !== values[0]);
  return { value: values[0] ?? null, faults: differ ? [`--${name} is given more than once`] : [] };
}
