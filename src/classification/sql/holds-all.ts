import { fieldsOf, listOf } from './fields.ts';
import { typeName } from './names.ts';

/** Types that hold every value of what PostgreSQL turns into them by itself. */
const textual = /^(public\.|extensions\.)?(text|varchar|citext)(\[\])*$/;

/** Whether a type keeps every value that is cast to it: text and its like, without a length. */
export function holdsAll(type: unknown): boolean {
  return textual.test(typeName(type)) && listOf(fieldsOf(type).typmods).length === 0;
}
