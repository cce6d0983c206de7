/** A whole number with thousands commas, the same in every locale: 1,234,567. */
export function count(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** "1 table", "12 tables"; `many` for irregular ones. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes as people read them, in powers of 1000: "512 bytes", "2.3 MB". */
export function bytes(value: number): string {
  if (value < 1000) return counted(value, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let amount = value / 1000;
  let unit = 0;
  // 999.5 kB would print as "1000 kB".
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${amount >= 99.95 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`;
}

/** Seconds as "0.4 s", "12 s", "2 min 5 s", "3 h 20 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  return pair(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

/** A moment (ISO 8601) in the person's own time, "2025-11-14 14:30". */
export function moment(at: string): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** How long ago, from seconds: "just now", "5 minutes ago", "2 days ago". A time in the future is said as such. */
export function age(seconds: number): string {
  if (seconds < -60) return 'in the future by this clock';
  if (seconds < 60) return 'just now';
  const [amount, unit] =
    seconds < 3600
      ? [Math.floor(seconds / 60), 'minute']
      : seconds < 172_800
        ? [Math.floor(seconds / 3600), 'hour']
        : [Math.floor(seconds / 86_400), 'day'];
  return `${counted(amount as number, unit as string)} ago`;
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}
