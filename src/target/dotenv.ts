import { parse } from 'dotenv';

/** Variables of a dotenv text. References to other variables ("$NAME") are left as they stand. */
export function readDotenv(text: string): Readonly<Record<string, string>> {
  return parse(text);
}

/** The files Bun loads from the working folder before the CLI starts, strongest first [ran]: NODE_ENV, else development. */
export function loadedByBun(nodeEnv: string | undefined): readonly string[] {
  const mode = nodeEnv || 'development';
  return [`.env.${mode}.local`, ...(mode === 'test' ? [] : ['.env.local']), `.env.${mode}`, '.env'];
}

/** The files the CLI reads in supabase/ and then in the project folder, strongest first [ran 3.1.0]: SUPABASE_ENV, else development. */
export function loadedByCli(supabaseEnv: string | undefined): readonly string[] {
  return loadedByBun(supabaseEnv);
}
