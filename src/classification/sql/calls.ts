import { fieldsOf, listOf, wordsOf } from './fields.ts';
import { qualified } from './quote.ts';

/** The name a FuncCall calls: its own ("unschedule"), and whole as the SQL writes it ("cron.unschedule"). */
export function calledName(call: unknown): { readonly own: string; readonly whole: string } {
  const words = wordsOf(fieldsOf(call).funcname);
  return { own: words.at(-1) ?? '', whole: qualified(words) };
}

/** An argument of a FuncCall that is a string constant, casts aside ('public.s'::regclass); null otherwise. */
export function argumentOf(call: unknown, index: number): string | null {
  let value = fieldsOf(listOf(fieldsOf(call).args)[index]);
  while (value.TypeCast !== undefined) value = fieldsOf(fieldsOf(value.TypeCast).arg);
  const text = fieldsOf(fieldsOf(value.A_Const).sval).sval;
  return typeof text === 'string' ? text : null;
}
