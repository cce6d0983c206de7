/** The line of an index of a text, counted from 1; a line ends with a line feed. */
export function linesOf(text: string): (index: number) => number {
  const breaks: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks.push(at);
  return (index) => {
    let low = 0;
    let high = breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((breaks[middle] as number) < index) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
