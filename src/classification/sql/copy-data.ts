/**
 * Where the data behind a COPY … FROM stdin ends: after the line that is only `\.`. Data that nothing ends is -1: it is read
 * as SQL, so that nothing hides in it.
 */
export function endOfCopyData(text: string, from: number): number {
  const mark = /^\\\.[ \t]*\r?$/gm;
  mark.lastIndex = from;
  return mark.test(text) ? mark.lastIndex : -1;
}
