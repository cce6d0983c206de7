const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment as people say it, in their own time zone: "today 18:00", "yesterday 17:04", "Sun 29 Nov 05:00", with the year where it is another. */
export function when(at: Date, now: Date): string {
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const name = ['yesterday', 'today', 'tomorrow'][dayNumber(at) - dayNumber(now) + 1];
  return name === undefined ? `${dayWords(at, now)} ${time}` : `${name} ${time}`;
}

/** "Thu 26 Nov", with the year where it is not this one. */
function dayWords(at: Date, now: Date): string {
  const year = at.getFullYear() === now.getFullYear() ? '' : ` ${at.getFullYear()}`;
  return `${days[at.getDay()]} ${at.getDate()} ${months[at.getMonth()]}${year}`;
}

/** Whole days since 1970 by the calendar, not by 24 hours: a day with a clock change is one day. */
function dayNumber(at: Date): number {
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
